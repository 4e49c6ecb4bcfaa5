package dev.handfast.jsse;

import dev.handfast.peers.JsseStack;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** An application's own trust manager: it may refuse what the PKIX one accepts. */
public class PickyTrustManager extends X509ExtendedTrustManager {

    private final X509ExtendedTrustManager pkix;
    private final boolean refuses;
    private int asked;

    public PickyTrustManager(List<X509Certificate> issuers, boolean refuses) {
        pkix = (X509ExtendedTrustManager) JsseStack.HANDFAST.trustManagers(issuers)[0];
        this.refuses = refuses;
    }

    /** How often it was asked. */
    public int asked() {
        return asked;
    }

    private void ask() throws CertificateException {
        asked++;
        if (refuses) {
            throw new CertificateException("not this one");
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        ask();
        pkix.checkClientTrusted(chain, authType, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        ask();
        pkix.checkServerTrusted(chain, authType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        ask();
        pkix.checkClientTrusted(chain, authType, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        ask();
        pkix.checkServerTrusted(chain, authType, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        ask();
        pkix.checkClientTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        ask();
        pkix.checkServerTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return pkix.getAcceptedIssuers();
    }
}
