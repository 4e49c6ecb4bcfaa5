package dev.handfast.jsse.pkix;

import java.lang.System.Logger.Level;
import dev.handfast.wire.SafeLog;
import dev.handfast.crypto.jca.JcaCertificates;
import dev.handfast.der.Oid;
import dev.handfast.jsse.certs.CertificateConverter;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.Oids;
import dev.handfast.pki.path.AlgorithmRules;
import dev.handfast.pki.path.Budget;
import dev.handfast.pki.path.PathBuilder;
import dev.handfast.pki.path.PathFault;
import dev.handfast.pki.path.PathRefused;
import dev.handfast.pki.path.VerifiedPath;
import dev.handfast.wire.MalformedInput;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.PKIXCertPathChecker;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What the JDK's own validator asks ({@code sun.security.validator}, behind SunJSSE's trust manager, jarsigner and all
 * checks of signed code). Its parameters are of a class inside the JDK that carries more than {@link PKIXParameters}:
 * the use (TLS server, TLS client, signed code, timestamps) for which {@code usage} conditions of {@code
 * jdk.certpath.disabledAlgorithms} are, and the timestamp of signed code. No public interface shows either; only SUN's
 * services can read them. So
 *
 * <ul>
 * <li>a question that is not about TLS is SUN's to answer, whole;
 * <li>a path that we accept for TLS is shown to SUN too, where a rule with conditions could refuse it.
 * </ul>
 */
final class JdkValidatorRequest implements PathBuilder.Acceptance {

    private static final Set<Oid> TLS_PURPOSES = Set.of(Oids.SERVER_AUTH, Oids.CLIENT_AUTH);

    /** What is said where SUN is needed and was taken away. */
    static final String WITHOUT_SUN = "The JDK's validator asks with parameters that only the provider SUN can read,"
            + " and SUN is not installed: put it into java.security again";

    private static final String PROPERTY = "jdk.certpath.disabledAlgorithms";

    private final PKIXParameters parameters;
    private final CertificateConverter certs;

    private JdkValidatorRequest(PKIXParameters parameters, CertificateConverter certs) {
        this.parameters = parameters;
        this.certs = certs;
    }

    /** Whether a class belongs to the JDK and is no part of its interface, so that no one else makes such objects. */
    static boolean isInternal(Class<?> type) {
        Module module = type.getModule();
        return module == Object.class.getModule() && !module.isExported(type.getPackageName());
    }

    /** Whether parameters say more than can be read here. */
    static boolean isUnreadable(PKIXParameters parameters) {
        return isInternal(parameters.getClass());
    }

    /**
     * Whether SunJSSE asks for a connection: it brings a checker of the JDK's own for that connection's algorithms,
     * which no one else adds.
     */
    static boolean isForConnection(PKIXParameters parameters) {
        for (PKIXCertPathChecker checker : parameters.getCertPathCheckers()) {
            if (isInternal(checker.getClass()) && !(checker instanceof PKIXRevocationChecker)) {
                return true;
            }
        }
        return false;
    }

    /** Whether extended key usages leave TLS and nothing else. */
    static boolean isForTlsOnly(Set<Oid> uses) {
        return uses != null && !uses.isEmpty() && TLS_PURPOSES.containsAll(uses);
    }

    /**
     * Whether SUN has to answer instead: the parameters cannot be read, and nothing shows that they are about TLS.
     *
     * @param target the certificate in question; null where it is not known
     */
    static boolean isForSun(PKIXParameters parameters, X509Certificate target, CertificateConverter certs) {
        return isUnreadable(parameters) && !isForConnection(parameters) && !isForTlsOnly(uses(target, certs));
    }

    private static Set<Oid> uses(X509Certificate target, CertificateConverter certs) {
        try {
            return target == null ? null : certs.read(target).extendedKeyUse();
        } catch (MalformedInput | CertificateException e) {
            SafeLog.of("dev.handfast.path").log(Level.DEBUG, "a target that cannot be read", e);
            return null;
        }
    }

    /** What is demanded of paths besides, where the JDK asks; null otherwise. */
    static JdkValidatorRequest of(PKIXParameters parameters, CertificateConverter certs) {
        return isUnreadable(parameters) ? new JdkValidatorRequest(parameters, certs) : null;
    }

    @Override
    public void accept(VerifiedPath path, Budget budget) throws PathRefused {
        if (path.certificates().isEmpty() || !mayBeRefused(path)) {
            return;
        }
        try {
            List<X509Certificate> chain = new ArrayList<>();
            for (Cert cert : path.certificates()) {
                chain.add(certs.original(cert));
            }
            JcaCertificates.jdkValidator().validate(JcaCertificates.path(chain), parameters);
        } catch (GeneralSecurityException e) {
            throw PathRefused.because(PathFault.ALGORITHM_REFUSED, 0, path.target(), e);
        }
    }

    /** Whether a rule concerns an algorithm of the path, whatever use, time and root it is for. */
    private static boolean mayBeRefused(VerifiedPath path) {
        DisabledPathAlgorithms rules = DisabledPathAlgorithms.unconditional(PROPERTY);
        AlgorithmRules.Context context = new AlgorithmRules.Context(path.anchor(), path.rules());
        boolean may = rules.refusesKey(path.anchor().key(), path.anchor().certificate(), context) != null;
        for (Cert cert : path.certificates()) {
            may = may || rules.refusesSignature(cert.signatureAlgorithm(), cert, context) != null
                    || rules.refusesKey(cert.key(), cert, context) != null;
        }
        return may;
    }
}
