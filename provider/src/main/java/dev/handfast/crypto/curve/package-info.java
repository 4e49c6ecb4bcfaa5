/**
 * Curve arithmetic of our own, where it was measured to gain, and only there. Microseconds of CPU, beside
 * BouncyCastle's lightweight API in the same sitting (JDK 17; 25 is within 10%):
 *
 * <table><caption>Ours and BouncyCastle's</caption>
 * <tr><th>operation<th>ours<th>BouncyCastle
 * <tr><td>X25519 agreement<td>52<td>82
 * <tr><td>X25519 key pair<td>18<td>29
 * <tr><td>P-256 key pair, and what signing multiplies<td>28<td>68
 * <tr><td>P-256 agreement<td>114<td>186
 * <tr><td>P-256 verification, key seen before<td>60<td>76
 * <tr><td>P-256 verification, new key<td>126<td>178
 * </table>
 *
 * <p>BouncyCastle's fields have limbs of 26 to 32 bits, for JVMs without {@link java.lang.Math#multiplyHigh}.
 *
 * <p>Everything here runs in constant time: no branch and no index depends on a scalar, a coordinate or a limb, unless
 * a method says that its input is public.
 *
 * <h2>Curve25519: five signed limbs of 51 bits</h2>
 *
 * <p>An element is the sum of a[i] 2^(51 i). Signed limbs make differences as good as sums, without adding multiples of
 * p. A product of limbs has up to 108 bits; two multiplications split it: with the first factor shifted left by 9,
 * {@code multiplyHigh} gives h = floor(p / 2^55), and the low 64 bits, shifted back, l = p mod 2^55, which is not
 * negative whatever the sign of p. High and low parts are summed up apart, by column, without carries. As 2^55 is 2^4
 * times 2^51, a column's high sum goes times 16 to the next column, and from the last, since 2^255 = 19 mod p, times 19
 * to the first.
 *
 * <p>Why nothing overflows. Reduced limbs lie in [-2^17, 2^51 + 2^17]; factors have limbs up to A = 3.01 * 2^51 &lt;
 * 2^52.6 in absolute value, which covers sums and differences of three reduced ones, the most that any formula here
 * takes.
 * <ul>
 * <li>Karatsuba's differences are at most 2A = 2^53.6, shifted 2^62.6 &lt; 2^63. In squares, 2A is shifted likewise,
 *     and 19A &lt; 2^56.9.
 * <li>A column C is a sum of at most one product and four times 19 products: |C| &lt;= 77 A^2 &lt; 2^111.5. Its high
 *     sum H is C / 2^55 less one at most for each of the at most 115 floors: |H| &lt; 2^56.6. The last column has no
 *     factors 19: |H4| &lt; 2^52.7.
 * <li>Its low sum is at most 115 * 2^55 &lt; 2^61.9. In squares and small products at most three low parts are summed:
 *     below 2^57, so that the wrapped sum of whole products less H 2^55 is exactly it.
 * <li>A column with what it gets from the one before is at most 2^61.9 + 2^60.6, the first 2^61.9 + 304 * 2^52.7 &lt;
 *     2^62.5: all below 2^63. So carries are at most 2^11.5, times 19 below 2^15.8, and the results are reduced.
 * <li>Encoding takes limbs up to 2^53. After one pass of carries all limbs have 51 bits, but the first, which is at
 *     most 19 * 8 away from that. In the second pass a carry leaves the last limb only if it ran through all of them,
 *     so that the first is then within 152 of 0 (upwards) or of 2^51 (downwards), and the 19 that comes back does not
 *     carry again.
 * </ul>
 *
 * <p>Inversion. A matrix of 51 steps has entries up to 2^51 in absolute value, and so have the sums of a row's; f and g
 * stay below 2^255, d and e between -2p and p. So limbs have 51 bits, the last one, which is signed, up to 52.
 * <ul>
 * <li>Rows of 26 steps have entries up to 2^26, which is why two fit one long, whose upper half borrows from the sign
 *     of the lower.
 * <li>Entries shifted by 9 are at most 2^60. A product is below 2^103; the sum of two high parts is below 2^50, that of
 *     the low parts below 2^56. A multiple of p is at most 2^52 in absolute value, times 19 below 2^57; the carries
 *     are below 2^55. So every sum is below 2^58.
 * <li>p is 2^255 less 19: adding its multiple m is -19 m in the first limb and m behind the last.
 * </ul>
 *
 * <h2>P-256: five signed limbs of 52 bits, in Montgomery's form</h2>
 *
 * <p>Products are split likewise, at 2^58: the first factor is shifted left by 6, and a high part weighs 2^6 of the
 * next column. Then, with R = 2^260, each of the lower five columns is cleared by adding a multiple of p. Since p = -1
 * mod 2^52, the multiple is the column's own value q modulo 2^52, and q p needs no multiplication but by p's last limb.
 * Finally what exceeds 2^256 is folded back once.
 *
 * <p>Why nothing overflows. A unit is a reduced element: limbs up to 1.055 * 2^52, the last up to 2^48 + 2^20, in
 * absolute value, and a value between -p/16 and 17 p/16. The formulas multiply sums of at most 13 units (in doubling, X
 * has 9 and 4 XY^2 - X' has 13; Y + Z has 12).
 * <ul>
 * <li>13 units have limbs below 2^55.8. Karatsuba's shifted differences are below 2^62.8 &lt; 2^63; in squares,
 *     likewise.
 * <li>A column is below 5 * 2^111.6, its high sum weighs below 2^61.9 in the next column, its low sum is below 7 * 2^58
 *     &lt; 2^60.9 (and, in squares, the wrapped sum of whole products less the high sum is exactly it); clearing adds
 *     less than 2^55. So every column stays below 2^62.5.
 * <li>The value is at most (13.8 p)^2 / 2^260 + p &lt; 13 p, so that what exceeds 2^256 is at most 13 in absolute
 *     value; folding adds at most 13 * 2^44 to a limb, carries at most 2^10.5: the result is a unit.
 * <li>Encoding multiplies by 1, which gives a value between -p and 2p; one p is added and up to two are taken off.
 * </ul>
 *
 * <p>Why secret multiples never meet an exception of the additions, which are infinity, and a point and itself or its
 * opposite. All points have the prime order n; scalars are between 1 and n-1; digits d are between -16 and 16.
 * <ul>
 * <li>From the highest digit down ({@link dev.handfast.crypto.curve.P256#multiply}): before an addition the sum is 32a
 *     times the point, with a &gt;= 1, for infinity is replaced, not added to, and the first digit that is not zero is
 *     positive. 32a = d or -d is impossible, since 32 &gt; 16. Modulo n it matters in the last addition only, where 32a
 *     + d = k. 32a = -d means k = 0. 32a = d means k = n + 2d, hence 32a = n + d with d negative; but n is 17 modulo
 *     32, so d would be -17.
 * <li>From the lowest digit up ({@link dev.handfast.crypto.curve.P256#multiplyBase}): before adding e = d 32^i the sum
 *     s is below 0.52 * 32^i, so that s differs from e and -e, and from 0, as its lowest digit that is not zero is not
 *     divisible by 32. Up to i = 50 all is below n/2. For i = 51, s = -e means k = 0; s = e means k = 2e modulo n,
 *     where e is 2^255 or 2^256, so k would be 2^256 - n or twice that, below 2^226; but then the last digit is 0.
 * </ul>
 *
 * <p>Verification works on public points and handles the exceptions, which its input can be made to meet.
 *
 * <p>What a multiplication works in waits in pools meanwhile, wiped. Imports {@code wire}.
 */
@NullMarked
package dev.handfast.crypto.curve;

import org.jspecify.annotations.NullMarked;
