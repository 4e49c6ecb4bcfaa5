package dev.handfast.jsse.trust;

import dev.handfast.der.Oid;
import dev.handfast.jsse.certs.CertStores;
import dev.handfast.jsse.certs.CertificateConverter;
import dev.handfast.jsse.certs.PathEngine;
import dev.handfast.jsse.certs.PathSettings;
import dev.handfast.jsse.certs.PeerConnection;
import dev.handfast.jsse.certs.TransparencyPolicy;
import dev.handfast.jsse.certs.UnreadableCertificates;
import dev.handfast.jsse.fetch.IssuerFetch;
import dev.handfast.jsse.pkix.AcceptanceChecks;
import dev.handfast.jsse.pkix.DisabledPathAlgorithms;
import dev.handfast.jsse.pkix.PkixConversions;
import dev.handfast.jsse.pkix.TlsAlgorithmRules;
import dev.handfast.jsse.pkix.TracedPathBuilder;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.KeyUsage;
import dev.handfast.pki.cert.Oids;
import dev.handfast.pki.path.AlgorithmRules;
import dev.handfast.pki.path.Budget;
import dev.handfast.pki.path.HostnameMatch;
import dev.handfast.pki.path.PathBuilder;
import dev.handfast.pki.path.PathFault;
import dev.handfast.pki.path.PathRefused;
import dev.handfast.pki.path.ValidationParameters;
import dev.handfast.pki.path.VerifiedPath;
import dev.handfast.wire.MalformedInput;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** One peer's chain against one trust source: path, use in TLS, names. */
final class PeerCertificateVerifier {

    /** What JSSE knows: RFC 9110 section 4.3.4 and RFC 4513 section 3.1.3, both by RFC 9525's rules. */
    private static final Set<String> KNOWN_IDENTIFICATIONS = new TreeSet<>(Set.of("HTTPS", "LDAPS", "LDAP"));

    /** What TLS accepts by default beyond the platform's properties. */
    private static final AlgorithmRules IN_TLS = new TlsAlgorithmRules();

    /**
     * All that the judgement of a path depends on beside the trust and the time.
     *
     * @param sent what the peer sent, its own certificate first
     * @param conditions {@link ValidationParameters#conditions}: purpose, algorithms, ...
     */
    record Question(List<Cert> sent, List<Object> conditions) implements Comparable<Question> {

        /** By what peers choose; conditions are few. */
        @Override
        public int compareTo(Question other) {
            int order = Integer.compare(sent.size(), other.sent.size());
            for (int i = 0; order == 0 && i < sent.size(); i++) {
                order = sent.get(i).compareTo(other.sent.get(i));
            }
            return order;
        }

        // Written out: a record's own are linked from method handles at their first use.

        @Override
        public boolean equals(Object other) {
            return other instanceof Question that && sent.equals(that.sent) && conditions.equals(that.conditions);
        }

        @Override
        public int hashCode() {
            return 31 * sent.hashCode() + conditions.hashCode();
        }
    }

    private final TrustSource trust;

    PeerCertificateVerifier(TrustSource trust) {
        this.trust = trust;
    }

    /** Judges a client's chain; its names are compared only where the connection asks for identification. */
    VerifiedPath client(X509Certificate[] chain, String authType, PeerConnection connection)
            throws CertificateException {
        require(chain, authType);
        return judge(chain, Oids.CLIENT_AUTH, KeyUsage.DIGITAL_SIGNATURE, connection);
    }

    /** Judges a server's chain. */
    VerifiedPath server(X509Certificate[] chain, String authType, PeerConnection connection)
            throws CertificateException {
        require(chain, authType);
        return judge(chain, Oids.SERVER_AUTH, keyUse(authType), connection);
    }

