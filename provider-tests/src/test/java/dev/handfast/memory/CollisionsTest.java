package dev.handfast.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.der.DerWriter;
import dev.handfast.der.Tag;
import dev.handfast.museum.AttackKind;
import dev.handfast.museum.PublishedAttack;
import dev.handfast.peers.Costs;
import dev.handfast.pki.TestPki;
import dev.handfast.pki.cert.CertReader;
import dev.handfast.pki.cert.Crl;
import dev.handfast.pki.cert.CrlReader;
import dev.handfast.pki.path.CrlSource;
import dev.handfast.pki.path.Revocation;
import dev.handfast.wire.Opaque;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.junit.jupiter.api.Test;

/**
 * Keys of one hash cost about what others cost. Each test reads the same number of values, once such as anyone would
 * choose and once such as an attacker does, and compares the work.
 */
@org.junit.jupiter.api.Tag("contract")
class CollisionsTest {

    private static final int COUNT = 1 << 13;

    /**
     * How many times as much work the attacker's values may be. Trees take a logarithm more, up to 8 times was
     * measured; lists of colliding keys took 20 to 480 times as much.
     */
    private static final int MOST = 15;

    /** The same for a map alone, without any reading: 14 times, and 700. */
    private static final int MAX_OF_MAP = 60;

    /** Fields whose keys no peer chooses, and that have no order: the configuration's, the application's, our own. */
    private static final Set<String> CONFIGURED = Set.of(
            "dev.handfast.jsse.config.NegotiableAlgorithms$Cache.known",
            "dev.handfast.handshake.server12.ChooseSuite.asked",
            "dev.handfast.session.jcache.SharedStore.NAMED",
            "dev.handfast.jsse.socket.HandshakeListeners.listeners",
            // This side's own
            "dev.handfast.jsse.keys.KeySearch.tried",
            "dev.handfast.jsse.keys.LiveKeyManager$History.withdrawn",
            // Of files that it follows
            "dev.handfast.jsse.live.ExpiryWatch.toldEnded",
            "dev.handfast.jsse.live.ExpiryWatch.toldSoon",
            "dev.handfast.jsse.live.Followers.IDENTITIES",
            "dev.handfast.jsse.live.Followers.TRUST",
            "dev.handfast.jsse.live.TrustBundle.places",
            "dev.handfast.jsse.staple.Stapler.places",
            "dev.handfast.jsse.pkix.ParameterAnchors.BY_OBJECT",
            "dev.handfast.jsse.pkix.ParameterAnchors.BY_CONTENT",
            "dev.handfast.jsse.pkix.ParameterAnchors.originals",
            "dev.handfast.jsse.certs.CertStores$Among.wanted",
            // The certificates of one path, at most Budget.DEPTH
            "dev.handfast.jsse.pkix.ParameterAnchors$Answer.issuers",
            // By identity
            "dev.handfast.jsse.revocation.CrlCache.READ",
            "dev.handfast.jsse.revocation.CrlCache.known",
            "dev.handfast.pki.path.Budget.checked",
            "dev.handfast.pki.path.SearchedCert.signedBy",
            "dev.handfast.pki.path.PolicyGraph$Node.parents",
            "dev.handfast.pki.path.PolicyGraph$Node.children");

    /** A map or set goes by the order of its keys where their hashes are equal, if they have one. */
    @Test
    void everyKeyThatAPeerChoosesHasAnOrder() {
        Set<String> without = new TreeSet<>();
        int looked = 0;
        for (Class<?> type : Retained.classes()) {
            for (Field field : type.getDeclaredFields()) {
                Type key = keyOf(field.getGenericType());
                looked += key == null ? 0 : 1;
                if (key instanceof Class<?> known && !isOrdered(known)) {
                    without.add(type.getName() + "." + field.getName() + " by " + known.getName());
                } else if (key instanceof ParameterizedType list && !isOrdered((Class<?>) list.getRawType())) {
                    without.add(type.getName() + "." + field.getName() + " by " + list);
                }
            }
        }
        without.removeIf(each -> CONFIGURED.contains(each.substring(0, each.indexOf(' '))));
        assertTrue(looked > 60, "maps were looked at: " + looked);
        assertEquals(Set.of(), without);
    }

    /** Sealed keys of several kinds: each has an order of its own. */
    private static boolean isOrdered(Class<?> key) {
        if (key.isSealed()) {
            for (Class<?> kind : key.getPermittedSubclasses()) {
                if (!isOrdered(kind)) {
                    return false;
                }
            }
            return true;
        }
        // HashMap looks for exactly this: class C implements Comparable<C>
        for (Type each : key.getGenericInterfaces()) {
            if (each instanceof ParameterizedType type && type.getRawType() == Comparable.class
                    && type.getActualTypeArguments()[0] == key) {
                return true;
            }
        }
        return key.isEnum() || key == Class.class || "dev.handfast.spec".equals(key.getPackageName());
    }

