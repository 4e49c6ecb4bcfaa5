package dev.handfast.jsse;

import dev.handfast.crypto.jca.JcaCatalogue;
import dev.handfast.crypto.jca.Platform;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactorySpi;
import javax.net.ssl.X509ExtendedTrustManager;

/** Makes trust managers that let the platform's path validator judge chains. */
public final class TrustManagerFactoryImpl extends TrustManagerFactorySpi {

    private final boolean simple;
    private TrustManager manager;

    /** @param simple whether this is {@code SunX509}, which takes no parameters but key stores */
    public TrustManagerFactoryImpl(boolean simple) {
        this.simple = simple;
    }

    @Override
    protected void engineInit(KeyStore store) throws KeyStoreException {
        try {
            Set<X509Certificate> anchors = anchorsIn(store == null ? DefaultManagers.trustStore() : store);
            manager = new Manager(Policy.current(JcaCatalogue.standard()), anchors, null);
        } catch (KeyStoreException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new KeyStoreException("problem accessing trust store: " + e.getMessage(), e);
        }
    }

    @Override
    protected void engineInit(ManagerFactoryParameters parameters) throws InvalidAlgorithmParameterException {
        if (simple || !(parameters instanceof CertPathTrustManagerParameters path)
                || !(path.getParameters() instanceof PKIXBuilderParameters pkix)) {
            throw new InvalidAlgorithmParameterException(simple ? "SunX509 TrustManagerFactory does not use "
                    + "ManagerFactoryParameters" : "Parameters must be CertPathTrustManagerParameters with "
                    + "PKIXBuilderParameters");
        }
        Set<X509Certificate> anchors = new LinkedHashSet<>();
        for (TrustAnchor anchor : pkix.getTrustAnchors()) {
            if (anchor.getTrustedCert() != null) {
                anchors.add(anchor.getTrustedCert());
            }
        }
        manager = new Manager(Policy.current(JcaCatalogue.standard()), anchors, pkix);
    }

    @Override
    protected TrustManager[] engineGetTrustManagers() {
        if (manager == null) {
            throw new IllegalStateException("TrustManagerFactoryImpl is not initialized");
        }
        return new TrustManager[] {manager};
    }

    /** A manager of the platform's default trust store. */
    static X509ExtendedTrustManager ofDefaultStore() throws GeneralSecurityException {
        TrustManagerFactoryImpl factory = new TrustManagerFactoryImpl(false);
        factory.engineInit((KeyStore) null);
        return (X509ExtendedTrustManager) factory.manager;
    }

    /** Certificates that are trusted, and the certificates of keys, as SunJSSE has it. */
    private static Set<X509Certificate> anchorsIn(KeyStore store) throws KeyStoreException {
        Set<X509Certificate> anchors = new LinkedHashSet<>();
        for (String alias : store == null ? List.<String>of() : Collections.list(store.aliases())) {
            Certificate certificate = store.isCertificateEntry(alias) ? store.getCertificate(alias) : null;
            if (store.isKeyEntry(alias)) {
                Certificate[] chain = store.getCertificateChain(alias);
                certificate = chain == null || chain.length == 0 ? null : chain[0];
            }
            if (certificate instanceof X509Certificate x509) {
                anchors.add(x509);
            }
        }
        return anchors;
    }

    /** The trust manager. Immutable; thread-safe. */
    private static final class Manager extends X509ExtendedTrustManager {

        private static final String ANY_USE = "2.5.29.37.0";
        private static final String SERVER_USE = "1.3.6.1.5.5.7.3.1";
        private static final String CLIENT_USE = "1.3.6.1.5.5.7.3.2";
        private static final int DIGITAL_SIGNATURE = 0;
        private static final int KEY_ENCIPHERMENT = 2;

        private final Policy policy;
        private final Set<X509Certificate> anchors;
        private final PKIXBuilderParameters given;

        Manager(Policy policy, Set<X509Certificate> anchors, PKIXBuilderParameters given) {
            this.policy = policy;
            this.anchors = Collections.unmodifiableSet(anchors);
            this.given = given == null ? null : (PKIXBuilderParameters) given.clone();
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return anchors.toArray(new X509Certificate[0]);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            check(chain, authType, null, false);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            check(chain, authType, null, true);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            check(chain, authType, viewOf(socket), false);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            check(chain, authType, viewOf(socket), true);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            check(chain, authType, engine == null ? null : Party.View.of(engine), false);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            check(chain, authType, engine == null ? null : Party.View.of(engine), true);
        }

        private static Party.View viewOf(Socket socket) {
            return socket instanceof SSLSocket tls && tls.isConnected() ? Party.View.of(tls) : null;
        }

        private void check(X509Certificate[] chain, String authType, Party.View view, boolean ofServer)
                throws CertificateException {
            if (chain == null || chain.length == 0) {
                throw new IllegalArgumentException("null or zero-length certificate chain");
            }
            if (authType == null || authType.isEmpty()) {
                throw new IllegalArgumentException("null or zero-length authentication type");
            }
            if (view != null && view.handshakeSession() == null) {
                throw new CertificateException("No handshake session");
            }
            List<byte[]> stapled = ofServer && view != null && view.handshakeSession() instanceof ExtendedSSLSession session
                    ? session.getStatusResponses() : List.of();
            List<X509Certificate> judged = path(Arrays.asList(chain), stapled);
            checkUse(chain[0], authType, ofServer);
            if (view == null) {
                return;
            }
            String objection = TrustManagerWrapper.constraintsOf(policy, view).objection(judged, ofServer);
            if (objection != null) {
                throw new CertificateException("Certificates do not conform to algorithm constraints: " + objection);
            }
            String identification = view.parameters().getEndpointIdentificationAlgorithm();
            if (identification != null && !identification.isEmpty()) {
                EndpointIdentity.check(view.handshakeSession(), chain[0], identification, ofServer);
            }
        }

