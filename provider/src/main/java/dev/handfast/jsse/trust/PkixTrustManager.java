package dev.handfast.jsse.trust;

import dev.handfast.jsse.certs.PeerConnection;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;

/** The trust manager: judges a peer's chain, its fitness for TLS and, where asked, its names. Thread-safe. */
final class PkixTrustManager extends X509ExtendedTrustManager {

    private final PeerCertificateVerifier judge;
    private final TrustSource trust;

    PkixTrustManager(TrustSource trust) {
        this.trust = trust;
        this.judge = new PeerCertificateVerifier(trust);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        judge.client(chain, authType, PeerConnection.NONE);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        judge.server(chain, authType, PeerConnection.NONE);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        judge.client(chain, authType, of(socket, false));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        judge.server(chain, authType, of(socket, true));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        judge.client(chain, authType, engine == null ? PeerConnection.NONE : PeerConnection.of(engine, false));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        judge.server(chain, authType, engine == null ? PeerConnection.NONE : PeerConnection.of(engine, true));
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return trust.issuers();
    }

    private static PeerConnection of(Socket socket, boolean toServer) throws CertificateException {
        return socket instanceof SSLSocket secure && secure.isConnected() ? PeerConnection.of(secure, toServer)
                : PeerConnection.NONE;
    }
}