    private static Type keyOf(Type field) {
        if (!(field instanceof ParameterizedType type) || !(type.getRawType() instanceof Class<?> raw)) {
            return null;
        }
        boolean keyed = Map.class.isAssignableFrom(raw) || Set.class.isAssignableFrom(raw)
                || raw.getSimpleName().equals("LruCache") || raw.getSimpleName().equals("CacheKind");
        return keyed ? type.getActualTypeArguments()[0] : null;
    }

    @Test
    @PublishedAttack(id = "CVE-2011-4858", victim = "Tomcat", kind = AttackKind.TIME,
            what = "hash collisions: keys that a stranger chose fall into one bucket")
    void purposes() throws Exception {
        certificate(oids -> content -> content.extension(Extension.extendedKeyUsage, false, new DERSequence(oids)));
    }

    @Test
    @PublishedAttack(id = "CVE-2011-4858", victim = "Tomcat", kind = AttackKind.TIME,
            what = "hash collisions: keys that a stranger chose fall into one bucket")
    void policies() throws Exception {
        certificate(oids -> content -> content.extension(Extension.certificatePolicies, false,
                new DERSequence(each(oids, oid -> new DERSequence(oid)))));
    }

    @Test
    void mappings() throws Exception {
        certificate(oids -> content -> content.authority(-1).extension(Extension.policyMappings, false,
                new DERSequence(each(oids, oid -> new DERSequence(new ASN1Encodable[] {oid, oids[0]})))));
    }

    @Test
    void mappingsToMany() throws Exception {
        certificate(oids -> content -> content.authority(-1).extension(Extension.policyMappings, false,
                new DERSequence(each(oids, oid -> new DERSequence(new ASN1Encodable[] {oids[0], oid})))));
    }

    @Test
    @PublishedAttack(id = "CVE-2011-4858", victim = "Tomcat", kind = AttackKind.TIME,
            what = "hash collisions: keys that a stranger chose fall into one bucket")
    void extensions() throws Exception {
        certificate(oids -> content -> {
            for (ASN1ObjectIdentifier oid : oids) {
                content.extension(oid, false, new DEROctetString(new byte[0]));
            }
        });
    }

    @Test
    @PublishedAttack(id = "CVE-2011-4858", victim = "Tomcat", kind = AttackKind.TIME,
            what = "hash collisions: keys that a stranger chose fall into one bucket")
    void serialNumbersOfAList() throws Exception {
        compare("serial numbers", MOST, colliding -> {
            List<BigInteger> serials = Colliding.numbers(COUNT, colliding);
            byte[] list = list(serials, null);
            return () -> {
                Crl read = CrlReader.read(list);
                assertEquals(COUNT, read.size());
            };
        });
    }

    /**
     * Of lists of one signature, and of one hash by the polynomial of {@code Arrays.hashCode}, sets are made before
     * anything is verified, with where they came from, which has no order.
     */
    @Test
    void listsOfAManInTheMiddle() throws Exception {
        Set<Integer> plain = new TreeSet<>();
        Set<Integer> hashes = new TreeSet<>();
        Set<Integer> ofListed = new TreeSet<>();
        CrlSource source = CrlSource.ofStore("");
        for (byte[] serial : Colliding.octets(COUNT, true)) {
            byte[] encoded = list(List.of(new BigInteger(serial)), null);
            Crl list = CrlReader.read(encoded);
            assertEquals(list, CrlReader.read(encoded));
            assertEquals(list.hashCode(), CrlReader.read(encoded).hashCode());
            plain.add(java.util.Arrays.hashCode(encoded));
            hashes.add(list.hashCode());
            ofListed.add(new Revocation.Listed(list, source).hashCode());
        }
        assertEquals(1, plain.size(), "they do collide");
        assertTrue(hashes.size() > COUNT - 10, "hashes of lists: " + hashes.size());
        assertTrue(ofListed.size() > COUNT - 10, "with their source: " + ofListed.size());
    }

    @Test
    void issuersInAList() throws Exception {
        compare("issuers", MOST, colliding -> {
            List<byte[]> issuers = new ArrayList<>();
            for (String text : Colliding.texts(COUNT, colliding)) {
                X500Name name = new X500NameBuilder().addRDN(BCStyle.CN, new DERUTF8String(text)).build();
                issuers.add(encoded(name));
            }
            byte[] list = list(java.util.Collections.nCopies(COUNT, BigInteger.TEN), issuers);
            return () -> {
                Crl read = CrlReader.read(list);
                assertEquals(COUNT, read.size());
            };
        });
    }

