package dev.handfast.jsse.stores;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.HandfastProvider;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.Identity;
import dev.handfast.peers.KeyKind;
import dev.handfast.pki.TestPki;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERIA5String;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.sun.management.ThreadMXBean;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

import javax.security.auth.x500.X500Principal;

/** Key stores of type PEM. */
@Tag("contract")
class PemKeyStoreTest {

    private static final Identity SERVER = Credentials.shared().server(KeyKind.P256);
    private static final Identity OTHER = Credentials.shared().server(KeyKind.RSA);

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource
    void aKeyAndItsChainAreOneEntry(KeyKind kind) throws Exception {
        Identity identity = Credentials.shared().server(kind);
        KeyStore store = load(identity.keyPem() + identity.chainPem());

        String alias = store.aliases().nextElement();

        assertEquals(1, store.size());
        assertTrue(store.isKeyEntry(alias));
        assertIsKeyOf(identity, store.getKey(alias, null));
        assertArrayEquals(identity.chain().subList(0, identity.chain().size() - 1).toArray(),
                store.getCertificateChain(alias));
        assertTrue(store.getCertificateChain(alias) instanceof X509Certificate[]);
    }

    @Test
    void theOrderInTheFileDoesNotMatter() throws Exception {
        List<String> blocks = new ArrayList<>(List.of(SERVER.keyPem(), OTHER.keyPem()));
        for (Identity identity : List.of(SERVER, OTHER)) {
            for (X509Certificate certificate : identity.chain()) {
                blocks.add(pem(certificate));
            }
        }
        for (int turn = 0; turn < blocks.size(); turn++) {
            Collections.rotate(blocks, 1);
            KeyStore store = load(String.join("text in between\n", blocks));
            assertEquals(2, store.size(), () -> "aliases " + aliases(store));
            for (Identity identity : List.of(SERVER, OTHER)) {
                String alias = store.getCertificateAlias(identity.certificate());
                assertIsKeyOf(identity, store.getKey(alias, null));
                assertArrayEquals(identity.chain().toArray(), store.getCertificateChain(alias));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void linesEndInAnyWayAndTextIsPassedOver(String end) throws Exception {
        String text = "\ufeff# our authorities\nSubject: CN=x\n" + SERVER.rootPem() + "\n\n  # the other\n"
                + OTHER.chainPem() + "\nbehind";
        KeyStore store = load(text.replaceAll("\\R", end));
        assertTrue(store.size() >= 2, () -> "aliases " + aliases(store));
        for (String alias : aliases(store)) {
            assertTrue(store.isCertificateEntry(alias));
            assertNull(store.getKey(alias, null));
        }
    }

    @Test
    void trustedCertificatesAreWrittenAndReadWithTheirAliases() throws Exception {
        KeyStore store = load((byte[]) null);
        store.setCertificateEntry("First", SERVER.root());
        store.setCertificateEntry("second one", OTHER.certificate());
        store.setCertificateEntry("gone", OTHER.certificate());
        store.deleteEntry("gone");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        store.store(out, null);

        KeyStore read = load(out.toString(StandardCharsets.UTF_8));

        assertEquals(List.of("first", "second one"), aliases(read));
        assertEquals(SERVER.root(), read.getCertificate("FIRST"));
        assertEquals(OTHER.certificate(), read.getCertificate("second one"));
    }

    @Test
    void keysAreNotWritten() throws Exception {
        KeyStore store = load(SERVER.keyPem() + SERVER.chainPem());
        assertThrows(IOException.class, () -> store.store(new ByteArrayOutputStream(), null));
        assertThrows(KeyStoreException.class, () -> store.setCertificateEntry(aliases(store).get(0), OTHER.root()));
    }

    @Test
    void anotherTypeIsNamed() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SERVER.keyStore().store(out, Identity.PASSWORD.toCharArray());
        IOException thrown = assertThrows(IOException.class, () -> load(out.toByteArray()));
        assertTrue(thrown.getMessage().endsWith("perhaps a key store of type PKCS12"), thrown::getMessage);
    }

    /** Tomcat copies what it serves into such a store. */
    @Test
    void keysThatAreSetAreHeldInMemory() throws Exception {
        KeyStore store = load((byte[]) null);
        X509Certificate[] chain = SERVER.chain().toArray(new X509Certificate[0]);
        store.setKeyEntry("K", SERVER.key(), new char[] {'x'}, chain);

        assertEquals(List.of("k"), aliases(store));
        assertTrue(store.isKeyEntry("k"));
        assertEquals(SERVER.key(), store.getKey("k", new char[] {'x'}));
        assertEquals(List.of(chain), List.of(store.getCertificateChain("k")));
        assertThrows(IOException.class, () -> store.store(new ByteArrayOutputStream(), null));
        assertThrows(KeyStoreException.class, () -> store.setKeyEntry("other", new byte[1], chain));
        assertThrows(KeyStoreException.class, () -> store.setKeyEntry("other", new SecretKeySpec(new byte[1], "AES"),
                null, null));
        store.deleteEntry("k");
        assertEquals(0, store.size());
    }

    @Test
    void namesakesAreAllThere() throws Exception {
        KeyStore store = load(SERVER.rootPem() + SERVER.rootPem() + pem(SERVER.certificate())
                + pem(OTHER.certificate()));
        assertEquals(3, store.size(), () -> "a certificate that comes twice counts once: " + aliases(store));
    }

    /** Ten thousand names of a file, and one of any length, cost no more than they are long. */
    @Test
    void manyNamesakesAndLongNamesAreRead() throws Exception {
        byte[] encoded = SERVER.root().getEncoded();
        StringBuilder file = new StringBuilder();
        for (int i = 0; i < 3_000; i++) {
            encoded[encoded.length - 1] = (byte) i;
            encoded[encoded.length - 2] = (byte) (i >> 8);
            file.append(block("CERTIFICATE", Base64.getMimeEncoder().encodeToString(encoded)));
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        KeyStore store = load(file.toString());
        long each = (threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before) / 3_000;
        assertEquals(3_000, store.size());
        String name = aliases(store).get(0);
        assertTrue(store.containsAlias(name + "-2") && store.containsAlias(name + "-3000"), aliases(store)::toString);
        assertTrue(each < 60_000, "bytes for each certificate: " + each);
        for (String text : List.of("a".repeat(20_000), "\\,".repeat(10_000))) {
            X500Name subject = X500Name.getInstance(new X500Principal("CN=" + text).getEncoded());
            store = load(block("CERTIFICATE", Base64.getMimeEncoder().encodeToString(
                    TestPki.raw(content -> content.subject(subject)))));
            assertEquals(1, store.size());
            assertTrue(aliases(store).get(0).length() < 130, aliases(store)::toString);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cut off", "no base64", "no certificate", "another's key", "key alone", "nothing",
        "only a request", "UTF-16", "OpenSSL's trust", "too many", "another end", "garbage", "begins twice", "headers",
        "a long header"})
    void whatIsWrongIsNamed(String fault) {
        String key = SERVER.keyPem();
        String chain = SERVER.chainPem();
        String text = switch (fault) {
            case "cut off" -> key + chain.substring(0, chain.length() - 30);
            case "no base64" -> "\n" + chain.replaceFirst("MII", "M");
            case "no certificate" -> "\n" + block("CERTIFICATE", "bm8=");
            case "another's key" -> OTHER.keyPem() + pem(SERVER.certificate());
            case "key alone" -> key;
            case "nothing" -> "no blocks";
            case "only a request" -> block("CERTIFICATE REQUEST", "bm8=");
            case "UTF-16" -> "\u00fe\u00ff";
            case "another end" -> chain.replaceFirst("END CERTIFICATE", "END X");
            case "garbage" -> chain.replaceFirst("MII", "M!!II");
            case "begins twice" -> chain.replaceFirst("-----END CERTIFICATE-----\n", "") + chain;
            case "headers" -> "-----BEGIN X-----\n" + "a:b\n".repeat(9) + "\nbm8=\n-----END X-----\n";
            case "a long header" -> "-----BEGIN X-----\na:" + "b".repeat(1100) + "\n\nbm8=\n-----END X-----\n";
            case "OpenSSL's trust" -> block("TRUSTED CERTIFICATE", "bm8=");
            default -> block("X", "bm8=").repeat(10_001);
        };
        String expected = switch (fault) {
            case "cut off" -> "it is cut off: the block of PEM in line \\d+ does not end";
            case "no base64" -> "it has a block of PEM that is no base64: CERTIFICATE in line 2";
            case "no certificate" -> "the CERTIFICATE in line 2 cannot be read: .+";
            case "another's key" -> "the PRIVATE KEY in line 1 belongs to none of the 1 certificates in the file";
            case "key alone" -> "the PRIVATE KEY in line 1 belongs to none of the 0 certificates in the file";
            case "nothing" -> "it holds neither a certificate nor a private key in PEM";
            case "only a request" -> ".* in PEM, only \\[CERTIFICATE REQUEST\\]";
            case "UTF-16" -> "it is text in UTF-16; save it as UTF-8";
            case "another end" -> "the block of PEM that begins in line 1 as CERTIFICATE ends in line \\d+ as X";
            case "garbage" -> "it has a block of PEM that is no base64: CERTIFICATE in line 2";
            case "begins twice" -> "it has a block of PEM that is no base64: CERTIFICATE in line \\d+";
            case "headers", "a long header" -> "the headers of a block of PEM in line \\d+ are too long, or too many";
            case "OpenSSL's trust" -> "the TRUSTED CERTIFICATE in line 1 is in a form of OpenSSL's .*openssl x509";
            default -> "it holds more than 10000 blocks of PEM";
        };
        IOException thrown = assertThrows(IOException.class, () -> load(text.getBytes(StandardCharsets.ISO_8859_1)));
        assertTrue(thrown.getMessage().matches(expected), thrown::getMessage);
    }

    /** As OpenSSL reads them: what is commented out or quoted is no block, and hides none. */
    @ParameterizedTest
    @ValueSource(strings = {"# ", "// ", "> ", "x"})
    void whatIsCommentedOutIsNotThere(String before) throws Exception {
        KeyStore store = load(SERVER.rootPem().replaceAll("(?m)^", before) + "\n" + pem(OTHER.certificate()));
        assertEquals(List.of(OTHER.certificate()), List.of(store.getCertificate(aliases(store).get(0))));
        assertEquals(1, store.size());
        IOException thrown = assertThrows(IOException.class, () -> load(SERVER.rootPem().replaceAll("(?m)^", before)));
        assertTrue(thrown.getMessage().contains("neither a certificate nor a private key"), thrown::getMessage);
    }

    /** Somebody else's certificate in a store may hold PEM of its own in a comment. */
    @ParameterizedTest
    @ValueSource(strings = {"JKS", "JCEKS", "PKCS12"})
    void aStoreOfAnotherTypeThatHoldsPemIsNoPem(String type) throws Exception {
        String evil = "\n" + Credentials.shared().unknownCa().rootPem();
        X509Certificate pinned = TestPki.root("CN=pinned", c -> c.extension(
                new ASN1ObjectIdentifier("2.16.840.1.113730.1.13"), false, new DERIA5String(evil))).certificate();
        KeyStore store = KeyStore.getInstance(type);
        store.load(null, null);
        store.setCertificateEntry("pinned", pinned);
        Path file = directory.resolve("store");
        char[] password = Identity.PASSWORD.toCharArray();
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, password);
        }
        for (int position : new int[] {1, Security.getProviders().length + 1}) {
            HandfastProvider provider = new HandfastProvider();
            Security.insertProviderAt(provider, position);
            try {
                KeyStore found = KeyStore.getInstance(file.toFile(), password);
                assertEquals(type, found.getType().toUpperCase(Locale.ROOT));
                assertEquals(pinned, found.getCertificate("pinned"));
            } finally {
                Security.removeProvider(provider.getName());
            }
        }
    }

    @Test
    void aFileIsKnownByItsContent() throws Exception {
        Path file = Files.writeString(directory.resolve("any.name"), "# comment\n" + SERVER.rootPem());
        HandfastProvider provider = new HandfastProvider();
        Security.addProvider(provider);
        try {
            assertEquals("PEM", KeyStore.getInstance(file.toFile(), new char[0]).getType());
            Path pkcs12 = SERVER.writePkcs12(directory);
            assertEquals("PKCS12", KeyStore.getInstance(pkcs12.toFile(), Identity.PASSWORD.toCharArray()).getType());
        } finally {
            Security.removeProvider(provider.getName());
        }
    }

    private static KeyStore load(String text) throws GeneralSecurityException, IOException {
        return load(text.getBytes(StandardCharsets.UTF_8));
    }

    private static KeyStore load(byte[] file) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PEM", new HandfastProvider());
        store.load(file == null ? null : new ByteArrayInputStream(file), null);
        return store;
    }

    private static List<String> aliases(KeyStore store) {
        try {
            return Collections.list(store.aliases());
        } catch (KeyStoreException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Keys on curves may hold the public point too, which the JDK's own encoding leaves out. */
    static void assertIsKeyOf(Identity identity, Key key) {
        if (identity.key() instanceof ECPrivateKey expected) {
            assertEquals(expected.getS(), ((ECPrivateKey) key).getS());
        } else {
            assertEquals(identity.key(), key);
        }
    }

    private static String pem(X509Certificate certificate) {
        try {
            return block("CERTIFICATE", Base64.getEncoder().encodeToString(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String block(String label, String base64) {
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }
}
