package dev.handfast.jsse.pkix;

import static dev.handfast.peers.SystemProperties.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.HandfastProvider;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.Tools;
import dev.handfast.pki.TestPki;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.PKIXRevocationChecker.Option;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Revocation lists as {@code openssl ca -gencrl} makes them: both versions, with and without number, DER and PEM. */
@Tag("contract")
class ListsInTheWildTest {

    /** What {@code openssl} is told to make. */
    private enum Flavour {
        /** No {@code crlnumber}, no {@code crl_extensions}: version 1, or 2 if an entry has a reason. */
        PLAIN(""),
        /** With a number. */
        NUMBERED("crlnumber = FOLDER/number\n"),
        /** With another extension, but without a number. */
        UNNUMBERED("crl_extensions = ext\n[ext]\nauthorityKeyIdentifier = issuer:always\n");

        private final String configuration;

        Flavour(String configuration) {
            this.configuration = configuration;
        }
    }

    private static final EnumSet<Option> HARD = EnumSet.of(Option.PREFER_CRLS, Option.NO_FALLBACK);
    private static final EnumSet<Option> SOFT = EnumSet.of(Option.PREFER_CRLS, Option.NO_FALLBACK, Option.SOFT_FAIL);

    @TempDir
    private Path folder;
    private final TestPki root = TestPki.root("CN=root");
    private Responder server;

