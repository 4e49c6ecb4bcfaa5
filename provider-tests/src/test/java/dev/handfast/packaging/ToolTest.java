package dev.handfast.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.ExternalProcess;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code java -jar handfast-provider.jar}: what it says of right and wrong installations. */
@Tag("contract")
class ToolTest {

    private static final String MAIN = "dev.handfast.tool.Main";
    private static final String OPTION = "-Djava.security.properties=";
    private static final Path BCPROV = Path.of("target/bouncycastle/bcprov-jdk18on-1.84.jar");
    private static final String BY_SUN_JSSE = "TLS in this JVM is not, or not all, by Handfast. Why:";

    @TempDir
    private static Path directory;
    private static Path jar;

    private record Said(int status, String text) {

        /** The text in one line, as it was before it was broken into lines. */
        String inOneLine() {
            return text.replaceAll("\\s+", " ");
        }

        Said expect(int expected, String... parts) {
            assertEquals(expected, status, text);
            for (String part : parts) {
                assertTrue(inOneLine().contains(part), part + " is missing in " + text);
            }
            for (String line : text.lines().toList()) {
                // Only a word that is too long by itself makes a line longer, and what is to be copied
                boolean whole = line.strip().split(" ").length <= 2 || line.startsWith("    java '-D")
                        || line.matches("\\w+ +\\S+,? ?.*") && line.length() - line.lastIndexOf(' ') > 66;
                assertTrue(line.length() <= 80 || whole, "too long: " + line);
            }
            return this;
        }
    }

    @BeforeAll
    static void makeJar() throws IOException {
        jar = HandfastJar.whole(directory);
    }

