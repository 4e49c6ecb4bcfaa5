/**
 * Cryptography from the JDK's own providers, and {@link dev.handfast.crypto.jca.JcaCryptoProvider}, which puts it
 * together with {@code crypto.bc}.
 *
 * <p>With {@code crypto.bc}, the only home of {@code getInstance} of a JCA class. The JDK's providers are asked by name
 * (see {@link dev.handfast.crypto.jca.JdkProviders} for why); private keys alone are left to JCA's delayed selection,
 * so that keys in tokens and remote ones find their own provider. Symmetric work, RSA and finite fields are the JDK's;
 * curves and ML-KEM are {@code crypto.bc}'s, because the JDK's are two to thirteen times slower or missing.
 *
 * <p>Imports {@code crypto}, {@code crypto.bc}, {@code spec} and {@code wire}.
 */
@NullMarked
package dev.handfast.crypto.jca;

import org.jspecify.annotations.NullMarked;
