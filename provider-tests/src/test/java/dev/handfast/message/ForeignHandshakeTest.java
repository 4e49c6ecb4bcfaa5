package dev.handfast.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.message.ext.Alpn;
import dev.handfast.message.ext.KeyShares;
import dev.handfast.message.ext.RetryKeyShare;
import dev.handfast.message.ext.SelectedVersion;
import dev.handfast.message.ext.ServerKeyShare;
import dev.handfast.message.ext.ServerNames;
import dev.handfast.message.ext.SupportedVersions;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.wire.Opaque;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmConstraints;
import java.security.AlgorithmParameters;
import java.security.CryptoPrimitive;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A foreign implementation as witness, because a reader and a writer can be wrong together: what two SunJSSE engines
 * say in the clear is read, is what they were told to say, and is written back byte for byte.
 */
@Tag("unit")
class ForeignHandshakeTest {

    private static final int MAX_FLIGHTS = 40;
    private static final int MAX_RECORDS = 40;

    @Test
    void tls12WithClientCertificate() throws Exception {
        List<byte[]> raws = handshake("TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", null);
        List<HandshakeMessage> messages = read(raws, MessageVersion.TLS12);
        List<String> names = new ArrayList<>();
        messages.forEach(message -> names.add(message.getClass().getSimpleName()));
        assertEquals(List.of("ClientHello", "ServerHello", "Certificate12", "EcdheServerKeyExchange",
                "CertificateRequest12", "ServerHelloDone", "Certificate12", "ClientKeyExchange", "CertificateVerify"),
                names.subList(0, 9));
        ClientHello client = (ClientHello) messages.get(0);
        assertEquals("witness.example", client.extensions().get(ServerNames.class).hostName());
        assertEquals(List.of(text("h2"), text("http/1.1")), client.extensions().get(Alpn.class).protocols());
        ServerHello server = (ServerHello) messages.get(1);
        assertEquals(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, server.suite());
        assertEquals(List.of(text("http/1.1")), server.extensions().get(Alpn.class).protocols());
        EcdheServerKeyExchange exchange = (EcdheServerKeyExchange) messages.get(3);
        ClientKeyExchange answer = (ClientKeyExchange) messages.get(7);
        assertEquals(exchange.point().length(), answer.ecPoint().length());
        assertEquals(((Certificate12) messages.get(2)).chain(), ((Certificate12) messages.get(6)).chain());
        assertTrue(((CertificateRequest12) messages.get(4)).authorities().size() > 0);
    }

    @Test
    void tls13Hellos() throws Exception {
        List<HandshakeMessage> messages = read(handshake("TLSv1.3", "TLS_AES_128_GCM_SHA256", null),
                MessageVersion.HELLO);
        ClientHello client = (ClientHello) messages.get(0);
        assertTrue(client.extensions().get(SupportedVersions.class).versions().contains(ProtocolVersion.TLS_1_3));
        ServerHello server = (ServerHello) messages.get(1);
        assertEquals(ProtocolVersion.TLS_1_3, server.extensions().get(SelectedVersion.class).version());
        assertEquals(client.sessionId(), server.sessionId());
        var share = server.extensions().get(ServerKeyShare.class).entry();
        assertNotNull(client.extensions().get(KeyShares.class).find(share.group()));
    }

    @Test
    void tls13HelloRetryRequest() throws Exception {
        List<HandshakeMessage> messages = read(handshake("TLSv1.3", "TLS_AES_128_GCM_SHA256", "secp521r1"),
                MessageVersion.HELLO);
        HelloRetryRequest retry = (HelloRetryRequest) messages.get(1);
        ClientHello second = (ClientHello) messages.get(2);
        var group = retry.extensions().get(RetryKeyShare.class).group();
        assertEquals("secp521r1", group.toString());
        assertEquals(group, second.extensions().get(KeyShares.class).entries().get(0).group());
        assertEquals(((ClientHello) messages.get(0)).suites(), second.suites());
    }

    private static List<HandshakeMessage> read(List<byte[]> raws, MessageVersion dialect) throws Exception {
        List<HandshakeMessage> messages = new ArrayList<>();
        for (byte[] raw : raws) {
            HandshakeMessage message = MessageCodecs.read(raw, dialect);
            assertArrayEquals(raw, MessageCodecs.write(message), message::toString);
            messages.add(message);
        }
        return messages;
    }

    /** Every handshake message of two engines up to each side's first protected record, in their order. */
    static List<byte[]> handshake(String version, String suite, String serverGroup) throws Exception {
        SSLContext context = context(serverGroup == null ? 256 : 521);
        SSLEngine client = context.createSSLEngine("witness.example", 443);
        SSLEngine server = context.createSSLEngine();
        client.setUseClientMode(true);
        server.setUseClientMode(false);
        SSLParameters parameters = client.getSSLParameters();
        parameters.setProtocols(new String[] {version});
        parameters.setCipherSuites(new String[] {suite});
        parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
        parameters.setServerNames(List.of(new SNIHostName("witness.example")));
        client.setSSLParameters(parameters);
        SSLParameters answers = server.getSSLParameters();
        answers.setProtocols(new String[] {version});
        answers.setApplicationProtocols(new String[] {"http/1.1"});
        answers.setNeedClientAuth(true);
        if (serverGroup != null) {
            answers.setAlgorithmConstraints(new OnlyGroup(serverGroup));
        }
        server.setSSLParameters(answers);
        client.beginHandshake();
        server.beginHandshake();
        Clear fromClient = new Clear();
        Clear fromServer = new Clear();
        List<byte[]> messages = new ArrayList<>();
        for (int flight = 0; flight < MAX_FLIGHTS; flight++) {
            step(client, server, fromClient, messages);
            step(server, client, fromServer, messages);
            if (client.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING
                    && server.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING) {
                return messages;
            }
        }
        throw new AssertionError("the handshake did not end");
    }

