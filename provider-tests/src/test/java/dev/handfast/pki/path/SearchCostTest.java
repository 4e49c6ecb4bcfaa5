package dev.handfast.pki.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.handfast.crypto.jca.JcaCertificateSignatures;
import dev.handfast.pki.TestPki;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.CertReader;
import dev.handfast.wire.MalformedInput;
import java.lang.management.ManagementFactory;
import java.security.KeyPair;
import java.security.cert.CertificateEncodingException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A search through a mesh that leads nowhere costs about the same whatever the certificates hold: each field that it
 * reads is made large, at the target and at the authorities, and the work is compared with that of small ones.
 */
@org.junit.jupiter.api.Tag("contract")
class SearchCostTest {

    /**
     * How many times as much the search with a large field may cost. Up to 14 times was measured, where all of the
     * budget for names is spent; where a step read the field anew each time, 52 to 1400 times.
     */
    private static final int MOST = 30;

    /** Searches of which the cheapest counts. */
    private static final int FEW = 4;
    private static final int MANY = 40;

    private static final KeyPair KEYS = TestPki.keys("EC", 256);
    private static final KeyPair TARGET_KEYS = TestPki.keys("EC", 256);
    private static final TestPki ROOT = TestPki.root("CN=root");
    private static final TestPki FORGED = TestPki.root("CN=root");

    /** Who has the field, and how the authorities that have issued each other are named. */
    enum Place {
        /** One name and key, told apart by alternative names; the target has the field. */
        TARGET,
        /** The same, and each authority has it. */
        SELF_ISSUED,
        /** Eight names, each issued by all others, and each certificate has the field. */
        CROSS_ISSUED
    }

    private final PathValidator judge = new PathValidator(new SignatureChecks(new JcaCertificateSignatures(), null),
            new SharedCaches(1L << 30));

    @Test
    void noFieldMakesAStepDearer() throws Exception {
        Map<Place, Long> plain = new EnumMap<>(Place.class);
        for (Place place : Place.values()) {
            plain.put(place, cost(place, LargeField.NONE, MANY));
        }
        List<String> dear = new ArrayList<>();
        for (LargeField field : LargeField.ALL) {
            for (Place place : Place.values()) {
                double ratio = (double) cost(place, field, FEW) / plain.get(place);
                if (ratio > MOST / 2) {
                    // Perhaps the compiler was late: as often as the plain mesh, then
                    ratio = Math.min(ratio, (double) cost(place, field, MANY) / plain.get(place));
                }
                System.out.printf("%s, %s: %.1f times the plain mesh%n", field.name(), place, ratio);
                if (ratio > MOST) {
                    dear.add(field.name() + ", " + place + ": " + ratio);
                }
            }
        }
        assertEquals(List.of(), dear);
    }

    /** The least CPU time of several searches: the same machine, compiler and thread for all. */
    private long cost(Place place, LargeField field, int searches) throws Exception {
        int octets = place == Place.CROSS_ISSUED ? 3_000 : 24_000;
        Cert target = target(place, field, octets);
        List<Cert> pool = place == Place.CROSS_ISSUED ? crossIssued(field, octets)
                : selfIssued(place == Place.SELF_ISSUED ? field : field.limitsOnly(), octets);
        PathBuilder.Request request = new PathBuilder.Request(target, pool,
                new Anchors(List.of(Anchor.of(ROOT.cert()))),
                ValidationParameters.at(TestPki.now()), null, null);
        var threads = ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < searches && (i == 0 || least < 1_000_000_000L); i++) {
            long begun = threads.getCurrentThreadCpuTime();
            assertThrows(PathRefused.class, () -> new PathBuilder(judge).build(request, new Budget()));
            least = Math.min(least, threads.getCurrentThreadCpuTime() - begun);
        }
        return least;
    }

    private static Cert target(Place place, LargeField field, int octets) throws Exception {
        String issuer = place == Place.CROSS_ISSUED ? "CN=authority 0" : field.authority(octets);
        TestPki by = TestPki.root(issuer, c -> c.keys(KEYS));
        return read(by.issue(field.subject(octets), c -> {
            c.keys(TARGET_KEYS);
            field.fill(c, octets, LargeField.TARGET, LargeField.Role.TARGET);
        }));
    }

    private static List<Cert> selfIssued(LargeField field, int octets) throws Exception {
        List<Cert> pool = new ArrayList<>();
        TestPki authority = TestPki.root(field.authority(octets), c -> c.keys(KEYS));
        for (int i = 0; i < 9; i++) {
            String own = "a" + i + ".example";
            LargeField.Role role = i == 7 ? LargeField.Role.EXCLUDING : i == 8 ? LargeField.Role.MALFORMED
                    : LargeField.Role.AUTHORITY;
            pool.add(read(authority.crossSignedBy(i == 0 ? FORGED : authority, c -> field.fill(c, octets, own, role))));
        }
        return pool;
    }

    private static List<Cert> crossIssued(LargeField field, int octets) throws Exception {
        List<TestPki> layer = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            layer.add(TestPki.root("CN=authority " + i, c -> c.keys(KEYS)));
        }
        List<Cert> pool = new ArrayList<>();
        for (TestPki below : layer) {
            for (TestPki above : layer) {
                if (below != above) {
                    pool.add(read(below.crossSignedBy(above, c -> field.fill(c, octets, null,
                            LargeField.Role.AUTHORITY))));
                }
            }
            pool.add(read(below.crossSignedBy(FORGED, c -> field.fill(c, octets, null,
                    LargeField.Role.AUTHORITY))));
        }
        return pool;
    }

    private static Cert read(TestPki made) throws MalformedInput, CertificateEncodingException {
        return CertReader.survey(made.certificate().getEncoded());
    }
}
