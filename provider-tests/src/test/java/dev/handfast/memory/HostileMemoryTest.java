package dev.handfast.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.HandfastProvider;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.TestJvm;
import dev.handfast.pki.TestPki;
import dev.handfast.pki.path.LruCache;
import dev.handfast.pki.path.SharedCaches;
import java.lang.reflect.Field;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Strangers leave nothing behind: after refused chains of every shape, shown by servers and by clients, in both
 * versions, and given to the path services, the provider holds what it held before. Nothing here names a cache.
 */
@Tag("contract")
class HostileMemoryTest {

    private static final HandfastProvider PROVIDER = new HandfastProvider();

    /** Bytes of filling in each certificate of a chain of three. */
    private static final int FILL = 16_000;

    /**
     * Bytes by which all that is held may grow: tables of public keys, which have so many places of one size, and what
     * is made once for names that were not met before. One certificate of the smaller shapes takes as much.
     */
    private static final long GROWTH = 400_000;

    /** Bytes of a cache without entries. */
    private static final long EMPTY = 4_000;

    /** What makes a certificate one of an authority, or of no use for TLS. */
    private static final Set<Shape> NOT_IN_LEAVES = Set.of(Shape.MAPPINGS, Shape.CONSTRAINTS, Shape.PURPOSES);

    private static final TestPki ROOT = TestPki.root("CN=trusted");
    private static final KeyPair KEYS = TestPki.keys("EC", 256);

    private int number;

