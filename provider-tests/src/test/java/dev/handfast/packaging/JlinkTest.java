package dev.handfast.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handfast.peers.Credentials;
import dev.handfast.peers.ExternalProcess;
import dev.handfast.peers.KeyKind;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that jlink makes with Handfast and BouncyCastle, by the recipe in PACKAGING.md. */
@Tag("contract")
class JlinkTest {

    private static final Path BCPROV = Path.of("target/bouncycastle/bcprov-jdk18on-1.86.jar");
    private static final String MODULES = "dev.handfast.provider,org.bouncycastle.provider,java.logging";

    @TempDir
    private static Path directory;
    private static Path jar;

    @BeforeAll
    static void make() throws IOException {
        jar = HandfastJar.whole(directory);
        for (KeyKind kind : List.of(KeyKind.RSA, KeyKind.P256, KeyKind.ED25519)) {
            Credentials.shared().server(kind).writePkcs12(directory);
        }
    }

    private static Path image(String modules) {
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said);
        Path image = directory.resolve("image-" + modules.length());
        int status = ToolProvider.findFirst("jlink").orElseThrow().run(out, out, "--ignore-signing-information",
                "--module-path", jar + File.pathSeparator + BCPROV, "--add-modules", modules, "--output",
                image.toString());
        assertEquals(0, status, said::toString);
        return image;
    }

    private static String java(Path image, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(image.resolve("bin/java").toString()));
        command.addAll(Arrays.asList(arguments));
        try (ExternalProcess process = ExternalProcess.start(command)) {
            process.endInput();
            assertEquals(0, process.exitCode(), process::output);
            return process.output();
        }
    }

    private static List<String> failed(String output) {
        return output.lines().filter(line -> line.startsWith("RESULT TLS") && !line.endsWith(" works")).toList();
    }

    @Test
    void anImageHasAll() throws IOException {
        Path image = image(MODULES + ",jdk.crypto.ec");
        String said = java(image, "-Djava.security.properties=jrt:/dev.handfast.provider/handfast.security", "-m",
                "dev.handfast.provider/dev.handfast.tool.Main", "check");
        assertTrue(said.contains("TLS in this JVM is by Handfast."), said);
        assertTrue(said.contains("BouncyCastle  1.86, jrt:/org.bouncycastle.provider"), said);
        String output = java(image, "-cp", "target/test-classes", EveryKindMain.class.getName(), directory.toString());
        assertEquals(List.of(), failed(output), output);
        assertFalse(output.contains("WARNING"), output);
    }

    /**
     * Its keys cannot be read then, which is nobody's fault but the image's; RSA works. Newer JDKs have it in
     * java.base.
     */
    @Test
    void withoutJdkCryptoEcTheImageIsBlamed() throws IOException {
        assumeTrue(Runtime.version().feature() < 22, "elliptic curves are in java.base");
        String output = java(image(MODULES), "-cp", "target/test-classes", EveryKindMain.class.getName(),
                directory.toString());
        List<String> failed = failed(output);
        assertEquals(List.of("TLSv1.3 key server-ED25519", "TLSv1.3 key server-P256", "TLSv1.2 key server-ED25519",
                "TLSv1.2 key server-P256"),
                failed.stream()
                        .map(line -> line.replaceFirst("RESULT (.*?) fails: .*", "$1")).toList(),
                output);
        String lacking = "his Java cannot read keys of EC, Ed25519 and Ed448, so that it neither accepts nor shows"
                + " certificates with them: no provider has their KeyFactory. Add the module jdk.crypto.ec to its "
                + "image";
        failed.forEach(line -> assertTrue(line.contains("; t" + lacking), line));
        assertTrue(output.contains("WARNING: T" + lacking), output);
    }
}
