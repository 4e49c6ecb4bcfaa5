package dev.handfast.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.TestJvm;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a process holds for good and can grow is known, field by field, with what keeps it from growing on. */
@Tag("contract")
class GrowingFieldsTest {

    private static final String CURVES = "curves that the library knows";
    private static final String ALGORITHMS = "algorithms with names in our tables";
    private static final String PROPERTIES = "properties that have rules: a handful, read in our code";
    private static final String TABLE = "filled once from our own table";
    private static final String LOOKUPS = "lookups that run: NameLookup.PLACES, and those that wait";

    /** Fields, and what bounds them. */
    private static final Map<String, String> BOUNDED = Map.ofEntries(
            Map.entry("pki.path.SharedCaches.caches", "shares"),
            Map.entry("pki.path.LruCache.entries", "bytes: CacheShare"),
            Map.entry("crypto.bc.BcCertificateKeys.KEYS", "256 keys of 10 kB"),
            Map.entry("crypto.bc.BcPublicKeys.entries", "64 keys of 8 kB"),
            Map.entry("crypto.jca.JcaCertificateSignatures.KEYS", "256 keys of 13 kB"),
            Map.entry("crypto.jca.RecentCertificates.places", "128 certificates of 4 kB, held softly"),
            Map.entry("crypto.curve.KeyTableP256.KEYS", "128 tables of 5.2 kB"),
            Map.entry("crypto.bc.BcCertificateKeys.DOMAINS", CURVES),
            Map.entry("crypto.bc.NistCurve$Domains.BY_CURVE", CURVES),
            Map.entry("crypto.bc.BcKeyExchanges.byGroup", TABLE),
            Map.entry("crypto.bc.BcKeyExchanges.made", "groups that are known here"),
            Map.entry("crypto.bc.BouncyCastle.MISSING", TABLE),
            Map.entry("crypto.jca.JcaCryptoProvider.digests", TABLE),
            Map.entry("crypto.jca.JcaCryptoProvider.hashes", TABLE),
            Map.entry("crypto.jca.JcaCryptoProvider.macs", TABLE),
            Map.entry("der.Oid.INTERNED", "identifiers in our tables; a peer's are not among them"),
            Map.entry("keys.Schedule.EMPTY", "hashes of cipher suites"),
            Map.entry("record.KeyLimits.updateAfter", TABLE),
            Map.entry("spec.CodePoint$Registry.byBytes", TABLE),
            Map.entry("spec.CodePoint$Registry.byValue", TABLE),
            Map.entry("wire.ObjectPool.slots", "the pool's places"),
            Map.entry("jsse.props.AlgorithmComponents.PREPARED", TABLE),
            Map.entry("jsse.props.KnownProperties.OLDER_NAMES", TABLE),
            Map.entry("jsse.fetch.NameLookup.byDomain", LOOKUPS),
            Map.entry("jsse.fetch.NameLookup.running", LOOKUPS),
            Map.entry("jsse.live.Followers.IDENTITIES",
                    "sources that an application has named; go with their managers"),
            Map.entry("jsse.live.Followers.TRUST", "sources that an application has named; go with their managers"),
            Map.entry("jsse.pkix.BlockedCertificates.fingerprints", "the JDK's file"),
            Map.entry("jsse.pkix.DisabledPathAlgorithms.CURRENT", PROPERTIES),
            Map.entry("jsse.pkix.DisabledPathAlgorithms.UNCONDITIONAL", PROPERTIES),
            Map.entry("jsse.pkix.DisabledPathAlgorithms.ofKeys", ALGORITHMS),
            Map.entry("jsse.pkix.DisabledPathAlgorithms.ofSignatures", ALGORITHMS),
            Map.entry("jsse.props.DisabledRules.CURRENT", PROPERTIES),
            Map.entry("jsse.props.DisabledRules.read", PROPERTIES),
            Map.entry("jsse.props.WarnOnce.TOLD", "1000 texts about what an operator has configured"),
            Map.entry("jsse.session.SecretFile.WARNED", "files that an operator has named"),
            Map.entry("jsse.trace.KeyLogs.OPEN", "files that an operator has named"),
            Map.entry("jsse.trust.PeerCertificateVerifier.KNOWN_IDENTIFICATIONS", TABLE),
            Map.entry("session.jcache.SharedStore.NAMED", "caches that an operator has named"));

    /** Of a process that has read all classes and done nothing: what other tests have left behind does not count. */
    @Test
    void everyFieldThatCanGrowHasABound() throws Exception {
        Set<String> growing = new TreeSet<>(TestJvm.run(List.of(), Growing.class).lines()
                .filter(line -> line.startsWith("dev.handfast.")).map(line -> line.substring("dev.handfast.".length()))
                .toList());
        assertTrue(growing.size() > 20, "found: " + growing);
        growing.removeAll(BOUNDED.keySet());
        assertEquals(Set.of(), growing, "fields that can grow, with no bound that is known");
    }

    /** Prints the fields. */
    static final class Growing {

        private Growing() {
        }

        public static void main(String[] arguments) {
            Retained.growing().forEach(System.out::println);
        }
    }
}
