package dev.handfast.jsse.config;

import dev.handfast.crypto.jca.JcaCertificates;
import dev.handfast.crypto.jca.JcaFiniteFields;
import dev.handfast.jsse.props.DisabledTlsAlgorithms;
import dev.handfast.jsse.props.DisabledTlsAlgorithms.Use;
import dev.handfast.jsse.props.KeySizes;
import dev.handfast.jsse.trust.CacheableConstraints;
import dev.handfast.spec.FiniteFields;
import dev.handfast.spec.NamedGroup;
import dev.handfast.wire.Printable;

import java.math.BigInteger;
import java.security.AlgorithmConstraints;
import java.security.AlgorithmParameters;
import java.security.CryptoPrimitive;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Everything that may forbid an algorithm on one connection: the application's constraints,
 * {@code jdk.tls.disabledAlgorithms} and, for certificates, {@code jdk.certpath.disabledAlgorithms} and the schemes
 * that the verifying side accepts (RFC 9846 section 4.5.1.2). Immutable.
 */
public final class Constraints implements CacheableConstraints {

    private static final Set<CryptoPrimitive> SIGNATURE = EnumSet.of(CryptoPrimitive.SIGNATURE);
    private static final Set<CryptoPrimitive> AGREEMENT = EnumSet.of(CryptoPrimitive.KEY_AGREEMENT);
    private static final Set<CryptoPrimitive> KEYS = EnumSet.of(CryptoPrimitive.KEY_AGREEMENT,
            CryptoPrimitive.SIGNATURE, CryptoPrimitive.PUBLIC_KEY_ENCRYPTION);

    private final AlgorithmConstraints application;
    private final DisabledTlsAlgorithms tls;
    private final DisabledTlsAlgorithms certificates;
    private final List<String> signatures;

    private Constraints(AlgorithmConstraints application, DisabledTlsAlgorithms tls, DisabledTlsAlgorithms certificates,
            List<String> signatures) {
        this.application = application;
        this.tls = tls;
        this.certificates = certificates;
        this.signatures = signatures;
    }

    /** What {@code jdk.tls.disabledAlgorithms} alone says. */
    static Constraints of(Policy policy) {
        return new Constraints(null, policy.disabled(), policy.disabledInCertificates(), null);
    }

    /**
     * With an application's own constraints on top, if they are not null. Of such an object, which {@code
     * getSSLParameters} gave and {@code setSSLParameters} gives back, its application's count: its other rules may be
     * those of another context.
     */
    public static Constraints of(Policy policy, AlgorithmConstraints application) {
        return application instanceof Constraints ours ? ours.under(policy.disabled(), policy.disabledInCertificates())
                : new Constraints(application, policy.disabled(), policy.disabledInCertificates(), null);
    }

    /** What parameters give, where these constraints are in force: see {@link #of(Policy, AlgorithmConstraints)}. */
    static AlgorithmConstraints given(AlgorithmConstraints given, AlgorithmConstraints here) {
        return given instanceof Constraints ours && here instanceof Constraints base
                ? ours.under(base.tls, base.certificates) : given;
    }

    private Constraints under(DisabledTlsAlgorithms tlsHere, DisabledTlsAlgorithms certificatesHere) {
        return tls.equals(tlsHere) && certificates.equals(certificatesHere) ? this
                : new Constraints(application, tlsHere, certificatesHere, signatures);
    }

    /** Whether the application has rules of its own, whose answers may change from one question to the next. */
    public boolean hasApplicationRules() {
        return application != null;
    }

    @Override
    public boolean isSteady() {
        return application == null;
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof Constraints that && application == that.application
                && tls.equals(that.tls) && certificates.equals(that.certificates)
                && Objects.equals(signatures, that.signatures);
    }

    @Override
    public int hashCode() {
        return Objects.hash(System.identityHashCode(application), tls, certificates, signatures);
    }

    /** With only those signature algorithms in certificates, by their JCA names. */
    public Constraints accepting(List<String> certificateSignatures) {
        return new Constraints(application, tls, certificates, List.copyOf(certificateSignatures));
    }

