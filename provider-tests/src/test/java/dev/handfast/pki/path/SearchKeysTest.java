package dev.handfast.pki.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.handfast.pki.TestPki;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.Name;
import dev.handfast.pki.cert.Spki;
import dev.handfast.pki.cert.Subtrees;
import dev.handfast.wire.Opaque;
import java.util.List;
import java.util.function.Supplier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What searches and caches look up by: each part counts for equality, for the order, and for the hash. */
@Tag("unit")
class SearchKeysTest {

    private static final TestPki ONE = TestPki.root("CN=one");
    private static final TestPki OTHER = TestPki.root("CN=other");

    /** Read anew each time, so that equal ones are not the same. */
    private static Cert one() {
        return ONE.cert();
    }

    private static Cert other() {
        return OTHER.cert();
    }

    private static Opaque octets(int value) {
        return Opaque.copyOf(new byte[] {(byte) value, 7});
    }

    @Test
    void certificatesUnderKeys() {
        assertKeys(() -> List.of(new SignatureChecks.Certificate(one().key(), one()),
                new SignatureChecks.Certificate(other().key(), one()),
                new SignatureChecks.Certificate(one().key(), other())));
        assertKeys(() -> List.of(new PathSearch.Signing(one(), one().key()),
                new PathSearch.Signing(one(), other().key()),
                new PathSearch.Signing(other(), one().key())));
        assertKeys(() -> List.of(new Revocation.Asked(one(), one().key()),
                new Revocation.Asked(one(), other().key()),
                new Revocation.Asked(other(), one().key())));
    }

    @Test
    void otherSignatures() {
        assertKeys(() -> List.of(new SignatureChecks.Other(one().key(), octets(1), octets(2), octets(3)),
                new SignatureChecks.Other(other().key(), octets(1), octets(2), octets(3)),
                new SignatureChecks.Other(one().key(), octets(9), octets(2), octets(3)),
                new SignatureChecks.Other(one().key(), octets(1), octets(9), octets(3)),
                new SignatureChecks.Other(one().key(), octets(1), octets(2), octets(9))));
    }

    /** RFC 4158 section 2.4.2: key, subject and alternative names. */
    @Test
    void identities() {
        assertKeys(() -> List.of(new SearchedCerts.Identity(one().key(), one().subject(), Opaque.EMPTY),
                new SearchedCerts.Identity(other().key(), one().subject(), Opaque.EMPTY),
                new SearchedCerts.Identity(one().key(), other().subject(), Opaque.EMPTY),
                new SearchedCerts.Identity(one().key(), one().subject(), octets(1))));
    }

    @Test
    void anchors() {
        TestPki bound = TestPki.root("CN=bound", c -> c.extension(Extension.nameConstraints, true, new NameConstraints(
                new GeneralSubtree[] {new GeneralSubtree(new GeneralName(GeneralName.dNSName, "example"))}, null)));
        Supplier<List<Object>> make = () -> {
            Name name = one().subject();
            Spki key = one().key();
            Subtrees subtrees = bound.cert().nameConstraints();
            return List.of(new Anchor(null, name, key, null), new Anchor(one(), name, key, null),
                    new Anchor(null, other().subject(), key, null), new Anchor(null, name, other().key(), null),
                    new Anchor(null, name, key, subtrees));
        };
        assertEqualOnlyToTwins(make.get(), make.get());
        assertHashes(List.of(make.get().get(0), make.get().get(2), make.get().get(3)));
    }

    @Test
    void pairsOfRules() {
        AlgorithmRules first = new Era(1);
        AlgorithmRules second = new Era(20);
        AlgorithmRules third = new Era(300);
        Supplier<List<Object>> make = () -> List.of(first.and(second), second.and(first), first.and(third),
                third.and(second));
        assertEqualOnlyToTwins(make.get(), make.get());
        assertHashes(make.get());
        assertEquals(21, first.and(second).era(0), "rules that have come by then, of both");
    }

    /** Rules whose age is known. */
    private record Era(int count) implements AlgorithmRules {

        @Override
        public String refusesSignature(dev.handfast.pki.cert.AlgorithmId algorithm, Cert signed, Context context) {
            return null;
        }

        @Override
        public String refusesKey(Spki key, Cert certificate, Context context) {
            return null;
        }

        @Override
        public int era(long time) {
            return count;
        }
    }

    private static <T extends Comparable<T>> void assertKeys(Supplier<List<T>> make) {
        List<T> ones = make.get();
        List<T> twins = make.get();
        assertEqualOnlyToTwins(ones, twins);
        assertHashes(ones);
        for (int i = 0; i < ones.size(); i++) {
            for (int j = 0; j < ones.size(); j++) {
                int order = ones.get(i).compareTo(twins.get(j));
                assertEquals(i == j, order == 0, ones.get(i) + " and " + twins.get(j));
                assertEquals(Integer.signum(order), -Integer.signum(twins.get(j).compareTo(ones.get(i))));
            }
        }
    }

    private static void assertEqualOnlyToTwins(List<?> ones, List<?> twins) {
        for (int i = 0; i < ones.size(); i++) {
            for (int j = 0; j < ones.size(); j++) {
                assertEquals(i == j, ones.get(i).equals(twins.get(j)), ones.get(i) + " and " + twins.get(j));
            }
            assertEquals(ones.get(i).hashCode(), twins.get(i).hashCode());
            assertNotEquals(ones.get(i), new Object());
        }
    }

    /** A hash that leaves a part out would put all that differ in it into one place. */
    private static void assertHashes(List<?> different) {
        assertEquals(different.size(), different.stream().map(Object::hashCode).distinct().count());
    }
}
