package dev.handfast.tls;

import java.util.concurrent.CompletionStage;

/**
 * Signs handshakes with a private key that is somewhere else, such as in a key management service, and answers later.
 * No thread is held meanwhile where an engine's application has called {@link TlsConnection#whenReady}; else the task
 * that the engine gave out waits, and a socket's thread.
 *
 * <p>A context shows it by {@link TlsContextBuilder#signer}, a {@code KeyManagerFactory} of Handfast's is initialized
 * with {@link AsyncCredentials}, and a key manager of an application's own gives an {@link AsyncPrivateKey}. Clients
 * and servers of TLS 1.2 and 1.3 sign by it; suites of TLS 1.2 in which the key decrypts are not negotiated.
 *
 * <p>Implementations are thread-safe. They are called without a lock held. What of the handshake is left to do is done
 * by the thread that completes the stage, as of {@link java.util.concurrent.CompletableFuture#thenApply}; it takes some
 * hundred microseconds, and may call the application's managers.
 */
@FunctionalInterface
public interface AsyncSigner {

    /**
     * Signs, or begins to. The signature is verified with the key of the certificate before the peer is sent it. A
     * stage that fails, is cancelled or gives a wrong signature, null included, ends the handshake: the peer gets an
     * alert {@code internal_error}, and the exception names this class and has the stage's as its cause. So does what
     * is thrown here. A stage that never completes is waited for until the connection is closed; bound it by
     * {@code CompletableFuture.orTimeout}. A connection that is closed lets go of the stage, and does not cancel it.
     *
     * @param request what to sign, and how
     * @return the signature as {@link java.security.Signature#sign()} gives it, which is copied; ECDSA's are DER
     */
    CompletionStage<byte[]> sign(SignatureRequest request);

    /**
     * Whether it signs in a scheme that fits the certificate. Must not wait: it is asked while a handshake chooses what
     * to show.
     *
     * @param scheme by TLS's name, such as {@code rsa_pss_rsae_sha256}
     * @return true for all unless it is overridden
     */
    default boolean signsIn(String scheme) {
        return true;
    }
}