    private VerifiedPath judge(X509Certificate[] chain, Oid purpose, int keyUse, PeerConnection connection)
            throws CertificateException {
        PKIXBuilderParameters parameters = trust.parameters();
        if (parameters == null) {
            throw new CertificateException("The trust store is empty, so no certificate can be trusted. Check"
                    + " javax.net.ssl.trustStore, or the KeyStore given to the TrustManagerFactory");
        }
        CertificateConverter certs = trust.certs();
        UnreadableCertificates unread = new UnreadableCertificates();
        unread.addAll(trust.unread());
        Cert target = target(chain, certs);
        List<Cert> sent = sent(chain, certs, unread);
        try {
            VerifiedPath path = path(chain, target, sent, purpose, parameters, connection, certs);
            checkUse(target, trust.anchors().that(target) != null, keyUse);
            checkNames(target, connection);
            if (purpose.equals(Oids.SERVER_AUTH)) {
                trust.distrust().check(path);
            }
            TransparencyPolicy logs = connection.settings().transparency(trust.transparency());
            if (logs != null && purpose.equals(Oids.SERVER_AUTH)) {
                logs.check(path, connection.proofs());
            }
            return path;
        } catch (PathRefused refused) {
            PathRefused e = placed(unread.explain(refused), chain, certs);
            throw new CertificateException(e.sentence(),
                    new CertPathBuilderException(e.sentence(), PkixConversions.exception(e, null)));
        } catch (InvalidAlgorithmParameterException e) {
            throw new CertificateException("The trust manager's parameters cannot be used: " + e.getMessage(), e);
        }
    }

    /** A refusal for the encoding of a certificate, with the place where that certificate came from. */
    private PathRefused placed(PathRefused refused, X509Certificate[] chain, CertificateConverter certs)
            throws CertificateException {
        if (refused.fault() != PathFault.MALFORMED || refused.certificate() == null) {
            return refused;
        }
        String where = trust.origin(refused.certificate());
        X509Certificate culprit = certs.original(refused.certificate());
        for (int i = 0; i < chain.length && where == null; i++) {
            where = chain[i].equals(culprit) ? entry(chain, i) : null;
        }
        return where == null ? refused : PathRefused.of(refused.fault(), refused.index(), refused.certificate(),
                refused.getMessage() + " (" + where + ")", refused.cure()).reporting(refused);
    }

    private static String entry(X509Certificate[] chain, int index) {
        return "certificate " + (index + 1) + " of " + chain.length + " in the peer's Certificate message";
    }

    private VerifiedPath path(X509Certificate[] chain, Cert target, List<Cert> sent, Oid purpose,
            PKIXBuilderParameters parameters, PeerConnection connection, CertificateConverter certs)
            throws PathRefused, InvalidAlgorithmParameterException {
        PathSettings settings = connection.settings();
        ValidationParameters asked = PkixConversions.rules(parameters, settings);
        ValidationParameters rules = asked.withPurpose(purpose)
                .withCommonNamesBound(settings.commonName()).andUnderstood(Oids.TLS_FEATURE)
                .withMaxIntermediates(parameters.getMaxPathLength())
                .withAlgorithms(asked.algorithms().and(inTls(connection, certs)));
        boolean plain = isPlain(parameters, target, connection) && settings.remember();
        List<Cert> all = join(target, sent);
        Question question = plain ? new Question(all, rules.conditions()) : null;
        VerifiedPath known = plain ? trust.memory().get(question, rules.time()) : null;
        if (known != null) {
            return known;
        }
        PathEngine engine = settings.engine(trust.engine());
        CertStores stores = new CertStores(parameters.getCertStores(), certs);
        List<Cert> pool = new ArrayList<>(sent);
        pool.addAll(stores.pool());
        VerifiedPath path = TracedPathBuilder.run(engine.builder(), new PathBuilder.Request(target, pool,
                trust.anchors(), rules, IssuerFetch.around(stores.issuers(), certs, engine.caches()),
                AcceptanceChecks.of(engine, parameters, certs, chain, connection)), new Budget(), settings);
        certs.remember(all, settings);
        if (plain) {
            trust.memory().put(question, path);
        }
        return path;
    }

    /** Whether the path depends on nothing that may change from one connection to the next. */
    private static boolean isPlain(PKIXBuilderParameters parameters, Cert target, PeerConnection connection) {
        return !parameters.isRevocationEnabled() && parameters.getCertPathCheckers().isEmpty()
                && parameters.getCertStores().isEmpty() && connection.proofs().staples().isEmpty()
                && target.tlsFeatures().isEmpty() && (connection.constraints() == null
                        || connection.constraints() instanceof CacheableConstraints steady && steady.isSteady());
    }

    private static List<Cert> join(Cert target, List<Cert> sent) {
        List<Cert> all = new ArrayList<>(sent.size() + 1);
        all.add(target);
        all.addAll(sent);
        return List.copyOf(all);
    }

    private static Cert target(X509Certificate[] chain, CertificateConverter certs) throws CertificateException {
        try {
            return certs.of(chain[0]);
        } catch (MalformedInput e) {
            throw new CertificateException("The peer's certificate cannot be read (" + entry(chain, 0) + "): "
                    + e.getMessage() + ". Have it issued anew", e);
        }
    }

