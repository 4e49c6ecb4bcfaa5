/**
 * ML-KEM (FIPS 203) of our own, at the sizes 768 and 1024, with Keccak (FIPS 202) of our own: BouncyCastle has it from
 * 1.79 on, under names that changed, and the JDK from 24 on. Begin with {@link dev.handfast.crypto.mlkem.ParameterSet}.
 *
 * <p>Microseconds for ML-KEM-768, the best of 25 turns of each in one JVM, with randomness (medians, bytes and why no
 * other is used: adr/0012):
 *
 * <table><caption>Ours and others</caption>
 * <tr><th>operation<th>ours, 17<th>BouncyCastle 1.86, 17<th>ours, 25<th>BouncyCastle, 25<th>JDK 25
 * <tr><td>key generation<td>25<td>47<td>24<td>48<td>27
 * <tr><td>encapsulation<td>29<td>43<td>26<td>41<td>24
 * <tr><td>decapsulation<td>21<td>55<td>18<td>52<td>27
 * </table>
 *
 * <p>Everything runs in constant time: no branch and no index depends on a secret, and nothing that is secret is
 * divided. What depends on the public seed rho alone, or on the peer's public key, may be told.
 *
 * <h2>Why nothing overflows</h2>
 *
 * <p>All numbers are plain ints in the usual form, not Montgomery's: multiplying by a constant z takes its quotient z/Q
 * in 2^16th beside it, rounded. For |x| &lt; 2^15 the quotient of x z is off by less than 1/4 from the rounded quotient
 * and by 1/2 from rounding: results are at most 3/4 Q, products below 2^30.
 * <ul>
 * <li>Forward: numbers are at most Q at first, and a layer adds 3/4 Q at most: 6.25 Q &lt; 2^15 after seven.
 * <li>Back: numbers are at most Q/2 + 1 at first. A layer doubles sums and differences: the differences of the fourth
 *     are at most 8 Q + 16 &lt; 2^15. Then all is reduced to Q/2 + 1; the sums behind the seventh are at most 4 Q + 8.
 * <li>Products: first factors are below Q, the second at most Q/2 + 1, its third part 3/4 Q. A sum of four products of
 *     pairs is at most 4 * 1.25 Q^2 + Q &lt; 2^26.
 * </ul>
 *
 * <p>What an operation works in waits in a pool meanwhile, wiped. Imports {@code wire}.
 */
@NullMarked
package dev.handfast.crypto.mlkem;

import org.jspecify.annotations.NullMarked;
