package dev.handfast.memory;

import dev.handfast.jsse.session.SessionContextImpl;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.JsseStack;
import dev.handfast.pki.TestPki;
import java.io.ByteArrayInputStream;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.security.auth.x500.X500Principal;

/**
 * Handshakes with peers that are accepted, and send fat certificates: their own or their authority's,
 * and others that no path needs. Prints what each store counts afterwards and what it holds alone; or, told a number,
 * shakes hands so many times and prints what is counted.
 */
final class AcceptedHeap {

    /** Bytes of filling in a certificate that no path needs, and in one of a path. */
    private static final int SURPLUS = 60_000;
    private static final int OF_PATH = 8_000;

    /** Those of small elements, which take many times their length. */
    private static final List<Shape> DENSE = List.of(Shape.NAMES_OF_ISSUER, Shape.SHORT_PARTS_OF_SUBJECT,
            Shape.LONG_SUBJECT, Shape.MAPPINGS);

    private static final int COLLECTIONS = 3;
    private static final String OURS = "dev.handfast.";

    /** What makes a certificate one of an authority, and what makes one of no use for TLS. */
    private static final Set<Shape> OF_AUTHORITIES = Set.of(Shape.MAPPINGS, Shape.CONSTRAINTS);
    private static final Set<Shape> OF_NONE = Set.of(Shape.PURPOSES);

    private static final KeyPair KEYS = TestPki.keys("EC", 256);
    private static final TestPki ROOT = TestPki.root("CN=trusted", c -> c.keys(KEYS));

    private static SSLContext context;
    private static int number;

    /** Something that counts what it holds. */
    private record Store(Object object, Method counts, Method empties) {

        /** Null if an object does not say what it takes, or cannot be emptied. */
        static Store of(Object object) throws ReflectiveOperationException {
            Class<?> type = object.getClass();
            if (!type.getName().startsWith(OURS)) {
                return null;
            }
            Method counts = method(type, "bytes");
            counts = counts != null ? counts : method(type, "weight");
            Method empties = method(type, "limit", long.class);
            empties = empties != null ? empties : method(type, "clear");
            if (counts == null || empties == null || counts.getReturnType() != long.class) {
                return null;
            }
            Field weigher = field(type, "weigher");
            return weigher != null && weigher.get(object) == null ? null : new Store(object, counts, empties);
        }

        private static Method method(Class<?> type, String name, Class<?>... parameters) {
            for (Class<?> each = type; each != Object.class; each = each.getSuperclass()) {
                for (Method method : each.getDeclaredMethods()) {
                    if (method.getName().equals(name) && List.of(method.getParameterTypes()).equals(List.of(parameters))
                            && each.getName().startsWith(OURS)) {
                        method.setAccessible(true);
                        return method;
                    }
                }
            }
            return null;
        }

        private static Field field(Class<?> type, String name) {
            try {
                Field field = type.getDeclaredField(name);
                field.setAccessible(true);
                return field;
            } catch (NoSuchFieldException e) {
                return null;
            }
        }

        long counted() throws ReflectiveOperationException {
            return (long) counts.invoke(object);
        }

        void empty() throws ReflectiveOperationException {
            if (empties.getParameterCount() == 0) {
                empties.invoke(object);
            } else {
                empties.invoke(object, 0L);
                empties.invoke(object, Long.MAX_VALUE);
            }
        }

        /** Its class, and that of what is in it if it is a cache of anything. */
        String name() throws ReflectiveOperationException {
            Field entries = field(object.getClass(), "entries");
            String of = object.getClass().getSimpleName();
            if (entries != null && entries.get(object) instanceof Map<?, ?> map && !map.isEmpty()) {
                of += ":" + map.keySet().iterator().next().getClass().getName().replaceAll(".*[.]", "");
            }
            return of + (object == context.getServerSessionContext() ? ":server" : "");
        }
    }

    private AcceptedHeap() {
    }

    /** Prints lines of a shape, a store, bytes counted and bytes held. */
    public static void main(String[] arguments) throws Exception {
        TrustManager[] trust = JsseStack.HANDFAST.trustManagers(List.of(ROOT.certificate()));
        context = SSLContext.getInstance("TLS", JsseStack.HANDFAST.provider());
        context.init(TestPki.keyManagers(ROOT.issue("CN=localhost", c -> c.dns("localhost").keys(KEYS))), trust, null);
        if (arguments.length > 0) {
            flood(Integer.parseInt(arguments[0]));
            return;
        }
        for (Shape shape : Shape.values()) {
            shake(chains(shape));
        }
        List<Store> stores = stores(trust[0]);
        for (Store store : stores) {
            store.empty();
        }
        for (Shape shape : Shape.values()) {
            List<byte[][]> chains = chains(shape);
            for (Store store : stores) {
                measure(shape, store, stores, chains);
            }
        }
    }

