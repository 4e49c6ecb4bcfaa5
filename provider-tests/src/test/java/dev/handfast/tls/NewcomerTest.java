package dev.handfast.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handfast.HandfastProvider;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.ExternalProcess;
import dev.handfast.peers.Identity;
import dev.handfast.peers.KeyKind;
import dev.handfast.peers.Tools;
import dev.handfast.peers.Workspace;

import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

/** The first program of API.md compiles for Java 17 and does what is said there, on 17 and 25, on both paths. */
@Tag("unit")
class NewcomerTest {

    private static final Pattern PROGRAM = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Path JDKS = Path.of("/usr/lib/jvm");

    @ParameterizedTest
    @CsvSource({"17, false", "17, true", "25, false", "25, true"})
    void itRuns(int version, boolean modules) throws Exception {
        Optional<Path> java = java(version);
        if (!Tools.isMandatory()) {
            assumeTrue(java.isPresent(), "no JDK " + version + " in " + JDKS);
        }
        Path classes = compile(modules);
        List<String> command = new ArrayList<>(List.of(java.orElseThrow().toString(), "-XX:TieredStopAtLevel=1"));
        String path = classes + File.pathSeparator + libraries();
        command.addAll(modules ? List.of("-p", path, "-m", "newcomer/first.Newcomer")
                : List.of("-cp", path, "Newcomer"));
        Path directory = Workspace.shared().directory();
        command.addAll(List.of(Credentials.shared().server(KeyKind.P256).writePkcs12(directory).toString(),
                Identity.write(Identity.trustStore(List.of(Credentials.shared().root())),
                        directory.resolve("newcomer.p12")).toString(),
                Identity.PASSWORD));
        try (ExternalProcess process = ExternalProcess.start(command)) {
            assertEquals(0, process.exitCode(), process::toString);
            String said = process.output();
            assertTrue(said.contains("visit 1: echo 42, early data NONE, group X25519MLKEM768, resumed false, bound by"
                    + " 32 bytes, exported 16"), said);
            assertTrue(said.contains("visit 2: echo 42, early data ACCEPTED, group X25519MLKEM768, resumed true,"
                    + " bound by 32 bytes"), said);
            assertTrue(said.contains("fullHandshakes=1, resumedHandshakes=1, failedHandshakes={}"), said);
        }
    }

    /** Who tries it must not have to read much. */
    @Test
    void itIsShort() throws Exception {
        Matcher program = PROGRAM.matcher(Files.readString(Path.of("../provider/docs/API.md")));
        assertTrue(program.find());
        List<String> lines = program.group(1).lines().filter(line -> !line.isBlank() && !line.startsWith("import "))
                .toList();
        assertTrue(lines.size() <= 30, lines.size() + " lines");
        assertEquals(List.of(), lines.stream().filter(line -> line.length() > 120).toList());
    }

    private static Path compile(boolean modules) throws Exception {
        Matcher program = PROGRAM.matcher(Files.readString(Path.of("../provider/docs/API.md")));
        assertTrue(program.find());
        Path sources = Files.createTempDirectory(Workspace.shared().directory(), "newcomer");
        Path source = sources.resolve("Newcomer.java");
        List<String> arguments = new ArrayList<>(List.of("--release", "17", "-Xlint:all,-options,-path", "-Werror",
                "-d", sources.resolve("classes").toString(), modules ? "-p" : "-cp", libraries()));
        if (modules) {
            source = Files.createDirectories(sources.resolve("first")).resolve("Newcomer.java");
            arguments.add(Files.writeString(sources.resolve("module-info.java"),
                    "module newcomer { requires dev.handfast.provider; }").toString());
        }
        Files.writeString(source, (modules ? "package first;\n" : "") + program.group(1));
        arguments.add(source.toString());
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        ToolProvider.getSystemJavaCompiler().run(null, said, said, arguments.toArray(new String[0]));
        assertEquals("", said.toString(StandardCharsets.UTF_8));
        return sources.resolve("classes");
    }

    /** The provider and what it needs, and nothing else: no {@code javax.cache}. */
    private static String libraries() throws URISyntaxException {
        List<String> places = new ArrayList<>();
        for (Class<?> type : List.of(HandfastProvider.class, BouncyCastleProvider.class, X509CertificateHolder.class,
                org.bouncycastle.asn1.cmp.CMPObjectIdentifiers.class)) {
            String place = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
            if (!places.contains(place)) {
                places.add(place);
            }
        }
        return String.join(File.pathSeparator, places);
    }

    private static Optional<Path> java(int version) throws IOException {
        if (Runtime.version().feature() == version) {
            return Optional.of(Path.of(System.getProperty("java.home"), "bin", "java"));
        }
        if (!Files.isDirectory(JDKS)) {
            return Optional.empty();
        }
        try (Stream<Path> all = Files.list(JDKS)) {
            return all.filter(jdk -> jdk.getFileName().toString().matches("\\D*" + version + "\\b.*"))
                    .map(jdk -> jdk.resolve("bin/java")).filter(Files::isExecutable).findFirst();
        }
    }
}