        /** The certificates of a valid path to an anchor, without the anchor. */
        private List<X509Certificate> path(List<X509Certificate> chain, List<byte[]> stapled)
                throws CertificateException {
            if (anchors.isEmpty() && given == null) {
                throw new CertificateException("the trustAnchors parameter must be non-empty: the trust store holds no "
                        + "certificate; see javax.net.ssl.trustStore");
            }
            int trusted = 0;
            while (trusted < chain.size() && !anchors.contains(chain.get(trusted))) {
                trusted++;
            }
            if (trusted == 0) {
                return List.of();
            }
            try {
                if (trusted < chain.size()) {
                    List<X509Certificate> below = chain.subList(0, trusted);
                    CertPathValidator validator = Platform.pathValidator();
                    validator.validate(Platform.path(below), parameters(chain, stapled,
                            (PKIXRevocationChecker) validator.getRevocationChecker()));
                    return below;
                }
                CertPathBuilder builder = Platform.pathBuilder();
                PKIXCertPathBuilderResult built = (PKIXCertPathBuilderResult) builder.build(
                        parameters(chain, stapled, (PKIXRevocationChecker) builder.getRevocationChecker()));
                List<X509Certificate> path = new ArrayList<>();
                built.getCertPath().getCertificates().forEach(one -> path.add((X509Certificate) one));
                return path;
            } catch (CertPathBuilderException e) {
                throw new CertificateException("PKIX path building failed: " + e.getMessage(), e);
            } catch (CertPathValidatorException e) {
                throw new CertificateException("PKIX path validation failed: " + e.getMessage(), e);
            } catch (GeneralSecurityException e) {
                throw new CertificateException("the platform's path validator failed: " + e.getMessage(), e);
            }
        }

        private PKIXBuilderParameters parameters(List<X509Certificate> chain, List<byte[]> stapled,
                PKIXRevocationChecker revocation) throws GeneralSecurityException {
            PKIXBuilderParameters parameters;
            if (given != null) {
                parameters = (PKIXBuilderParameters) given.clone();
            } else {
                Set<TrustAnchor> trust = new LinkedHashSet<>();
                anchors.forEach(anchor -> trust.add(new TrustAnchor(anchor, null)));
                parameters = new PKIXBuilderParameters(trust, null);
                parameters.setRevocationEnabled(Boolean.getBoolean("com.sun.net.ssl.checkRevocation"));
            }
            X509CertSelector target = new X509CertSelector();
            target.setCertificate(chain.get(0));
            parameters.setTargetCertConstraints(target);
            parameters.addCertStore(Platform.certStore(chain));
            if (parameters.isRevocationEnabled() && !stapled.isEmpty()) {
                addStapled(parameters, chain, stapled, revocation);
            }
            return parameters;
        }

        /** Hands stapled OCSP responses (RFC 6066 section 8) to the revocation checker. */
        private static void addStapled(PKIXBuilderParameters parameters, List<X509Certificate> chain,
                List<byte[]> stapled, PKIXRevocationChecker fresh) {
            PKIXRevocationChecker checker = parameters.getCertPathCheckers().stream()
                    .filter(PKIXRevocationChecker.class::isInstance).map(PKIXRevocationChecker.class::cast)
                    .findFirst().orElse(null);
            PKIXRevocationChecker used = checker == null ? fresh : checker;
            Map<X509Certificate, byte[]> responses = new HashMap<>(used.getOcspResponses());
            for (int i = 0; i < Math.min(stapled.size(), chain.size()); i++) {
                if (stapled.get(i).length > 0) {
                    responses.putIfAbsent(chain.get(i), stapled.get(i));
                }
            }
            used.setOcspResponses(responses);
            if (checker == null) {
                parameters.addCertPathChecker(used);
            }
        }

        /** RFC 5280 sections 4.2.1.3 and 4.2.1.12: static RSA encrypts to the key, all else signs with it. */
        private static void checkUse(X509Certificate certificate, String authType, boolean ofServer)
                throws CertificateException {
            List<String> uses = certificate.getExtendedKeyUsage();
            if (uses != null && !uses.contains(ANY_USE) && !uses.contains(ofServer ? SERVER_USE : CLIENT_USE)) {
                throw new CertificateException("Extended key usage does not permit use for TLS "
                        + (ofServer ? "server" : "client") + " authentication: " + uses);
            }
            boolean[] usage = certificate.getKeyUsage();
            if (usage == null) {
                return;
            }
            boolean encrypts = ofServer && authType.equals("RSA");
            boolean permitted = usage[encrypts ? KEY_ENCIPHERMENT : DIGITAL_SIGNATURE];
            if (!permitted) {
                throw new CertificateException("KeyUsage does not allow "
                        + (encrypts ? "key encipherment" : "digital signatures"));
            }
        }
    }
}
