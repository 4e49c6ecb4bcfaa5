package dev.handfast.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Credentials;
import dev.handfast.peers.KeyKind;
import dev.handfast.peers.TestJvm;

import java.io.File;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Handfast on class paths with the BouncyCastles that applications bring: old ones, new ones, two at once, none. The
 * jars are copied by the build.
 */
@Tag("contract")
class BouncyCastleVersionsTest {

    private static final Path JARS = Path.of("target/bouncycastle");
    private static final boolean JDK_HAS_ML_DSA = Runtime.version().feature() >= 24;

    @TempDir
    private static Path directory;

    @BeforeAll
    static void writeKeys() throws Exception {
        for (KeyKind kind : KeyKind.values()) {
            Credentials.shared().server(kind).writePkcs12(directory);
        }
        BouncyCastleProvider bouncyCastle = new BouncyCastleProvider();
        KeyPairGenerator generator = KeyPairGenerator.getInstance("ML-DSA-65", bouncyCastle);
        KeyPair root = generator.generateKeyPair();
        write("ml-dsa-root.cer", "CN=root", root, root, true);
        write("ml-dsa.cer", "CN=leaf", generator.generateKeyPair(), root, false);
    }

    private static void write(String file, String subject, KeyPair keys, KeyPair issuer, boolean authority)
            throws Exception {
        Instant now = Instant.now();
        var builder = new JcaX509v3CertificateBuilder(new X500Name("CN=root"), BigInteger.valueOf(now.toEpochMilli()),
                Date.from(now.minus(1, ChronoUnit.DAYS)), Date.from(now.plus(1, ChronoUnit.DAYS)),
                new X500Name(subject), keys.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
        builder.addExtension(Extension.keyUsage, true,
                new KeyUsage(authority ? KeyUsage.keyCertSign : KeyUsage.digitalSignature));
        Files.write(directory.resolve(file), builder.build(new JcaContentSignerBuilder("ML-DSA-65")
                .setProvider(new BouncyCastleProvider()).build(issuer.getPrivate())).getEncoded());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bcprov-jdk18on-1.84.jar", "bcprov-jdk18on-1.86.jar",
        "bcprov-jdk18on-1.86.jar bcpkix-jdk18on-1.86.jar"})
    void everythingWorks(String jars) throws IOException {
        String output = run(jars);
        assertEquals(List.of(), failures(output), output);
        assertFalse(output.contains("BouncyCastle"), output);
    }

    /** All but ML-DSA, which is told of when it comes. */
    @ParameterizedTest
    @ValueSource(strings = {"bcprov-jdk15on-1.70.jar", "bcprov-jdk18on-1.78.1.jar", "bcprov-jdk18on-1.80.jar",
        "bcprov-jdk18on-1.80.jar bcpkix-jdk18on-1.86.jar"})
    void oldOnesDoAllButMlDsa(String jars) throws IOException {
        String output = run(jars);
        String version = jars.replaceFirst("bcprov-jdk1.on-(.*?)\\.jar.*", "$1");
        assertFalse(output.contains("more than one"), output);
        assertTrue(output.contains("Certificates signed with ML-DSA: BouncyCastle " + version), output);
        assertTrue(output.contains(" has no org.bouncycastle.crypto.params.MLDSAParameters; put one bcprov-jdk18on,"
                + " 1.84 or newer, beside handfast-provider. Until then the JDK is asked, which has it from 24 on."),
                output);
        assertEquals(JDK_HAS_ML_DSA ? List.of() : List.of("certificate ML-DSA"), failures(output), output);
        if (!JDK_HAS_ML_DSA) {
            assertTrue(line(output, "certificate ML-DSA").contains("this Java has no ML-DSA"), output);
        }
    }

