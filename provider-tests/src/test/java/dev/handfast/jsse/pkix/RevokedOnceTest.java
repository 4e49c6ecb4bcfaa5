package dev.handfast.jsse.pkix;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.HandfastProvider;
import dev.handfast.jsse.pkix.TestRevocation.Status;
import dev.handfast.pki.TestPki;
import java.security.cert.CRL;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.Extension;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.PKIXRevocationChecker.Option;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Who was told once that a certificate is revoked remembers it for the other paths of the search, and what a responder
 * revoked for good for other searches too: it may be silent when it is asked again, and a peer can see to that.
 */
@Tag("contract")
class RevokedOnceTest {

    private static final TestPki ROOT = TestPki.root("CN=root");
    private static final TestPki AUTHORITY = ROOT.authority("CN=authority");

    private static final List<Set<Option>> OPTIONS = List.of(EnumSet.noneOf(Option.class),
            EnumSet.of(Option.SOFT_FAIL), EnumSet.of(Option.NO_FALLBACK),
            EnumSet.of(Option.NO_FALLBACK, Option.SOFT_FAIL));

    /** Next updates of responses; null for none. */
    private static final Duration[] NEXT = {Duration.ofDays(1), null};

    private static final byte[] NO_MORE = "HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n".getBytes();

    private final List<Object> store = new ArrayList<>();
    private final byte[][] body = new byte[1][];

    /** The responder answers once. */
    private final AtomicInteger asked = new AtomicInteger();

    private OddServer server() throws Exception {
        asked.set(0);
        return new OddServer(out -> {
            if (asked.getAndIncrement() == 0) {
                OddServer.says(body[0]).write(out);
            } else {
                out.write(NO_MORE);
            }
        });
    }

    @Test
    void anotherPathIsNoWayRoundAResponse() throws Exception {
        for (boolean intermediate : new boolean[] {false, true}) {
            for (Set<Option> options : OPTIONS) {
                for (Duration next : NEXT) {
                    for (boolean nonce : new boolean[] {false, true}) {
                        for (Status status : List.of(Status.REVOKED, Status.HELD)) {
                            response(intermediate, options, next, nonce, status);
                        }
                    }
                }
            }
        }
    }

    private void response(boolean intermediate, Set<Option> options, Duration next, boolean nonce, Status status)
            throws Exception {
        try (OddServer server = server()) {
            TestPki checked = AUTHORITY.issue("CN=checked", c -> {
                OddServer.ocsp(List.of(server.at("/x"))).accept(c);
                if (intermediate) {
                    c.authority(-1);
                }
            });
            TestPki target = intermediate ? checked.issue("CN=leaf", c -> {}) : checked;
            store.clear();
            store.addAll(List.of(AUTHORITY.certificate(), checked.certificate(), good(ROOT), good(checked)));
            // A list of before, which is current and does not say it yet.
            store.add(good(AUTHORITY));
            body[0] = TestRevocation.response(AUTHORITY, checked.certificate(), status, AUTHORITY,
                    Date.from(Instant.now().minusSeconds(60)),
                    next == null ? null : Date.from(Instant.now().plus(next)), null);
            assertRevoked(options, nonce, target.certificate());
            if (status == Status.REVOKED) {
                assertRevoked(options, nonce, target.certificate());
            }
        }
    }

    private static CRL good(TestPki issuer) throws Exception {
        return TestRevocation.list(issuer, issuer, 1, 9, null);
    }

    /** There are two paths: the authority is trusted, and so is the root that has issued it. */
    private void assertRevoked(Set<Option> options, boolean nonce, X509Certificate target) throws Exception {
        CertPathBuilder builder = CertPathBuilder.getInstance("PKIX", new HandfastProvider());
        X509CertSelector selector = new X509CertSelector();
        selector.setCertificate(target);
        Set<TrustAnchor> anchors = new LinkedHashSet<>(List.of(new TrustAnchor(ROOT.certificate(), null),
                new TrustAnchor(AUTHORITY.certificate(), null)));
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, selector);
        parameters.setRevocationEnabled(false);
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(store)));
        PKIXRevocationChecker checker = (PKIXRevocationChecker) builder.getRevocationChecker();
        checker.setOptions(options);
        if (nonce) {
            checker.setOcspExtensions(List.of(new Nonce()));
        }
        parameters.addCertPathChecker(checker);
        String why = assertThrows(CertPathBuilderException.class, () -> builder.build(parameters),
                options + ", " + target + " after " + asked + " requests: ").getMessage();
        assertTrue(why.contains(" was revoked at "), options + ": " + why);
    }

    private static final class Nonce implements Extension {

        @Override
        public String getId() {
            return OCSPObjectIdentifiers.id_pkix_ocsp_nonce.getId();
        }

        @Override
        public boolean isCritical() {
            return false;
        }

        @Override
        public byte[] getValue() {
            try {
                return new DEROctetString(new byte[16]).getEncoded();
            } catch (java.io.IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void encode(java.io.OutputStream out) {
            throw new UnsupportedOperationException();
        }
    }
}
