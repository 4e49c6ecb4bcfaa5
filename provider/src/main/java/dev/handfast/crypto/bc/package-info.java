/**
 * Curves by BouncyCastle's lightweight API, and those of our own beside them: key agreement, and EC and EdDSA
 * signatures; and messages of CMS, taken apart.
 *
 * <p>On every JDK it is two to thirteen times faster at them than SunEC. It never does bulk work: its ciphers and
 * hashes are 4 to 80 times slower than the JDK's. Its classes are called directly; its JCA provider is neither
 * registered nor asked.
 *
 * <p>Applications bring their own BouncyCastle, or none. Its classes are named only in {@code NistCurve}, {@code
 * EcKeyExchange}, {@code XdhKeyExchange} and those whose names begin with {@code Bc} and an algorithm; who calls them
 * has asked {@link dev.handfast.crypto.bc.BouncyCastle#has}. They use what has been there since 1.70 under the same
 * names, but for ML-DSA (1.84). X25519 and P-256 are {@code crypto.curve}'s, ML-KEM is {@code crypto.mlkem}'s.
 *
 * <p>Imports {@code crypto}, {@code crypto.curve}, {@code crypto.mlkem}, {@code der}, {@code spec} and {@code wire}.
 */
@NullMarked
package dev.handfast.crypto.bc;

import org.jspecify.annotations.NullMarked;
