package dev.handfast.tls;

import org.jspecify.annotations.Nullable;

import java.security.cert.X509Certificate;
import java.security.spec.AlgorithmParameterSpec;
import java.util.List;

/**
 * What an {@link AsyncSigner} is asked to sign. There is nothing secret in it: peers know what is signed. Immutable and
 * thread-safe; {@code toString} is safe to log.
 */
public interface SignatureRequest {

    /**
     * The scheme by TLS's name (RFC 9846 section 4.3.3).
     *
     * @return such as {@code ecdsa_secp256r1_sha256}
     */
    String scheme();

    /**
     * The scheme by the name that {@link java.security.Signature} knows it by.
     *
     * @return such as {@code SHA256withECDSA}, {@code RSASSA-PSS}, {@code SHA256withRSA}, {@code Ed25519}
     */
    String algorithm();

    /**
     * The parameters to set besides.
     *
     * @return a {@link java.security.spec.PSSParameterSpec} for {@code RSASSA-PSS}; null for the others
     */
    @Nullable
    AlgorithmParameterSpec parameters();

    /**
     * The bytes to sign, as {@link java.security.Signature#update(byte[])} takes them: not hashed.
     *
     * @return the caller's; 98 to 162 bytes, but in TLS 1.2 all messages of the handshake so far if a client signs
     */
    byte[] content();

    /**
     * The name of the hash that the scheme begins with, for signers that are given a digest.
     *
     * @return such as {@code SHA-256}; null for EdDSA, which signs the content itself
     */
    @Nullable
    String digestAlgorithm();

    /**
     * The hash of the content.
     *
     * @return the caller's; null for EdDSA
     */
    byte @Nullable [] digest();

    /**
     * The certificates that are shown, the one of the signing key first.
     *
     * @return unmodifiable, never empty
     */
    List<X509Certificate> certificates();
}