    /** The first is used; what only the second has is signed by another key, which must not end in the middle. */
    @ParameterizedTest
    @ValueSource(strings = {"bcprov-jdk18on-1.78.1.jar bcprov-jdk18on-1.86.jar",
        "bcprov-jdk18on-1.86.jar bcprov-jdk18on-1.78.1.jar", "bcprov-jdk15on-1.70.jar bcprov-jdk18on-1.84.jar"})
    void twoAtOnceAreToldOf(String jars) throws IOException {
        String output = run(jars);
        assertEquals(List.of(), failures(output).stream().filter(each -> !each.equals("certificate ML-DSA")).toList(),
                output);
        assertTrue(output.contains("There is more than one BouncyCastle: file:"), output);
        for (String jar : jars.split(" ")) {
            assertTrue(output.contains(jar), output);
        }
        assertEquals(1, output.split("There is more than one BouncyCastle", -1).length - 1, output);
    }

    @Test
    void withoutOneWhatIsOursWorks() throws IOException {
        String output = run("");
        List<String> failures = failures(output).stream().filter(each -> !each.equals("certificate ML-DSA")).toList();
        // In TLS 1.2 a certificate's curve is one of the groups that are offered (RFC 8422 section 5.1.1)
        assertEquals(List.of("TLSv1.3 group secp384r1", "TLSv1.3 group secp521r1", "TLSv1.3 group x448",
                "TLSv1.3 group SecP384r1MLKEM1024", "TLSv1.2 key server-P384", "TLSv1.2 key server-P521",
                "TLSv1.2 group secp384r1", "TLSv1.2 group secp521r1", "TLSv1.2 group x448"), failures, output);
        assertTrue(line(output, "TLSv1.3 group secp384r1").contains("names nothing that is supported here"), output);
        assertTrue(output.contains("There is no BouncyCastle (bcprov) on the class path or module path. Handfast does"
                + " without: it does not offer the groups secp384r1, secp521r1, x448 and SecP384r1MLKEM1024, "),
                output);
        assertTrue(output.contains("put one bcprov-jdk18on, 1.70 or newer, beside handfast-provider."), output);
        assertEquals(1, output.split("There is no BouncyCastle", -1).length - 1, output);
    }

    /** Its jar is signed, and a JVM that loads one class of it verifies all. */
    @Test
    void anOrdinaryHandshakeLoadsNone() throws IOException {
        List<String> stores = List.of("server-P256.p12", "server-RSA.p12").stream()
                .map(store -> directory.resolve(store).toString()).toList();
        String output = TestJvm.run(List.of("-Xlog:class+load"), classPath("bcprov-jdk18on-1.86.jar"),
                OrdinaryMain.class, stores.toArray(new String[0]));
        assertEquals("done", output.lines().filter(line -> !line.startsWith("[")).collect(Collectors.joining("\n")));
        assertTrue(output.contains(" dev.handfast.crypto.mlkem."), output);
        assertEquals(List.of(), output.lines().filter(line -> line.contains(" org.bouncycastle.")).toList());
    }

    private static String line(String output, String what) {
        return output.lines().filter(line -> line.startsWith("RESULT " + what + " ")).findFirst().orElseThrow();
    }

    private static List<String> failures(String output) {
        List<String> results = output.lines().filter(line -> line.startsWith("RESULT ")).toList();
        assertEquals(34, results.size(), output);
        return results.stream().filter(line -> !line.endsWith(" works"))
                .map(line -> line.replaceFirst("RESULT (.*?) fails: .*", "$1")).toList();
    }

    private static String run(String jars) throws IOException {
        return TestJvm.run(List.of(), classPath(jars), EveryKindMain.class, directory.toString());
    }

    private static String classPath(String jars) {
        return Stream.concat(Stream.of("../provider/target/classes", "target/test-classes"),
                Arrays.stream(jars.split(" ")).filter(jar -> !jar.isEmpty()).map(jar -> JARS.resolve(jar).toString()))
                .peek(entry -> assertTrue(Files.exists(Path.of(entry)), () -> "no " + entry))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
