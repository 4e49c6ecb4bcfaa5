package dev.handfast.jsse.keys;

import dev.handfast.jsse.config.Constraints;
import dev.handfast.jsse.config.EngineOrSocket;
import dev.handfast.jsse.config.Policy;
import dev.handfast.jsse.trust.EndpointIdentity;

import dev.handfast.tls.AsyncTrustManager;

import java.net.Socket;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Gives a plain {@link X509TrustManager} what an {@link X509ExtendedTrustManager} does besides: the endpoint's identity
 * and the algorithm constraints, both from the connection.
 */
public final class TrustManagerWrapper extends X509ExtendedTrustManager {

    private final X509TrustManager plain;
    private final Policy policy;

    private TrustManagerWrapper(X509TrustManager plain, Policy policy) {
        this.plain = plain;
        this.policy = policy;
    }

    /** Around a manager; by its general type, so that who can make one is verified without this class. */
    public static X509ExtendedTrustManager of(X509TrustManager plain, Policy policy) {
        return new TrustManagerWrapper(plain, policy);
    }

    /** A manager that trusts nobody, for when an application gave no manager of X.509 certificates. */
    public static X509ExtendedTrustManager trustingNobody(Policy policy) {
        return new TrustManagerWrapper(new TrustsNobody(), policy);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        plain.checkClientTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        plain.checkServerTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        plain.checkClientTrusted(chain, authType);
        if (socket instanceof SSLSocket tls && tls.isConnected()) {
            checkBesides(chain, EngineOrSocket.View.of(tls), false);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        plain.checkServerTrusted(chain, authType);
        if (socket instanceof SSLSocket tls && tls.isConnected()) {
            checkBesides(chain, EngineOrSocket.View.of(tls), true);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        plain.checkClientTrusted(chain, authType);
        if (engine != null) {
            checkBesides(chain, EngineOrSocket.View.of(engine), false);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        plain.checkServerTrusted(chain, authType);
        if (engine != null) {
            checkBesides(chain, EngineOrSocket.View.of(engine), true);
        }
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return plain.getAcceptedIssuers();
    }

    /** Whether a manager answers later: itself, or in here; else null. */
    static AsyncTrustManager answeringLater(X509ExtendedTrustManager manager) {
        X509TrustManager given = manager instanceof TrustManagerWrapper wrapper ? wrapper.plain : manager;
        return given instanceof AsyncTrustManager later ? later : null;
    }

    /** Checks what plain managers do not. */
    void checkBesides(X509Certificate[] chain, EngineOrSocket.View view, boolean ofServer)
            throws CertificateException {
        SSLSession session = view.handshakeSession();
        if (session == null) {
            throw new CertificateException("No handshake session");
        }
        String identification = view.rules().identification();
        if (identification != null && !identification.isEmpty()) {
            EndpointIdentity.check(session, chain[0], identification, ofServer);
        }
        Constraints constraints = constraintsOf(policy, view);
        X509Certificate[] accepted = plain.getAcceptedIssuers();
        String objection = constraints.objection(Constraints.withoutAnchor(Arrays.asList(chain),
                accepted == null ? new X509Certificate[0] : accepted), ofServer);
        if (objection != null) {
            throw new CertificateException("Certificates do not conform to algorithm constraints: " + objection,
                    new CertPathValidatorException(objection, null, null, -1, BasicReason.ALGORITHM_CONSTRAINED));
        }
    }

    /** The constraints on certificates of a connection, with the signatures it accepts. */
    static Constraints constraintsOf(Policy policy, EngineOrSocket.View view) {
        Constraints constraints = Constraints.of(policy, view.rules().constraints());
        return view.handshakeSession() instanceof ExtendedSSLSession session
                ? constraints.accepting(Arrays.asList(session.getLocalSupportedSignatureAlgorithms())) : constraints;
    }

    private static final class TrustsNobody implements X509TrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("No X509TrustManager implementation available");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("No X509TrustManager implementation available");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
