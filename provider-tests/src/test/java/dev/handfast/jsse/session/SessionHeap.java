package dev.handfast.jsse.session;

import dev.handfast.crypto.CryptoProvider;
import dev.handfast.crypto.Secret;
import dev.handfast.crypto.jca.JcaCryptoProvider;
import dev.handfast.session.ClientSessions;
import dev.handfast.session.ResumptionState;
import dev.handfast.session.ResumptionState.Terms;
import dev.handfast.session.SessionCache;
import dev.handfast.session.SessionState;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.SignatureScheme;
import dev.handfast.tls.PeerIdentity;
import dev.handfast.wire.Opaque;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Fills the caches of sessions in a JVM of its own and prints what they say they take and what they do take. */
final class SessionHeap {

    static final long BOUND = 16 << 20;
    static final int WITH_CHAINS = 3_000;

    /** After so many sessions it says how far it is. */
    static final int STRIDE = 50_000;

    private static final CryptoProvider CRYPTO = JcaCryptoProvider.standard();
    private static final int WARM = 1_000;

    private static byte[] certificate;
    private static int read;
    private static Object kept;

    private SessionHeap() {
    }

    /** A cache being filled. */
    private interface Filling {

        /** An empty cache. */
        Object begin();

        /** Adds one session to it. */
        void add(Object cache, int number);

        /** What it says it takes. */
        long estimate(Object cache);
    }

    /** Takes a certificate in base64, and how many sessions without one to add to each cache. */
    public static void main(String[] arguments) {
        int many = Integer.parseInt(arguments[1]);
        certificate = Base64.getDecoder().decode(arguments[0]);
        measure("server cache", many, new ServerCache());
        measure("client tickets", many, new ClientTickets(false));
        measure("client tickets with chains", WITH_CHAINS, new ClientTickets(true));
        measure("shown sessions", many, new Shown(false));
        measure("shown sessions with chains", WITH_CHAINS, new Shown(true));
    }

    private static void measure(String what, int count, Filling filling) {
        fill("warming", filling, WARM);
        kept = null;
        long before = used();
        fill(what, filling, count);
        long taken = used() - before;
        System.out.println(what + ": " + count + " added, says " + filling.estimate(kept) + " bytes, takes " + taken
                + ", bound " + BOUND);
    }

    /** In a frame of its own, so that nothing but the field holds the cache afterwards. */
    private static void fill(String what, Filling filling, int count) {
        kept = filling.begin();
        for (int i = 0; i < count; i++) {
            filling.add(kept, i);
            if ((i + 1) % STRIDE == 0) {
                System.out.println(what + " at " + (i + 1));
            }
        }
    }

    private static long used() {
        // SUN's factory keeps the last 750 certificates it has read: after these, none that a cache here holds.
        for (int i = 0; i < WARM; i++) {
            different();
        }
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 6; i++) {
            System.gc();
            least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }

    private static byte[] bytes(int length, int number) {
        return ByteBuffer.allocate(length).putInt(number).array();
    }

    /** What a session knows after a handshake, of objects of its own. */
    private static SessionState facts(int number, boolean chain) {
        return SessionState.begun(System.currentTimeMillis()).change()
                .version(ProtocolVersion.TLS_1_3).suite(CipherSuite.TLS_AES_128_GCM_SHA256).group(NamedGroup.X25519)
                .identity(Opaque.adopt(bytes(32, number))).sessionId(Opaque.adopt(bytes(32, number)))
                .requestedName("host" + number + ".example.com").applicationProtocol(Opaque.adopt(bytes(8, number)))
                .peerScheme(SignatureScheme.ECDSA_SECP256R1_SHA256)
                .peerSchemes(new ArrayList<>(List.of(SignatureScheme.ECDSA_SECP256R1_SHA256,
                        SignatureScheme.RSA_PSS_RSAE_SHA256, SignatureScheme.of(number & 0xffff))),
                        new ArrayList<>(List.of(SignatureScheme.ED25519)))
                .peer(PeerIdentity.ofChain(chain ? List.of(different(), different()) : List.of())).build();
    }

    /** The certificate with other bytes at the end of its signature, read and used as a trust manager does. */
    private static X509Certificate different() {
        byte[] der = certificate.clone();
        ByteBuffer.wrap(der).putInt(der.length - 4, ++read);
        try {
            X509Certificate made = CRYPTO.certificate(Opaque.copyOf(der));
            made.getPublicKey();
            made.getSubjectX500Principal();
            made.getIssuerX500Principal();
            made.getSubjectAlternativeNames();
            made.getKeyUsage();
            return made;
        } catch (CertificateException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An established session without certificates, different for each number. */
    static SessionImpl shown(SessionContextImpl context, int number) {
        return shown(context, number, false);
    }

    private static SessionImpl shown(SessionContextImpl context, int number, boolean chains) {
        SessionState facts = facts(number, chains);
        SessionImpl session = new SessionImpl(context, "host" + number + ".example.com", 443, List.of(), List.of(),
                null, bytes(32, number), SessionState.begun(facts.createdAt()));
        session.establish(facts);
        return session;
    }

    private static final class ServerCache implements Filling {

        @Override
        public Object begin() {
            return new SessionCache(0, BOUND, System::currentTimeMillis);
        }

        @Override
        public void add(Object cache, int number) {
            ((SessionCache) cache).put(bytes(32, number), bytes(200, number),
                    System.currentTimeMillis() + 3_600_000);
        }

        @Override
        public long estimate(Object cache) {
            return ((SessionCache) cache).bytes();
        }
    }

    private record ClientTickets(boolean chains) implements Filling {

        @Override
        public Object begin() {
            return new ClientSessions(0, BOUND);
        }

        @Override
        public void add(Object cache, int number) {
            ((ClientSessions) cache).of("host" + number + ".example.com 443 host" + number + ".example.com HTTPS ").put(
                    new ResumptionState(facts(number, chains), Secret.adopt(bytes(32, number)),
                            Opaque.adopt(bytes(200, number)),
                            new Terms(System.currentTimeMillis(), 86_400, number, 0)));
        }

        @Override
        public long estimate(Object cache) {
            return ((ClientSessions) cache).bytes();
        }
    }

    private record Shown(boolean chains) implements Filling {

        @Override
        public Object begin() {
            return new SessionContextImpl(0, BOUND, 86_400);
        }

        @Override
        public void add(Object cache, int number) {
            SessionContextImpl context = (SessionContextImpl) cache;
            context.add(shown(context, number, chains));
        }

        @Override
        public long estimate(Object cache) {
            return ((SessionContextImpl) cache).bytes();
        }
    }
}