    @Override
    public boolean permits(Set<CryptoPrimitive> primitives, String algorithm, AlgorithmParameters parameters) {
        return tls.permits(primitives, algorithm, parameters)
                && (application == null || application.permits(primitives, algorithm, parameters));
    }

    @Override
    public boolean permits(Set<CryptoPrimitive> primitives, Key key) {
        return tls.permits(primitives, key) && (application == null || application.permits(primitives, key));
    }

    @Override
    public boolean permits(Set<CryptoPrimitive> primitives, String algorithm, Key key, AlgorithmParameters parameters) {
        return tls.permits(primitives, algorithm, key, parameters)
                && (application == null || application.permits(primitives, algorithm, key, parameters));
    }

    /** Whether a suite, version or group may be negotiated. */
    boolean permitsNegotiating(String name) {
        return permits(AGREEMENT, name, null);
    }

    /** Whether a key agreement of a kind and size may be negotiated. */
    boolean permitsSize(String algorithm, int bits) {
        return tls.permitsSize(algorithm, bits);
    }

    /** Whether the key and the finite field that a TLS 1.2 server chose may be used. */
    public boolean permitsField(BigInteger prime, BigInteger generator, BigInteger share) {
        NamedGroup named = FiniteFields.named(prime, generator);
        if (!permitsSize("DH", prime.bitLength()) || named != null && !permitsNegotiating(named.toString())) {
            return false;
        }
        try {
            return application == null || application.permits(AGREEMENT,
                    JcaFiniteFields.publicKey(prime, generator, share));
        } catch (GeneralSecurityException notAsked) {
            return false;
        }
    }

    /** Whether handshakes may be signed by what has this name. */
    boolean permitsSigning(String name) {
        return tls.permits(name, Set.of(Use.HANDSHAKE_SIGNATURE))
                && (application == null || application.permits(SIGNATURE, name, null));
    }

    /**
     * Why a chain is forbidden, or null if it is not. Whether a certificate that ends the chain and names itself as its
     * issuer is signed by an accepted scheme does not matter (RFC 9846 section 4.3.3); a signature that is disabled
     * does, as in SunJSSE.
     *
     * @param chain the end entity's certificate first; anchors already taken off
     */
    public String objection(List<X509Certificate> chain, boolean ofServer) {
        Set<Use> uses = EnumSet.of(Use.CERTIFICATE_SIGNATURE, ofServer ? Use.TLS_SERVER : Use.TLS_CLIENT);
        for (int i = 0; i < chain.size(); i++) {
            X509Certificate certificate = chain.get(i);
            PublicKey key = certificate.getPublicKey();
            if (!certificates.permitsKey(key, uses) || !tls.permitsKey(key, uses)
                    || application != null && !application.permits(KEYS, key)) {
                return "the " + key.getAlgorithm() + " key of " + name(certificate)
                        + (KeySizes.of(key) < 0 ? "" : ", " + KeySizes.of(key) + " bits,") + " is not permitted";
            }
            String signature = certificate.getSigAlgName();
            if (!certificates.permits(signature, uses) || !tls.permits(signature, uses)
                    || application != null && !application.permits(SIGNATURE, signature, null)) {
                return "the signature " + Printable.text(signature) + " on " + name(certificate)
                        + " is not permitted";
            }
            boolean isRoot = i == chain.size() - 1 && JcaCertificates.isSelfIssued(certificate);
            if (!isRoot && signatures != null && !isAccepted(signature)) {
                return "the signature " + Printable.text(signature) + " on " + name(certificate)
                        + " is none of those accepted: " + Printable.list(signatures);
            }
        }
        return null;
    }

    private boolean isAccepted(String signature) {
        for (String accepted : signatures) {
            if (signature.equalsIgnoreCase(accepted)) {
                return true;
            }
        }
        return false;
    }

    /** A chain without the authority that ends it, if that is one of those that are accepted. */
    public static List<X509Certificate> withoutAnchor(List<X509Certificate> chain, X509Certificate[] accepted) {
        int last = chain.size() - 1;
        return last >= 0 && Arrays.asList(accepted).contains(chain.get(last)) ? chain.subList(0, last) : chain;
    }

    private static String name(X509Certificate certificate) {
        return JcaCertificates.named(certificate.getSubjectX500Principal());
    }
}
