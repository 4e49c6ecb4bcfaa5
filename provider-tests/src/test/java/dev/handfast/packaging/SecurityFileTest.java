package dev.handfast.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.TestJvm;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The files of properties inside the jar put Handfast first, from the class path, as a module, and in repacked jars.
 */
@Tag("contract")
class SecurityFileTest {

    private static final String OPTION = "-Djava.security.properties=";
    private static final String BY_CLASS = "handfast.security";
    private static final String BY_NAME = "handfast-by-name.security";
    private static final String TESTS = "target/test-classes";
    private static final Path BCPROV = Path.of("target/bouncycastle/bcprov-jdk18on-1.78.1.jar");

    @TempDir
    private static Path directory;
    private static Path jar;

    @BeforeAll
    static void makeJar() throws IOException {
        jar = HandfastJar.whole(directory);
    }

    private static String inside(Path jarFile, String file) {
        return OPTION + "jar:" + jarFile.toUri() + "!/" + file;
    }

    @ParameterizedTest
    @ValueSource(strings = {BY_CLASS, BY_NAME})
    void onTheClassPath(String file) throws IOException {
        assertTrue(Files.exists(BCPROV));
        assertHandfast(List.of(inside(jar, file)), jar + File.pathSeparator + TESTS);
        assertHandfast(List.of(inside(jar, file)), String.join(File.pathSeparator, BCPROV.toString(), jar.toString(),
                TESTS));
    }

    /** As users type it: relative, without slashes. */
    @ParameterizedTest
    @ValueSource(strings = {BY_CLASS, BY_NAME})
    void byARelativeUrl(String file) throws IOException {
        Path relative = Path.of("").toAbsolutePath().relativize(jar.toAbsolutePath());
        assertHandfast(List.of(OPTION + "jar:file:" + relative + "!/" + file),
                jar + File.pathSeparator + TESTS);
    }

    @ParameterizedTest
    @ValueSource(strings = {BY_CLASS, BY_NAME})
    void onTheModulePathWithAndWithoutBouncyCastle(String file) throws IOException {
        assertTrue(Files.exists(BCPROV));
        assertHandfast(List.of(inside(jar, file), "-p", jar.toString()), TESTS);
        assertHandfast(List.of(inside(jar, file), "-p", jar + File.pathSeparator + BCPROV), TESTS);
    }

    /** A jar of several keeps one of the service files at best: the class is named, not the provider. */
    @Test
    void inAJarOfSeveral() throws IOException {
        Path uber = HandfastJar.uber(directory);
        assertHandfast(List.of(inside(uber, BY_CLASS)), uber.toString());
    }

    private static void assertHandfast(List<String> options, String classPath) throws IOException {
        String output = TestJvm.run(options, classPath, WhoDoesTlsMain.class);
        assertEquals(List.of("TLS BY Handfast"), output.lines().filter(line -> line.startsWith("TLS BY")).toList(),
                output);
    }

    /** One file in two places. */
    @ParameterizedTest
    @ValueSource(strings = {BY_CLASS, BY_NAME})
    void isTheOneInTheDocuments(String file) throws IOException {
        assertEquals(Files.readString(Path.of("../provider/docs", file)),
                Files.readString(Path.of("../provider/target/classes", file)));
    }
}
