package dev.handfast.tls;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CompletionStage;

import javax.net.ssl.SSLSession;
import javax.net.ssl.X509TrustManager;

/**
 * A trust manager that answers later, such as one that asks a service. Given to a context as any other; what holds for
 * the answers of an {@link AsyncSigner} holds for its own. The methods of {@link X509TrustManager} are for callers who
 * know no more; Handfast does not call them, but for {@code getAcceptedIssuers}.
 *
 * <p>When it trusts a peer, Handfast checks the peer's name, if the connection has an endpoint identification
 * algorithm, and the algorithm constraints, as behind every plain trust manager: also if it is a {@link
 * javax.net.ssl.X509ExtendedTrustManager} too, since it is not shown the engine or socket that has them.
 */
public interface AsyncTrustManager extends X509TrustManager {

    /**
     * Judges a server. It is trusted if the stage completes, with null: another value, such as a false that a raw type
     * let through, is a failure of this side, {@code internal_error}. If the stage fails by a {@link
     * java.security.cert.CertificateException} the server is refused, with the alert that the exception means; all else
     * is a failure of this side, {@code internal_error}.
     *
     * @param chain as the server sent it, its own certificate first; never empty
     * @param authType as of {@link X509TrustManager#checkServerTrusted}
     * @param handshakeSession what is agreed on so far, with stapled responses; an {@code ExtendedSSLSession}
     * @return never null
     */
    CompletionStage<Void> judgeServer(List<X509Certificate> chain, String authType, SSLSession handshakeSession);

    /**
     * Judges a client, as {@link #judgeServer}.
     *
     * @param chain as the client sent it, its own certificate first; never empty
     * @param authType as of {@link X509TrustManager#checkClientTrusted}
     * @param handshakeSession what is agreed on so far; an {@code ExtendedSSLSession}
     * @return never null
     */
    CompletionStage<Void> judgeClient(List<X509Certificate> chain, String authType, SSLSession handshakeSession);
}