    /**
     * A list that nobody has vouched for is kept as it came: names in it, read one by one, add nothing to its weight.
     */
    @Test
    void issuersInAListTakeNoMemory() throws Exception {
        List<byte[]> issuers = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            X500NameBuilder name = new X500NameBuilder().addRDN(BCStyle.CN, new DERUTF8String("issuer " + i));
            for (int j = 0; j < 40; j++) {
                name.addRDN(BCStyle.OU, new DERUTF8String(""));
            }
            issuers.add(encoded(name.build()));
        }
        byte[] list = list(java.util.Collections.nCopies(issuers.size(), BigInteger.TEN), issuers);
        Crl read = CrlReader.read(list);
        assertEquals(issuers.size(), read.size());
        assertTrue(read.weight() < 4L * list.length, read.weight() + " for a list of " + list.length);
    }

    /** The keys themselves, in the maps of the JDK. */
    @Test
    void opaqueValues() throws Exception {
        compare("opaque values", MAX_OF_MAP, colliding -> {
            List<Opaque> keys = Colliding.octets(COUNT, colliding).stream().map(Opaque::copyOf).toList();
            return () -> {
                Map<Opaque, Integer> map = new HashMap<>();
                for (Opaque key : keys) {
                    map.put(key, 1);
                }
                assertEquals(COUNT, map.size());
            };
        });
    }

    /** Every certificate and every issuer is found in a list as it was before, whatever the order of entries. */
    @Test
    void listsAreSearchedRightly() throws Exception {
        TestPki issuer = TestPki.root("CN=issuer");
        TestPki other = TestPki.root("CN=other");
        List<BigInteger> serials = new ArrayList<>();
        List<byte[]> issuers = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            serials.add(BigInteger.valueOf(i * 7919L % 307 - 50).shiftLeft(i % 5 * 8));
            issuers.add(i % 3 == 0 ? issuer.certificate().getSubjectX500Principal().getEncoded()
                    : i % 3 == 1 ? other.certificate().getSubjectX500Principal().getEncoded() : null);
        }
        Crl list = CrlReader.read(list(serials, issuers));
        Set<String> there = new TreeSet<>();
        byte[] current = null;
        for (int i = 0; i < serials.size(); i++) {
            current = issuers.get(i) == null ? current : issuers.get(i);
            there.add((java.util.Arrays.equals(current, issuers.get(0)) ? "CN=issuer " : "CN=other ") + serials.get(i));
        }
        for (BigInteger serial : new TreeSet<>(serials)) {
            for (BigInteger near : List.of(serial, serial.add(BigInteger.ONE), serial.negate())) {
                for (TestPki by : List.of(issuer, other)) {
                    boolean found = list.entry(by.issue("CN=one", c -> c.serial(near)).cert()) != null;
                    assertEquals(there.contains(by.name() + " " + near), found, by.name() + " " + near);
                }
            }
        }
        assertNotNull(list.toString());
    }

    private interface Preparation {
        Costs.Work of(boolean colliding) throws Exception;
    }

    private static void certificate(
            java.util.function.Function<ASN1ObjectIdentifier[], java.util.function.Consumer<TestPki.Content>> filler)
            throws Exception {
        compare("object identifiers", MOST, colliding -> {
            byte[] encoded = TestPki.raw(filler.apply(Colliding.oids(COUNT, colliding)
                    .toArray(ASN1ObjectIdentifier[]::new)));
            return () -> CertReader.read(encoded);
        });
    }

    private static void compare(String what, int most, Preparation preparation) throws Exception {
        Costs.compare(what, most, preparation.of(false), preparation.of(true));
    }

    private static ASN1Encodable[] each(ASN1ObjectIdentifier[] oids,
            java.util.function.Function<ASN1ObjectIdentifier, ASN1Encodable> of) {
        return java.util.Arrays.stream(oids).map(of).toArray(ASN1Encodable[]::new);
    }

    private static byte[] encoded(X500Name name) {
        try {
            return name.getEncoded("DER");
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A list with these entries, each of which may name its certificate's issuer; nobody has signed it. */
    private static byte[] list(List<BigInteger> serials, List<byte[]> issuers) {
        DerWriter algorithm = new DerWriter().sequence(a -> a.oid(dev.handfast.der.Oid.of("1.2.840.10045.4.3.2")));
        byte[] name = encoded(new X500Name("CN=issuer"));
        byte[] time = "260101000000Z".getBytes(StandardCharsets.US_ASCII);
        return new DerWriter().sequence(list -> list.sequence(tbs -> {
            tbs.integer(BigInteger.ONE).raw(algorithm.toBytes()).raw(name).element(Tag.UTC_TIME, time);
            tbs.sequence(all -> {
                for (int i = 0; i < serials.size(); i++) {
                    byte[] issuer = issuers == null ? null : issuers.get(i);
                    BigInteger serial = serials.get(i);
                    all.sequence(entry -> {
                        entry.integer(serial).element(Tag.UTC_TIME, time);
                        if (issuer != null) {
                            entry.sequence(extensions -> extensions.sequence(extension -> extension
                                    .oid(dev.handfast.der.Oid.of("2.5.29.29")).element(Tag.BOOLEAN, new byte[] {-1})
                                    .octets(new DerWriter().sequence(names -> names.nested(Tag.constructed(4),
                                            one -> one.raw(issuer))).toBytes())));
                        }
                    });
                }
            });
        }).raw(algorithm.toBytes()).bits(new byte[70])).toBytes();
    }
}