    private static void flood(int handshakes) throws Exception {
        for (int i = 0; i < handshakes; i++) {
            shake(chain(DENSE.get(i / 4 % DENSE.size())), i % 4 < 2, i % 2 == 0 ? "TLSv1.3" : "TLSv1.2");
        }
        long clients = ((SessionContextImpl) context.getClientSessionContext()).bytes();
        long servers = ((SessionContextImpl) context.getServerSessionContext()).bytes();
        System.out.println(handshakes + " handshakes, sessions count " + clients + " and " + servers + " bytes");
    }

    private static List<Store> stores(Object trust) throws ReflectiveOperationException {
        List<Store> stores = new ArrayList<>();
        for (Object object : Retained.objects(Object.class, context.getClientSessionContext(),
                context.getServerSessionContext(), trust)) {
            Store store = Store.of(object);
            if (store != null) {
                stores.add(store);
            }
        }
        return stores;
    }

    /** What one store holds after handshakes, and nothing else. */
    private static void measure(Shape shape, Store store, List<Store> stores, List<byte[][]> chains)
            throws Exception {
        shake(chains);
        long counted = store.counted();
        String name = store.name();
        if (counted == 0) {
            return;
        }
        for (Store other : stores) {
            if (other != store) {
                other.empty();
            }
        }
        long full = heap();
        store.empty();
        System.out.println(shape + " " + name + " " + counted + " " + (full - heap()));
    }

    private static long heap() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }

    /** Encodings alone, so that nobody has the objects but who is measured. */
    private static List<byte[][]> chains(Shape shape) throws CertificateException {
        List<byte[][]> chains = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            chains.add(chain(shape));
        }
        return chains;
    }

    private static byte[][] chain(Shape shape) throws CertificateException {
        int it = ++number;
        TestPki authority = ROOT.issue("CN=authority " + it,
                c -> fill(c.authority(-1), OF_AUTHORITIES.contains(shape) ? shape : Shape.PLAIN, it));
        boolean plain = OF_AUTHORITIES.contains(shape) || OF_NONE.contains(shape);
        TestPki leaf = authority.issue("CN=leaf " + it, c -> fill(c, plain ? Shape.PLAIN : shape, it));
        TestPki one = TestPki.root("CN=surplus " + it, c -> shape.fill(c.keys(KEYS), SURPLUS, it));
        TestPki other = TestPki.root("CN=surplus too " + it, c -> shape.fill(c.keys(KEYS), SURPLUS, it));
        byte[][] encoded = new byte[4][];
        int at = 0;
        for (TestPki each : List.of(leaf, authority, one, other)) {
            encoded[at++] = each.certificate().getEncoded();
        }
        return encoded;
    }

    private static void fill(TestPki.Content content, Shape shape, int number) {
        shape.fill(content.keys(KEYS), OF_PATH, number);
    }

    /** In both roles, in both versions. */
    private static void shake(List<byte[][]> chains) throws Exception {
        for (int i = 0; i < chains.size(); i++) {
            shake(chains.get(i), i % 4 < 2, i % 2 == 0 ? "TLSv1.3" : "TLSv1.2");
        }
    }

    private static void shake(byte[][] chain, boolean asServer, String version) throws Exception {
        X509Certificate[] shown = new X509Certificate[chain.length];
        for (int i = 0; i < chain.length; i++) {
            shown[i] = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(chain[i]));
        }
        EnginePair pair = Stranger.pair(context, Stranger.context(KEYS.getPrivate(), shown), asServer, version,
                1 + ++number % 60_000).handshake();
        SSLEngine ours = (asServer ? pair.client() : pair.server()).engine();
        X509Certificate[] peer = (X509Certificate[]) ours.getSession().getPeerCertificates();
        if (peer.length != chain.length) {
            throw new IllegalStateException("the session tells " + peer.length + " certificates");
        }
        for (X509Certificate certificate : peer) {
            ask(certificate);
        }
    }

    /** All that an application may ask of a certificate, and that this remembers then. */
    static void ask(X509Certificate certificate) throws CertificateParsingException {
        certificate.getPublicKey();
        certificate.getSubjectAlternativeNames();
        certificate.getIssuerAlternativeNames();
        certificate.getExtendedKeyUsage();
        for (X500Principal name : List.of(certificate.getSubjectX500Principal(),
                certificate.getIssuerX500Principal())) {
            name.getName();
            name.getName(X500Principal.CANONICAL);
            name.getName(X500Principal.RFC1779);
        }
    }
}
