/**
 * Curves and ML-KEM by BouncyCastle's lightweight API: key agreement, and EC and EdDSA signatures; and messages of CMS,
 * taken apart.
 *
 * <p>On every JDK it is two to thirteen times faster at them than SunEC, and ML-KEM is missing before JDK 24. It never
 * does bulk work: its ciphers and hashes are 4 to 80 times slower than the JDK's. Its classes are called directly; its
 * JCA provider is neither registered nor asked.
 *
 * <p>X25519 is {@code crypto.curve}'s, for its speed. Imports {@code crypto}, {@code crypto.curve}, {@code spec} and
 * {@code wire}.
 */
package dev.handfast.crypto.bc;