    @BeforeEach
    void start() throws IOException {
        server = new Responder();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void listsThatAreFetchedCount() throws Exception {
        for (Flavour flavour : Flavour.values()) {
            for (String form : List.of("DER", "PEM", "TEXT", "BARE", "CRLF")) {
                String path = "/" + flavour + form;
                BigInteger serial = BigInteger.valueOf(8000 + form.length());
                TestPki bad = root.issue("CN=bad", c -> server.lists(path).accept(c.serial(serial)));
                TestPki good = root.issue("CN=good", server.lists(path));
                byte[] file = file(list(flavour, bad), form);
                server.says(path, file);
                judge(flavour, path, List.of(), bad, good);
            }
        }
    }

    @Test
    void listsInStoresCount() throws Exception {
        for (int i = 0; i < 2 * Flavour.values().length; i++) {
            Flavour flavour = Flavour.values()[i / 2];
            BigInteger serial = BigInteger.valueOf(7000 + i);
            TestPki bad = root.issue("CN=bad", c -> c.serial(serial));
            TestPki good = root.issue("CN=good", c -> {});
            X509CRL list = (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(
                    new ByteArrayInputStream(file(list(flavour, bad), "PEM")));
            judge(flavour, "in the CertStore", List.of(list), bad, good);
        }
    }

    @Test
    void trustManagersHeedThem() throws Exception {
        for (Flavour flavour : Flavour.values()) {
            TestPki bad = root.issue("CN=bad", c -> server.lists("/" + flavour).accept(c.dns("localhost")));
            TestPki good = root.issue("CN=good", c -> server.lists("/" + flavour).accept(c.dns("localhost")));
            server.says("/" + flavour, file(list(flavour, bad), "PEM"));
            with(Map.of("com.sun.net.ssl.checkRevocation", "true", "com.sun.security.enableCRLDP", "true"), () -> {
                X509ExtendedTrustManager manager = (X509ExtendedTrustManager) JsseStack.HANDFAST
                        .trustManagers(List.of(root.certificate()))[0];
                X509Certificate[] chain = {bad.certificate()};
                String refused = assertThrows(CertificateException.class,
                        () -> manager.checkServerTrusted(chain, "UNKNOWN")).getMessage();
                assertTrue(refused.contains("was revoked at"), refused);
                X509Certificate[] other = {good.certificate()};
                if (flavour == Flavour.UNNUMBERED) {
                    String unknown = assertThrows(CertificateException.class,
                            () -> manager.checkServerTrusted(other, "UNKNOWN")).getMessage();
                    assertTrue(unknown.contains("has no number"), unknown);
                } else {
                    manager.checkServerTrusted(other, "UNKNOWN");
                }
                return null;
            });
        }
    }

    @Test
    void whatIsThereButCannotBeReadIsNamed() throws Exception {
        TestPki bad = root.issue("CN=bad", server.lists("/list"));
        byte[] list = list(Flavour.NUMBERED, bad);
        byte[] pem = file(list, "PEM");
        List<byte[]> unreadable = new ArrayList<>(List.of(new byte[0], "<html>404</html>".getBytes(),
                root.certificate().getEncoded(), new byte[] {0x30, 0}, java.util.Arrays.copyOf(list, list.length - 9),
                java.util.Arrays.copyOf(pem, pem.length / 2)));
        byte[] odd = list.clone();
        odd[odd.length - 80] ^= 0x7f;
        unreadable.add(java.util.Arrays.copyOf(odd, odd.length + 1));
        for (byte[] file : unreadable) {
            server.says("/list", file);
            CertPathValidatorException refused = assertThrows(CertPathValidatorException.class,
                    () -> validate(HARD, List.of(), bad));
            assertEquals(BasicReason.UNDETERMINED_REVOCATION_STATUS, refused.getReason());
            assertTrue(refused.getMessage().contains(server.at("/list") + ": "), refused.getMessage());
            List<CertPathValidatorException> soft = validate(SOFT, List.of(), bad);
            assertEquals(refused.getMessage(), soft.get(0).getMessage());
        }
    }

    private void judge(Flavour flavour, String where, List<?> store, TestPki bad, TestPki good) throws Exception {
        for (EnumSet<Option> options : List.of(SOFT, HARD)) {
            CertPathValidatorException revoked = assertThrows(CertPathValidatorException.class,
                    () -> validate(options, store, bad), where);
            assertEquals(BasicReason.REVOKED, revoked.getReason(), revoked.getMessage());
        }
        assertEquals(flavour == Flavour.UNNUMBERED ? 1 : 0, validate(SOFT, store, good).size());
        if (flavour == Flavour.UNNUMBERED) {
            // RFC 5280 section 5.2.3 and x509-limbo: its silence is no proof. What it lacks is named.
            CertPathValidatorException unknown = assertThrows(CertPathValidatorException.class,
                    () -> validate(HARD, store, good));
            assertTrue(unknown.getMessage().contains("has no number") && unknown.getMessage().contains(where),
                    unknown.getMessage());
        } else {
            validate(HARD, store, good);
        }
    }

    private List<CertPathValidatorException> validate(EnumSet<Option> options, List<?> store, TestPki leaf)
            throws Exception {
        CertPathValidator validator = CertPathValidator.getInstance("PKIX", new HandfastProvider());
        PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
        checker.setOptions(options);
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root.certificate(), null)));
        parameters.addCertPathChecker(checker);
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(store)));
        validator.validate(CertificateFactory.getInstance("X.509").generateCertPath(List.of(leaf.certificate())),
                parameters);
        return checker.getSoftFailExceptions();
    }

    /** A list in DER, made by openssl, with one certificate on it; with a reason if its serial number is odd. */
    private byte[] list(Flavour flavour, TestPki revoked) throws Exception {
        boolean withReason = revoked.certificate().getSerialNumber().testBit(0);
        Files.writeString(folder.resolve("index"), "R\t350101000000Z\t250101000000Z"
                + (withReason ? ",keyCompromise" : "") + "\t"
                + hex(revoked.certificate().getSerialNumber()) + "\tunknown\t/CN=bad\n");
        Files.writeString(folder.resolve("index.attr"), "unique_subject = no\n");
        Files.writeString(folder.resolve("number"), "1F\n");
        Files.writeString(folder.resolve("key"), pem("PRIVATE KEY", root.keys().getPrivate().getEncoded()));
        Files.writeString(folder.resolve("cert"), pem("CERTIFICATE", root.certificate().getEncoded()));
        Files.writeString(folder.resolve("cnf"), "[ca]\ndefault_ca = one\n[one]\ndatabase = " + folder
                + "/index\ndefault_md = sha256\n" + flavour.configuration.replace("FOLDER", folder.toString()));
        Tools.output(List.of(Tools.require("openssl"), "ca", "-gencrl", "-crldays", "9", "-config",
                folder.resolve("cnf").toString(), "-keyfile", folder.resolve("key").toString(), "-cert",
                folder.resolve("cert").toString(), "-out", folder.resolve("crl.pem").toString()));
        return Base64.getMimeDecoder().decode(Files.readString(folder.resolve("crl.pem"))
                .replaceAll("(?s).*-----BEGIN X509 CRL-----|-----END X509 CRL-----.*", ""));
    }

    private static byte[] file(byte[] list, String form) {
        String pem = pem("X509 CRL", list);
        return switch (form) {
            case "DER" -> list;
            case "TEXT" -> ("Certificate Revocation List (CRL):\n    Version 1 (0x0)\n" + pem).getBytes();
            case "CRLF" -> pem.replace("\n", "\r\n").getBytes();
            case "BARE" -> pem.stripTrailing().getBytes();
            default -> pem.getBytes();
        };
    }

    private static String pem(String type, byte[] content) {
        StringWriter out = new StringWriter();
        out.write("-----BEGIN " + type + "-----\n");
        out.write(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content));
        return out + "\n-----END " + type + "-----\n";
    }

    private static String hex(BigInteger serial) {
        String hex = serial.toString(16).toUpperCase(java.util.Locale.ROOT);
        return hex.length() % 2 == 0 ? hex : "0" + hex;
    }
}
