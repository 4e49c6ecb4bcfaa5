package dev.handfast.jsse.pkix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.ExternalProcess;
import dev.handfast.pki.TestPki;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.Security;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import jdk.security.jarsigner.JarSigner;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The JDK's own validator over the JDK's path services and over Handfast's: with Handfast first nothing is accepted
 * that the JDK alone refuses, and what is not about TLS is judged the same.
 */
@Tag("contract")
class JdkValidatorTest {

    private static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {
        "MD2, MD5, SHA1 jdkCA & usage TLSServer, RSA keySize < 1024, SHA1 usage SignedJAR & denyAfter 2019-01-01",
        "SHA1 usage TLSServer, RSA keySize < 2048 & usage TLSClient, SHA1 usage SignedJAR",
        "SHA1 denyAfter 2018-01-01, MD5 usage SignedJAR TLSServer, EC keySize < 384 & usage SignedJAR TLSClient",
        "RSA usage TLSServer TLSClient SignedJAR, DSA keySize < 3072 & usage SignedJAR, MD5 denyAfter 2016-01-01",
        "SHA256 usage TLSClient, RSASSA-PSS usage SignedJAR, EC usage TLSServer & denyAfter 2017-01-01",
    })
    void nothingIsAcceptedThatTheJdkAloneRefuses(String rules) throws Exception {
        List<String> command = new ArrayList<>(java());
        command.addAll(List.of("--add-exports", "java.base/sun.security.validator=ALL-UNNAMED",
                ValidatorVariants.class.getName(), rules));
        List<String> weaker = new ArrayList<>();
        List<String> other = new ArrayList<>();
        int accepted = 0;
        int refused = 0;
        String output = run(command);
        assertTrue(output.contains("DONE"), output);
        for (String line : output.lines().filter(l -> l.contains(" | ")).toList()) {
            String[] parts = line.split(" \\| ");
            boolean alone = parts[1].equals("accepted");
            boolean first = parts[2].equals("accepted");
            accepted += first ? 1 : 0;
            refused += alone ? 0 : 1;
            if (first && !alone) {
                weaker.add(line);
            }
            boolean forTls = line.contains("VAR_TLS") || line.contains("serverAuth") || line.contains("connection");
            if (first != alone && !forTls) {
                other.add(line);
            }
        }
        assertEquals(List.of(), weaker, "more permissive than the JDK alone");
        assertEquals(List.of(), other, "another verdict about what is not TLS");
        assertTrue(accepted > 20 && refused > 20, accepted + " accepted, " + refused + " refused by the JDK");
    }

    /** What users see of it: {@code jarsigner -verify} says of a jar what it says without Handfast. */
    @Test
    void jarsignerSaysTheSame() throws Exception {
        String first = "-Djava.security.properties=" + handfastFirst();
        List<String> program = new ArrayList<>(java());
        program.addAll(List.of(first, ValidatorVariants.class.getName()));
        assertTrue(run(program).contains("first is Handfast"), "the provider is installed");
        for (String hash : List.of("SHA1", "SHA256")) {
            KeyPair keys = TestPki.keys("RSA", 2048);
            TestPki root = TestPki.root("CN=root");
            TestPki middle = root.issue("CN=middle", c -> c.authority(-1).keys(keys));
            TestPki signer = middle.issue("CN=signer", c -> c.keys(keys).signature(hash + "withRSA")
                    .extension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                    .extension(Extension.extendedKeyUsage, false,
                            new ExtendedKeyUsage(KeyPurposeId.id_kp_codeSigning)));
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("root", root.certificate());
            try (OutputStream out = Files.newOutputStream(folder.resolve("trust.p12"))) {
                store.store(out, "changeit".toCharArray());
            }
            sign(signer, middle, "SHA-256");
            String alone = verify(List.of());
            assertEquals(hash.equals("SHA1"), alone.contains("SHA1withRSA") && alone.contains("chain"), alone);
            assertEquals(alone, verify(List.of(first)));
        }
    }

    private void sign(TestPki signer, TestPki middle, String digest) throws Exception {
        Path plain = folder.resolve("plain.jar");
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(plain))) {
            jar.putNextEntry(new ZipEntry("one.txt"));
            jar.write(1);
            jar.closeEntry();
        }
        try (ZipFile in = new ZipFile(plain.toFile());
                OutputStream out = Files.newOutputStream(folder.resolve("signed.jar"))) {
            new JarSigner.Builder(signer.keys().getPrivate(), CertificateFactory.getInstance("X.509").generateCertPath(
                    List.of(signer.certificate(), middle.certificate()))).digestAlgorithm(digest).build()
                    .sign(in, out);
        }
    }

    private String verify(List<String> options) throws Exception {
        List<String> command = new ArrayList<>(java());
        command.addAll(options);
        command.addAll(List.of("-m", "jdk.jartool/sun.security.tools.jarsigner.Main", "-verify", "-verbose", "-certs",
                "-strict", "-keystore", "trust.p12", "-storepass", "changeit", "signed.jar"));
        return run(command);
    }

    private Path handfastFirst() throws Exception {
        StringBuilder lines = new StringBuilder("security.provider.1=dev.handfast.HandfastProvider\n");
        for (int i = 0; i < Security.getProviders().length; i++) {
            lines.append("security.provider.").append(i + 2).append('=')
                    .append(Security.getProviders()[i].getName()).append('\n');
        }
        return Files.writeString(folder.resolve("first.security"), lines);
    }

    private static List<String> java() {
        return List.of(JAVA, "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-Duser.language=en", "-cp",
                System.getProperty("java.class.path"));
    }

    private String run(List<String> command) throws Exception {
        try (ExternalProcess process = ExternalProcess.start(command, java.util.Map.of(), folder)) {
            process.endInput();
            process.await(Pattern.compile("DONE|jar (verified|is)"), 0, Duration.ofMinutes(2));
            process.exitCode();
            // The time of the check is part of a message.
            return process.output().replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "now");
        }
    }
}
