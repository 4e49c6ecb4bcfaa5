/**
 * Curve arithmetic of our own, where it was measured to gain: X25519 takes 53 us per agreement and 19 per key pair where BouncyCastle
 * takes 82 and 29 (JDK 17 and 25, same sitting). BouncyCastle's fields have limbs of 26 to 32 bits, for JVMs without
 * {@link java.lang.Math#multiplyHigh}.
 *
 * <p>Everything here runs in constant time: no branch and no index depends on a scalar, a coordinate or a limb, unless
 * a method says that its input is public.
 *
 * <h2>Curve25519: five signed limbs of 51 bits</h2>
 *
 * <p>An element is the sum of a[i] 2^(51 i). Signed limbs make differences as good as sums, without adding multiples of
 * p. A product of limbs has up to 108 bits; two multiplications split it: with the first factor shifted left by 9, {@code multiplyHigh}
 * gives h = floor(p / 2^55), and the low 64 bits, shifted back, l = p mod 2^55, which is not negative whatever the sign of
 * p. High and low parts are summed up apart, by column, without carries. As 2^55 is 2^4 times 2^51, a column's high sum goes times 16 to the
 * next column, and from the last, since 2^255 = 19 mod p, times 19 to the first.
 *
 * <p>Why nothing overflows. Reduced limbs lie in [-2^17, 2^51 + 2^17]; factors have limbs up to A = 3.01 * 2^51 &lt;
 * 2^52.6 in absolute value, which covers sums and differences of three reduced ones, the most that any formula here takes.
 * <ul>
 * <li>Karatsuba's differences are at most 2A = 2^53.6, shifted 2^62.6 &lt; 2^63. In squares, 2A is shifted likewise, and
 *     19A &lt; 2^56.9.
 * <li>A column C is a sum of at most one product and four times 19 products: |C| &lt;= 77 A^2 &lt; 2^111.5. Its high sum H is C / 2^55
 *     less one at most for each of the at most 115 floors: |H| &lt; 2^56.6. The last column has no factors 19: |H4| &lt; 2^52.7.
 * <li>Its low sum is at most 115 * 2^55 &lt; 2^61.9. In squares and small products at most three low parts are summed: below 2^57, so that the
 *     wrapped sum of whole products less H 2^55 is exactly it.
 * <li>A column with what it gets from the one before is at most 2^61.9 + 2^60.6, the first 2^61.9 + 304 * 2^52.7 &lt; 2^62.5: all
 *     below 2^63. So carries are at most 2^11.5, times 19 below 2^15.8, and the results are reduced.
 * <li>Encoding takes limbs up to 2^53. After one pass of carries all limbs have 51 bits, but the first, which is at most 19
 *     * 8 away from that. In the second pass a carry leaves the last limb only if it ran through all of them, so that the
 *     first is then within 152 of 0 (upwards) or of 2^51 (downwards), and the 19 that comes back does not carry again.
 * </ul>
 *
 * <p>Imports nothing.
 */
package dev.handfast.crypto.curve;