    /** What the peer sent beside its own certificate; what cannot be read is left out and noted. */
    private static List<Cert> sent(X509Certificate[] chain, CertificateConverter certs, UnreadableCertificates unread) {
        List<Cert> pool = new ArrayList<>();
        for (int i = 1; i < Math.min(chain.length, Budget.POOL); i++) {
            try {
                pool.add(certs.of(chain[i]));
            } catch (MalformedInput | CertificateException e) {
                unread.add(chain[i].getSubjectX500Principal(), entry(chain, i), e);
            }
        }
        return pool;
    }

    private static AlgorithmRules inTls(PeerConnection connection, CertificateConverter certs) {
        return DisabledPathAlgorithms.of("jdk.tls.disabledAlgorithms").and(IN_TLS)
                .and(new SessionAlgorithmRules(connection.signatures(), connection.constraints(), certs));
    }

    /** Key usage as the handshake needs it (RFC 9846 section 4.5.1.2, RFC 5246 section 7.4.2); 4.2.1.9's rule. */
    private static void checkUse(Cert target, boolean trusted, int keyUse) throws PathRefused {
        if (target.keyUse() != null && !target.keyUse().allows(keyUse)) {
            throw PathRefused.of(PathFault.WRONG_KEY_USAGE, 0, target, "Certificate " + target
                    + " may not be used in this handshake: its key usage lacks " + keyUseName(keyUse),
                    "Have it issued with the key usage " + keyUseName(keyUse));
        }
        if (!trusted && target.keyUse() != null && target.keyUse().allows(KeyUsage.KEY_CERT_SIGN) && !target.isCa()) {
            throw PathRefused.of(PathFault.WRONG_KEY_USAGE, 0, target, "Certificate " + target
                    + " asserts keyCertSign although it is no certification authority (RFC 5280 section 4.2.1.9)",
                    "Have it issued without keyCertSign");
        }
        if (target.subject().isEmpty() && target.extension(Oids.SUBJECT_ALT_NAME) != null
                && !target.extension(Oids.SUBJECT_ALT_NAME).critical()) {
            throw PathRefused.of(PathFault.EMPTY_SUBJECT, 0, target, "Certificate " + target
                    + " has an empty subject, but its alternative names are not critical (RFC 5280 section 4.2.1.6)",
                    "Have it issued with critical alternative names");
        }
    }

    private static void checkNames(Cert target, PeerConnection connection) throws PathRefused, CertificateException {
        String identification = connection.identification();
        if (identification == null) {
            return;
        }
        if (!KNOWN_IDENTIFICATIONS.contains(identification.toUpperCase(Locale.ROOT))) {
            throw new CertificateException("Unknown endpoint identification algorithm \"" + identification
                    + "\". Known are " + KNOWN_IDENTIFICATIONS);
        }
        if (connection.hosts().isEmpty()) {
            throw new CertificateException("Endpoint identification " + identification + " is asked for, but the"
                    + " connection has no host name. Create the socket or engine with the name of its peer");
        }
        boolean commonNameToo = connection.settings().commonName();
        for (String host : connection.hosts()) {
            if (HostnameMatch.matches(target, host, commonNameToo)) {
                return;
            }
        }
        HostnameMatch.check(target, connection.hosts().get(0), commonNameToo);
    }

    /** The key usage bit that a TLS 1.2 key exchange needs; every other authType is for a signature. */
    private static int keyUse(String authType) {
        if (authType.equals("RSA")) {
            return KeyUsage.KEY_ENCIPHERMENT;
        }
        return authType.startsWith("ECDH_") || authType.startsWith("DH_") ? KeyUsage.KEY_AGREEMENT
                : KeyUsage.DIGITAL_SIGNATURE;
    }

    private static String keyUseName(int bit) {
        return bit == KeyUsage.DIGITAL_SIGNATURE ? "digitalSignature" : bit == KeyUsage.KEY_ENCIPHERMENT
                ? "keyEncipherment" : "keyAgreement";
    }

    private static void require(X509Certificate[] chain, String authType) {
        if (chain == null || chain.length == 0) {
            throw new IllegalArgumentException("no certificates to check");
        }
        if (authType == null || authType.isEmpty()) {
            throw new IllegalArgumentException("no authentication type");
        }
    }
}
