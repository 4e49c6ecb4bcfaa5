package dev.handfast.jsse.pkix;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.HandfastProvider;
import dev.handfast.jsse.pkix.TestRevocation.Status;
import dev.handfast.pki.TestPki;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.PKIXRevocationChecker.Option;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What one context has proved by a responder that it alone trusts keeps no other from the truth. */
@Tag("contract")
class RespondersOfOthersTest {

    private static final TestPki ROOT = TestPki.root("CN=root");
    private static final TestPki DELEGATE = ROOT.issue("CN=responder", c -> c.extension(Extension.extendedKeyUsage,
            false, new ExtendedKeyUsage(KeyPurposeId.id_kp_OCSPSigning)));
    private static final TestPki FOREIGN = TestPki.root("CN=foreign responder");

    private static final List<Set<Option>> OPTIONS = List.of(EnumSet.of(Option.NO_FALLBACK),
            EnumSet.of(Option.NO_FALLBACK, Option.SOFT_FAIL));

    /** The delegate speaks for everybody, whoever hears it first, and also trusts it by itself. */
    @Test
    void aDelegateIsHeardByAll() throws Exception {
        List<X509Certificate> trusting = Arrays.asList(null, DELEGATE.certificate());
        for (Status status : Status.values()) {
            for (Set<Option> options : OPTIONS) {
                for (X509Certificate first : trusting) {
                    for (X509Certificate second : trusting) {
                        heard(status, options, first, second, DELEGATE);
                    }
                }
            }
        }
    }

    /** Who trusts another responder hears that one; who does not asks again, and hears the delegate. */
    @Test
    void whoTrustsNoOtherAsksAgain() throws Exception {
        for (Status status : List.of(Status.GOOD, Status.REVOKED, Status.HELD)) {
            for (Set<Option> options : OPTIONS) {
                heard(status, options, FOREIGN.certificate(), null, FOREIGN);
            }
        }
    }

    private static void heard(Status status, Set<Option> options, X509Certificate trustedFirst,
            X509Certificate trustedThen, TestPki signerFirst) throws Exception {
        try (Responder server = new Responder()) {
            TestPki leaf = ROOT.issue("CN=leaf", server.ocsp("/x"));
            server.says("/x", TestRevocation.response(ROOT, leaf.certificate(), status, signerFirst, -1, 1));
            String first = verdict(leaf, options, trustedFirst);
            server.says("/x", TestRevocation.response(ROOT, leaf.certificate(), status, DELEGATE, -1, 1));
            String second = verdict(leaf, options, trustedThen);
            String third = verdict(leaf, options, trustedThen);
            for (String verdict : List.of(first, second, third)) {
                boolean asItIs = switch (status) {
                    case GOOD -> verdict.equals("accepted");
                    case REVOKED, HELD -> verdict.contains(" was revoked at ");
                    case UNKNOWN -> options.contains(Option.SOFT_FAIL) ? verdict.equals("accepted")
                            : verdict.contains("does not know the certificate");
                };
                assertTrue(asItIs, status + ", " + options + ", of " + List.of(first, second, third));
            }
        }
    }

    private static String verdict(TestPki leaf, Set<Option> options, X509Certificate trusted) throws Exception {
        CertPathValidator validator = CertPathValidator.getInstance("PKIX", new HandfastProvider());
        PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
        checker.setOptions(options);
        checker.setOcspResponderCert(trusted);
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(ROOT.certificate(), null)));
        parameters.addCertPathChecker(checker);
        try {
            validator.validate(CertificateFactory.getInstance("X.509").generateCertPath(List.of(leaf.certificate())),
                    parameters);
            return "accepted";
        } catch (CertPathValidatorException e) {
            return e.getMessage();
        }
    }
}
