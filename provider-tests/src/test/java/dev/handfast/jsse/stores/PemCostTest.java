package dev.handfast.jsse.stores;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.HandfastProvider;
import dev.handfast.der.DerWriter;
import dev.handfast.der.Oid;
import dev.handfast.pem.PemFile;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.Identity;
import dev.handfast.peers.KeyKind;
import dev.handfast.pki.TestPki;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;

/** Files of PEM that would take minutes or hours to read: what they ask for is looked at first. */
@Tag("contract")
class PemCostTest {

    private static final char[] PASSWORD = "password".toCharArray();
    private static final Oid PBES2 = Oid.of("1.2.840.113549.1.5.13");
    private static final Oid AES_256_CBC = Oid.of("2.16.840.1.101.3.4.1.42");

    /** The names of JCA, and numbers that are one above what is done; so few that an old release only takes longer. */
    @ParameterizedTest
    @CsvSource({"1.2.840.113549.1.5.12, true, 5000001", "1.2.840.113549.1.5.12, true, 0",
        "1.2.840.113549.1.12.1.3, false, 5000001", "1.3.6.1.4.1.11591.4.11, true, 262144 8 1",
        "1.3.6.1.4.1.11591.4.11, true, 1024 8 1024", "1.3.6.1.4.1.11591.4.11, true, 1024"})
    void dearKeysAreRefused(String function, boolean inPbes2, String numbers) throws Exception {
        Identity identity = Credentials.shared().server(KeyKind.P256);
        byte[] parameters = parameters(Oid.of(function), numbers);
        byte[] algorithm = inPbes2 ? new DerWriter().oid(PBES2).sequence(pbes2 -> pbes2.sequence(kdf -> kdf
                .raw(parameters)).sequence(scheme -> scheme.oid(AES_256_CBC).octets(new byte[16]))).toBytes()
                : parameters;
        byte[] encrypted = new DerWriter().sequence(key -> key.sequence(of -> of.raw(algorithm))
                .octets(new byte[64])).toBytes();
        KeyStore store = load(identity.chainPem() + PemFile.write("ENCRYPTED PRIVATE KEY", List.of(), encrypted));
        String alias = store.aliases().nextElement();

        UnrecoverableKeyException thrown = assertThrows(UnrecoverableKeyException.class,
                () -> store.getKey(alias, PASSWORD));

        assertTrue(thrown.getMessage().contains("would take too long"), thrown::getMessage);
    }

    private static byte[] parameters(Oid function, String numbers) {
        return new DerWriter().oid(function).sequence(all -> {
            all.octets(new byte[8]);
            Arrays.stream(numbers.split(" ")).forEach(each -> all.integer(new BigInteger(each)));
        }).toBytes();
    }

    /** 120 keys, each tried with 200 certificates of other keys, is more than is tried. */
    @Test
    void theSearchForWhatBelongsTogetherEnds() throws Exception {
        TestPki root = TestPki.root("CN=root");
        KeyPair others = TestPki.keys("RSA", 2048);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            text.append(pem(root.issue("CN=other", content -> content.keys(others)).certificate()));
        }
        for (int i = 0; i < 120; i++) {
            TestPki own = root.issue("CN=own", content -> {});
            text.append(pem(own.certificate()))
                    .append(PemFile.write("PRIVATE KEY", List.of(), own.keys().getPrivate().getEncoded()));
        }

        IOException thrown = assertThrows(IOException.class, () -> load(text.toString()));

        assertTrue(thrown.getMessage().contains("within 20000 signatures"), thrown::getMessage);
    }

    @Test
    void theFirstCertificateThatIsNoOthersIsAKeysOwn() throws Exception {
        TestPki root = TestPki.root("CN=root");
        TestPki first = root.issue("CN=first", content -> {});
        TestPki second = root.issue("CN=second", content -> content.keys(first.keys()));
        String key = PemFile.write("PRIVATE KEY", List.of(), first.keys().getPrivate().getEncoded());

        KeyStore store = load(pem(first.certificate()) + pem(second.certificate()) + key + key + key);

        assertEquals(first.certificate(), store.getCertificate("first"));
        assertEquals(second.certificate(), store.getCertificate("second"));
        assertEquals(first.certificate(), store.getCertificate("first-2"));
    }

    /** Certificates of one name and key all issue one another. */
    @Test
    void chainsEnd() throws Exception {
        TestPki root = TestPki.root("CN=a");
        StringBuilder text = new StringBuilder(pem(root.certificate()))
                .append(PemFile.write("PRIVATE KEY", List.of(), root.keys().getPrivate().getEncoded()));
        for (int i = 0; i < 40; i++) {
            text.append(pem(root.issue("CN=a", content -> content.keys(root.keys())).certificate()));
        }

        KeyStore store = load(text.toString());

        assertEquals(16, store.getCertificateChain("a").length);
    }

    private static String pem(X509Certificate certificate) throws Exception {
        return PemFile.write("CERTIFICATE", List.of(), certificate.getEncoded());
    }

    private static KeyStore load(String text) throws Exception {
        KeyStore store = KeyStore.getInstance("PEM", new HandfastProvider());
        store.load(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), null);
        return store;
    }
}
