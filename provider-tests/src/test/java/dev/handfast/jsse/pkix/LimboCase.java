package dev.handfast.jsse.pkix;

import dev.handfast.HandfastProvider;
import dev.handfast.peers.HarmlessText;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** One case in the schema of x509-limbo, expressed as the suites' README says. */
final class LimboCase {

    private static final Map<String, String> PURPOSES = Map.of("serverAuth", "1.3.6.1.5.5.7.3.1", "clientAuth",
            "1.3.6.1.5.5.7.3.2", "codeSigning", "1.3.6.1.5.5.7.3.3", "emailProtection", "1.3.6.1.5.5.7.3.4");
    private static final List<String> KEY_USAGES = List.of("digitalSignature", "contentCommitment", "keyEncipherment",
            "dataEncipherment", "keyAgreement", "keyCertSign", "cRLSign", "encipherOnly", "decipherOnly");

    private final Provider provider = new HandfastProvider();
    private final Map<String, Object> fields;

    LimboCase(Object fields) {
        this.fields = Suites.map(fields);
    }

    String id() {
        return (String) fields.get("id");
    }

    String tier() {
        return (String) fields.getOrDefault("tier", "core");
    }

    String reason() {
        return fields.getOrDefault("tier_reason", "") + "";
    }

    boolean expectsSuccess() {
        return "SUCCESS".equals(fields.get("expected_result"));
    }

    /** Null when the trust manager accepts the chain, else the reason why not. Unchecked exceptions pass through. */
    String byTrustManager() throws Exception {
        return byTrustManager(provider);
    }

    /** The same of any provider's trust manager. */
    String byTrustManager(Provider maker) throws Exception {
        boolean server = "SERVER".equals(fields.get("validation_kind"));
        try {
            X509Certificate leaf = leaf();
            List<X509Certificate> chain = certificates("untrusted_intermediates");
            chain.add(0, leaf);
            PKIXBuilderParameters parameters = parameters(new X509CertSelector(), new ArrayList<>());
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX", maker);
            factory.init(new CertPathTrustManagerParameters(parameters));
            X509ExtendedTrustManager manager = (X509ExtendedTrustManager) factory.getTrustManagers()[0];
            Map<String, Object> peer = peer();
            X509Certificate[] sent = chain.toArray(new X509Certificate[0]);
            FakeEngine engine = new FakeEngine(server, peer == null ? null : (String) peer.get("value"),
                    peer != null && "DNS".equals(peer.get("kind")), sent);
            if (server) {
                manager.checkServerTrusted(sent, "UNKNOWN", engine);
                return null;
            }
            manager.checkClientTrusted(sent, "UNKNOWN", engine);
            return clientNames(leaf);
        } catch (GeneralSecurityException e) {
            return said(e, maker);
        }
    }

    /** Null when the path builder finds a path, else the reason why not. */
    String byBuilder() throws Exception {
        try {
            X509Certificate leaf = leaf();
            X509CertSelector selector = new X509CertSelector();
            selector.setCertificate(leaf);
            List<Object> purposes = Suites.list(fields.get("extended_key_usage"));
            String purpose = purposes.isEmpty()
                    ? "SERVER".equals(fields.get("validation_kind")) ? "serverAuth" : "clientAuth"
                    : (String) purposes.get(0);
            if (!purpose.equals("anyExtendedKeyUsage")) {
                selector.setExtendedKeyUsage(Set.of(PURPOSES.get(purpose)));
            }
            boolean[] usage = new boolean[KEY_USAGES.size()];
            Suites.list(fields.get("key_usage")).forEach(use -> usage[KEY_USAGES.indexOf(use)] = true);
            if (!Suites.list(fields.get("key_usage")).isEmpty()) {
                selector.setKeyUsage(usage);
            }
            List<Object> store = new ArrayList<>(certificates("untrusted_intermediates"));
            store.add(leaf);
            CertPathBuilder.getInstance("PKIX", provider).build(parameters(selector, store));
            return null;
        } catch (GeneralSecurityException e) {
            return said(e, provider);
        }
    }

    /** Null when the leaf is for the host by the rules of a provider's trust manager that trusts the leaf alone. */
    String byHostCheckOf(Provider maker) throws Exception {
        Map<String, Object> peer = peer();
        if (peer == null || !"SERVER".equals(fields.get("validation_kind"))) {
            return null;
        }
        try {
            KeyStore leafOnly = KeyStore.getInstance("PKCS12");
            leafOnly.load(null, null);
            leafOnly.setCertificateEntry("leaf", leaf());
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX", maker);
            factory.init(leafOnly);
            X509Certificate[] sent = {leaf()};
            ((X509ExtendedTrustManager) factory.getTrustManagers()[0]).checkServerTrusted(sent, "UNKNOWN",
                    new FakeEngine(true, (String) peer.get("value"), "DNS".equals(peer.get("kind")), sent));
            return null;
        } catch (GeneralSecurityException e) {
            return said(e, maker);
        }
    }

    /** What a refusal says; ours in words that may be printed, whatever the certificates hold. */
    private static String said(GeneralSecurityException refusal, Provider maker) {
        if (maker instanceof HandfastProvider) {
            HarmlessText.check(refusal);
        }
        return refusal.getMessage();
    }

    /** The peer's certificate. */
    X509Certificate leaf() throws CertificateException {
        return Suites.certificate(fields.get("peer_certificate"));
    }

    /** The name to match, {@code kind} and {@code value}; null for none. */
    Map<String, Object> peer() {
        return fields.get("expected_peer_name") == null ? null : Suites.map(fields.get("expected_peer_name"));
    }

    private PKIXBuilderParameters parameters(X509CertSelector selector, List<Object> store)
            throws GeneralSecurityException {
        Set<TrustAnchor> anchors = new LinkedHashSet<>();
        for (X509Certificate root : certificates("trusted_certs")) {
            anchors.add(new TrustAnchor(root, null));
        }
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, selector);
        Object time = fields.get("validation_time");
        parameters.setDate(time == null ? new Date() : Date.from(OffsetDateTime.parse((String) time).toInstant()));
        List<Object> crls = Suites.list(fields.get("crls"));
        for (Object crl : crls) {
            store.add(CertificateFactory.getInstance("X.509").generateCRL(
                    new ByteArrayInputStream(Suites.der(crl))));
        }
        parameters.setRevocationEnabled(!crls.isEmpty());
        if (!store.isEmpty()) {
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(store)));
        }
        if (fields.get("max_chain_depth") != null) {
            parameters.setMaxPathLength(((Number) fields.get("max_chain_depth")).intValue());
        }
        return parameters;
    }

    private List<X509Certificate> certificates(String field) throws CertificateException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Object pem : Suites.list(fields.get(field))) {
            certificates.add(Suites.certificate(pem));
        }
        return certificates;
    }

    /** JSSE takes no names of clients, so they are compared with the alternative names as written. */
    private String clientNames(X509Certificate leaf) throws CertificateException {
        for (Object each : Suites.list(fields.get("expected_peer_names"))) {
            Map<String, Object> name = Suites.map(each);
            int form = "RFC822".equals(name.get("kind")) ? 1 : "DNS".equals(name.get("kind")) ? 2 : 7;
            Collection<List<?>> names = leaf.getSubjectAlternativeNames();
            if (names == null || names.stream().noneMatch(n -> n.get(0).equals(form)
                    && n.get(1).equals(name.get("value")))) {
                return "client name " + name.get("value") + " is not in the certificate";
            }
        }
        return null;
    }
}