    /** Wraps what there is to wrap, and unwraps until the other side has to speak itself. */
    private static void step(SSLEngine from, SSLEngine to, Clear clear, List<byte[]> messages) throws Exception {
        ByteBuffer wire = ByteBuffer.allocate(1 << 18);
        wire.put(clear.pending);
        tasks(from);
        for (int i = 0; i < MAX_RECORDS && from.getHandshakeStatus() == HandshakeStatus.NEED_WRAP; i++) {
            int before = wire.position();
            from.wrap(ByteBuffer.allocate(0), wire);
            clear.records(wire.duplicate().position(before).limit(wire.position()), messages);
            tasks(from);
        }
        wire.flip();
        ByteBuffer plain = ByteBuffer.allocate(1 << 16);
        boolean moving = true;
        for (int i = 0; i < MAX_RECORDS && moving && wire.hasRemaining(); i++) {
            moving = to.unwrap(wire, plain).bytesConsumed() > 0;
            tasks(to);
        }
        clear.pending = new byte[wire.remaining()];
        wire.get(clear.pending);
    }

    private static void tasks(SSLEngine engine) {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    /** P-521 keys where P-521 is the only group: newer JDKs measure signatures by the same constraint. */
    private static SSLContext context(int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(bits);
        KeyPair pair = generator.generateKeyPair();
        String signature = bits == 521 ? "SHA512withECDSA" : "SHA256withECDSA";
        X500Name name = new X500Name("CN=witness.example");
        Date now = new Date();
        X509Certificate certificate = new JcaX509CertificateConverter().getCertificate(
                new JcaX509v3CertificateBuilder(name, BigInteger.ONE, new Date(now.getTime() - 60_000),
                        new Date(now.getTime() + 3_600_000), name, pair.getPublic())
                        .build(new JcaContentSignerBuilder(signature).build(pair.getPrivate())));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        char[] password = "witness".toCharArray();
        store.setKeyEntry("witness", pair.getPrivate(), password, new X509Certificate[] {certificate});
        store.setCertificateEntry("anchor", certificate);
        KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509", "SunJSSE");
        keys.init(store, password);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX", "SunJSSE");
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS", "SunJSSE");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static Opaque text(String name) {
        return Opaque.adopt(name.getBytes(StandardCharsets.US_ASCII));
    }

    /** Permits one group for key agreement; all else is permitted. */
    private record OnlyGroup(String group) implements AlgorithmConstraints {
        @Override
        public boolean permits(Set<CryptoPrimitive> primitives, String algorithm,
                AlgorithmParameters parameters) {
            return !primitives.contains(CryptoPrimitive.KEY_AGREEMENT) || NamedGroup.named(algorithm) == null
                    || algorithm.equals(group);
        }

        @Override
        public boolean permits(Set<CryptoPrimitive> primitives, Key key) {
            return true;
        }

        @Override
        public boolean permits(Set<CryptoPrimitive> primitives, String algorithm,
                Key key, AlgorithmParameters parameters) {
            return true;
        }
    }

    /** One direction: joins the fragments of handshake records until the sender protects its records. */
    private static final class Clear {

        private final ByteArrayOutputStream joined = new ByteArrayOutputStream();
        private byte[] pending = new byte[0];
        private boolean protectedNow;

        void records(ByteBuffer wire, List<byte[]> messages) {
            while (wire.hasRemaining() && !protectedNow) {
                int type = wire.get();
                wire.getShort();
                byte[] fragment = new byte[wire.getShort() & 0xffff];
                wire.get(fragment);
                if (type == 22) {
                    joined.writeBytes(fragment);
                    cut(messages);
                } else if (type == 20 || type == 23) {
                    protectedNow = type == 23 || !messages.isEmpty() && !laterHello(messages);
                }
            }
        }

        /** In TLS 1.3 a change_cipher_spec may stand before a second hello, which is still in the clear. */
        private static boolean laterHello(List<byte[]> messages) {
            int last = messages.get(messages.size() - 1)[0];
            return last == 1 || last == 2;
        }

        private void cut(List<byte[]> messages) {
            byte[] all = joined.toByteArray();
            int at = 0;
            while (all.length - at >= MessageCodecs.HEADER) {
                int length = MessageCodecs.HEADER
                        + ((all[at + 1] & 0xff) << 16 | (all[at + 2] & 0xff) << 8 | (all[at + 3] & 0xff));
                if (all.length - at < length) {
                    break;
                }
                messages.add(Arrays.copyOfRange(all, at, at + length));
                at += length;
            }
            joined.reset();
            joined.write(all, at, all.length - at);
        }
    }
}