    private static Said java(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java")
                .toString(),
                "-Xshare:auto", "-XX:TieredStopAtLevel=1"));
        command.addAll(Arrays.asList(arguments));
        try (ExternalProcess process = ExternalProcess.start(command)) {
            process.endInput();
            int status = process.exitCode();
            return new Said(status, process.output());
        }
    }

    private static String inside() {
        return OPTION + "jar:" + jar.toUri() + "!/handfast.security";
    }

    /** A file that lists these providers from 1 on. */
    private static Path listing(String... providers) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < providers.length; i++) {
            text.append(providers[i].isEmpty() ? "" : "security.provider." + (i + 1) + "=" + providers[i] + "\n");
        }
        return Files.writeString(Files.createTempFile(directory, "list", ".security"), text);
    }

    @Test
    void saysWhatItIs() throws IOException {
        java("-jar", jar.toString()).expect(1, "Handfast: TLS 1.3 and TLS 1.2 in pure Java, version ",
                "Nothing names it: there is no -Djava.security.properties",
                "java '-Djava.security.properties=jar:" + jar.toUri().toString().replace("///", "/")
                        + "!/handfast.security' ...",
                "Commands, ", "check says who does TLS in a JVM");
        java("-jar", jar.toString(), "help").expect(0, "Commands, ");
        java("-jar", jar.toString(), "chekc").expect(2, "There is no command \"chekc\".", "Commands, ");
        java("-jar", jar.toString(), "check", "it").expect(2, "check: takes no arguments; ");
    }

    @Test
    void findsItRight() throws IOException {
        Said said = java(inside(), "-cp", jar + File.pathSeparator + BCPROV, MAIN, "check")
                .expect(0, "BouncyCastle 1.84, file:", "1 Handfast, 2 SUN", "SSLContext.getDefault(): Handfast",
                        "KeyManagerFactory: Handfast", "TLS in this JVM is by Handfast.");
        assertFalse(said.text.contains("To know"), said.text);
        java(inside(), "-p", jar + File.pathSeparator + BCPROV, "-m", "dev.handfast.provider/" + MAIN, "check")
                .expect(0, "a module", "BouncyCastle 1.84, file:", "TLS in this JVM is by Handfast.");
    }

    /** What is logged meanwhile stands on the page, and once. */
    @Test
    void tellsOfBouncyCastle() throws IOException {
        Said said = java(inside(), "-jar", jar.toString(), "check")
                .expect(0, "To know: - There is no BouncyCastle (bcprov) on the class path", "by Handfast.");
        assertEquals(2, said.inOneLine().split("here is no BouncyCastle", -1).length, said.text);
        assertFalse(said.text.contains("WARNING"), said.text);
        java(inside(), "-cp", String.join(File.pathSeparator, jar.toString(), BCPROV.toString(),
                "target/bouncycastle/bcprov-jdk15on-1.70.jar"), MAIN, "check")
                .expect(0, "- There is more than one BouncyCastle: file:", "bcprov-jdk15on-1.70.jar. The first is "
                        + "used");
    }

    @Test
    void findsAMisspelledFile() throws IOException {
        java(OPTION + "handfast.securty", "-jar", jar.toString(), "check").expect(1, BY_SUN_JSSE,
                "-Djava.security.properties=handfast.securty cannot be read (there is no such file), of which Java says"
                        + " nothing");
        java(OPTION + "jar:" + jar.toUri() + "!/handfast.securty", "-jar", jar.toString(), "check").expect(1,
                BY_SUN_JSSE,
                "!/handfast.securty cannot be read (java.io.FileNotFoundException");
    }

    @Test
    void findsAMisspelledName() throws IOException {
        java(OPTION + listing("Handfaust-Handfast", "SUN", "SunRsaSign", "SunEC", "SunJSSE", "SunJCE"), "-jar",
                jar.toString(), "check").expect(1, BY_SUN_JSSE,
                        "security.provider.1=Handfaust-Handfast is not its "
                                + "name,"
                                + " and Java passes over names that it does not know. Write"
                                + " dev.handfast.HandfastProvider.");
    }

    @Test
    void findsAFileThatDoesNotListIt() throws IOException {
        java(OPTION + listing("SUN", "SunRsaSign", "SunEC", "SunJSSE", "SunJCE"), "-jar", jar.toString(), "check")
                .expect(1, BY_SUN_JSSE, " is read, but does not list dev.handfast.HandfastProvider among its "
                        + "providers.");
        java(OPTION + Files.writeString(directory.resolve("empty.security"), "a=b\n"), "-jar", jar.toString(), "check")
                .expect(1, BY_SUN_JSSE, " is read, but lists no providers as security.provider.1");
    }

    @Test
    void findsItBehindSunJsse() throws IOException {
        java(OPTION + listing("SUN", "SunRsaSign", "SunEC", "SunJSSE", "SunJCE", "Handfast"), "-jar", jar.toString(),
                "check").expect(1, BY_SUN_JSSE,
                        "Handfast has the place 6 in the list of providers, and SunJSSE "
                                + "before it"
                                + " does TLS too: Java takes the first. Give Handfast the number 1.");
    }

    @Test
    void findsAClassThatOnlyALauncherSees() throws IOException {
        java(inside(), "-cp", "target/test-classes", FatLauncherMain.class.getName(), jar.toString(), MAIN, "check")
                .expect(1, BY_SUN_JSSE, "security.provider.1 names it, but the system class loader, which alone is "
                        + "asked,"
                        + " does not see dev.handfast.HandfastProvider: java.class.path is target/test-classes.",
                        "add it to the list in code instead.");
    }

    /** The service files of a jar of several were not merged. */
    @Test
    void findsAServiceFileThatWasOverwritten() throws IOException {
        Path uber = HandfastJar.uber(directory);
        java(OPTION + listing("Handfast", "SUN", "SunRsaSign", "SunEC", "SunJSSE", "SunJCE"), "-cp", uber.toString(),
                MAIN,
                "check").expect(1, BY_SUN_JSSE,
                        "security.provider.1=Handfast needs META-INF/services/java.security.Provider"
                                + " to name dev.handfast.HandfastProvider, but those on the class path name nothing.",
                        "Merge them, or write security.provider.1=dev.handfast.HandfastProvider, which needs none.");
        java(OPTION + listing("dev.handfast.HandfastProvider", "SUN", "SunRsaSign", "SunEC", "SunJSSE", "SunJCE"),
                "-cp",
                uber.toString(), MAIN, "check").expect(0, "TLS in this JVM is by Handfast.");
    }
}