    @Test
    void refusedHandshakesLeaveNothing() throws Exception {
        SSLContext context = context();
        X509ExtendedTrustManager manager = trustManager();
        TestPki friend = ROOT.issue("CN=friend", c -> c.dns("localhost"));
        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
            pair(context, friend, version, true).handshake();
            pair(context, friend, version, false).handshake();
        }
        hostile(context, Shape.PLAIN);
        Object[] roots = {context.getClientSessionContext(), context.getServerSessionContext(), manager};
        Map<String, Long> before = Retained.of(roots);
        for (Shape shape : Shape.values()) {
            hostile(context, shape);
        }
        assertUnchanged("handshakes", before, Retained.of(roots));
    }

    /** The whole heap, in a JVM of its own that would have no room for what the strangers showed. */
    @Test
    void thousandsOfHandshakesLeaveNoHeap() throws Exception {
        String output = TestJvm.run(List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:SoftRefLRUPolicyMSPerMB=0"),
                StrangersHeap.class);
        System.out.println(output);
        Matcher more = Pattern.compile("(\\d+) handshakes, (-?\\d+) bytes more").matcher(output);
        assertTrue(more.find(), output);
        assertTrue(Integer.parseInt(more.group(1)) >= 2_000, output);
        assertTrue(Long.parseLong(more.group(2)) < 4L << 20, output);
    }

    @Test
    void refusedChainsLeaveNothing() throws Exception {
        X509ExtendedTrustManager manager = trustManager();
        manager.checkServerTrusted(certificates(ROOT.issue("CN=friend", c -> {})), "ECDHE_ECDSA");
        judge(manager, chain(Shape.PLAIN));
        Map<String, Long> before = Retained.of(manager);
        for (int i = 0; i < 4; i++) {
            for (Shape shape : Shape.values()) {
                judge(manager, chain(shape));
                judge(manager, impostor(shape));
            }
        }
        assertUnchanged("trust managers", before, Retained.of(manager));
    }

    @Test
    void refusedPathsLeaveNothing() throws Exception {
        build(chain(Shape.PLAIN));
        validate(chain(Shape.PLAIN));
        Map<String, Long> before = Retained.of();
        for (Shape shape : Shape.values()) {
            for (TestPki[] chain : List.of(chain(shape), impostor(shape))) {
                build(chain);
                validate(chain);
            }
        }
        assertUnchanged("path services", before, Retained.of());
    }

    /** What is kept of peers that were trusted is bounded in bytes, whatever they sent. */
    @Test
    void trustedPeersFillNoMoreThanTheBounds() throws Exception {
        X509ExtendedTrustManager manager = trustManager();
        long most = 0;
        for (int i = 0; i < 6; i++) {
            for (Shape shape : Shape.values()) {
                int it = ++number;
                TestPki authority = ROOT.issue("CN=authority " + it, c -> c.authority(-1).keys(KEYS));
                TestPki leaf = authority.issue("CN=leaf " + it, c -> {
                    c.keys(KEYS);
                    if (!NOT_IN_LEAVES.contains(shape)) {
                        shape.fill(c, FILL, it);
                    }
                });
                TestPki surplus = TestPki.root("CN=surplus " + it, c -> shape.fill(c.keys(KEYS), 3 * FILL, it));
                manager.checkServerTrusted(certificates(leaf, authority, surplus), "ECDHE_ECDSA");
                path(leaf, authority);
            }
            most = Math.max(most, total(Retained.of(manager)));
        }
        System.out.println("held of trusted peers at most: " + most);
        assertWithinShares();
        // By CacheShare 32 MB of certificates and of paths each, 16 MB of signatures and of constraints; but many
        // of them are the same objects. 16 MB of paths of the trust manager, and what is there anyway.
        assertTrue(most < 100 << 20, "held: " + most);
    }

    /** What caches weigh and what they hold by a look at all of it, each against what it may have. */
    private static void assertWithinShares() throws ReflectiveOperationException {
        Field field = SharedCaches.class.getDeclaredField("caches");
        field.setAccessible(true);
        Map<?, ?> shares = (Map<?, ?>) field.get(SharedCaches.ofProcess());
        List<?> caches = Retained.objects(LruCache.class);
        // A cache of a class alone would have no share.
        assertEquals(shares.size(), caches.size());
        for (SharedCaches.Usage usage : SharedCaches.ofProcess().usage()) {
            Object cache = shares.get(usage.share());
            long held = cache == null ? 0 : Retained.alone(entries(cache), caches);
            System.out.printf("%s: weighs %,d bytes, holds %,d, may have %,d%n", usage.share(), usage.bytes(), held,
                    usage.most());
            assertTrue(usage.bytes() <= usage.most(), usage.toString());
            assertTrue(held <= usage.bytes() + EMPTY, held + " bytes: " + usage);
        }
    }

    private static Object entries(Object cache) throws ReflectiveOperationException {
        Field entries = cache.getClass().getDeclaredField("entries");
        entries.setAccessible(true);
        return entries.get(cache);
    }

    private void hostile(SSLContext context, Shape shape) throws Exception {
        TestPki[] chain = chain(shape);
        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
            assertThrows(SSLException.class, () -> pair(context, chain[0], version, true, chain).handshake());
            assertThrows(SSLException.class, () -> pair(context, chain[0], version, false, chain).handshake());
        }
    }

    /** An authority of nobody's knowledge, one below it and an end entity, whose signatures are all good. */
    private TestPki[] chain(Shape shape) {
        int it = ++number;
        KeyPair keys = TestPki.keys("EC", it % 3 == 0 ? 384 : 256);
        TestPki root = TestPki.root("CN=stranger " + it, c -> shape.fill(c.keys(KEYS), FILL, it));
        TestPki authority = root.issue("CN=below " + it, c -> shape.fill(c.authority(-1).keys(keys), FILL, it));
        return new TestPki[] {authority.issue("CN=end " + it, c -> {
            c.keys(keys);
            shape.fill(c, FILL, it);
        }), authority, root};
    }

    /** An authority that bears the trusted one's name; what is below it has good signatures up to there. */
    private TestPki[] impostor(Shape shape) {
        int it = ++number;
        TestPki impostor = TestPki.root(ROOT.name(), c -> c.keys(KEYS));
        TestPki authority = impostor.issue("CN=below " + it, c -> shape.fill(c.authority(-1), FILL, it));
        return new TestPki[] {authority.issue("CN=end " + it, c -> shape.fill(c, FILL, it)), authority};
    }

    private static EnginePair pair(SSLContext context, TestPki stranger, String version, boolean asServer,
            TestPki... chain) throws Exception {
        X509Certificate[] shown = chain.length == 0 ? certificates(stranger) : certificates(chain);
        SSLContext theirs = Stranger.context(stranger.keys().getPrivate(), shown);
        return Stranger.pair(context, theirs, asServer, version);
    }

    private static void judge(X509ExtendedTrustManager manager, TestPki[] chain) {
        assertThrows(CertificateException.class, () -> manager.checkServerTrusted(certificates(chain), "ECDHE_ECDSA"));
        assertThrows(CertificateException.class, () -> manager.checkClientTrusted(certificates(chain), "EC"));
    }

    private static void build(TestPki[] chain) throws Exception {
        X509CertSelector target = new X509CertSelector();
        target.setCertificate(chain[0].certificate());
        PKIXBuilderParameters parameters = parameters(target);
        parameters.addCertStore(CertStore.getInstance("Collection",
                new CollectionCertStoreParameters(List.of(certificates(chain)))));
        assertThrows(CertPathBuilderException.class,
                () -> CertPathBuilder.getInstance("PKIX", PROVIDER).build(parameters));
    }

    /** A path of a trusted peer, validated. */
    private static void path(TestPki... chain) throws Exception {
        CertPathValidator.getInstance("PKIX", PROVIDER).validate(
                CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificates(chain))),
                parameters(null));
    }

    private static void validate(TestPki[] chain) throws Exception {
        var path = CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificates(chain)));
        PKIXBuilderParameters parameters = parameters(null);
        assertThrows(CertPathValidatorException.class,
                () -> CertPathValidator.getInstance("PKIX", PROVIDER).validate(path, parameters));
    }

    private static PKIXBuilderParameters parameters(X509CertSelector target) throws Exception {
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(
                Set.of(new TrustAnchor(ROOT.certificate(), null)), target);
        parameters.setRevocationEnabled(false);
        return parameters;
    }

    private static SSLContext context() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS", PROVIDER);
        context.init(TestPki.keyManagers(ROOT.issue("CN=localhost", c -> c.dns("localhost"))),
                new TrustManager[] {trustManager()}, null);
        return context;
    }

    private static X509ExtendedTrustManager trustManager() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("root", ROOT.certificate());
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX", PROVIDER);
        factory.init(store);
        return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
    }

    private static X509Certificate[] certificates(TestPki... chain) {
        return Arrays.stream(chain).map(TestPki::certificate).toArray(X509Certificate[]::new);
    }

    private static long total(Map<String, Long> bytes) {
        return bytes.values().stream().mapToLong(Long::longValue).sum();
    }

    private static void assertUnchanged(String what, Map<String, Long> before, Map<String, Long> after) {
        Map<String, Long> grown = new TreeMap<>();
        after.forEach((field, bytes) -> {
            long more = bytes - before.getOrDefault(field, 0L);
            if (more > 4_000) {
                grown.put(field, more);
            }
        });
        long growth = total(after) - total(before);
        System.out.println(what + ": held before " + total(before) + " bytes, more after " + growth + " " + grown);
        assertTrue(before.size() > 100, "fields were looked through: " + before.size());
        assertTrue(growth < GROWTH, () -> what + " made the provider hold " + growth + " bytes more: " + grown);
        assertEquals(List.of(), grown.entrySet().stream().filter(e -> e.getValue() > GROWTH).toList());
    }
}
