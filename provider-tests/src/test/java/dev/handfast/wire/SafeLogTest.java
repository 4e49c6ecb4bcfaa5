package dev.handfast.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.TestJvm;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A logging system that fails ends no connection, and nothing goes past what sees to that. */
@Tag("contract")
class SafeLogTest {

    private static final Path SOURCES = Path.of("../provider/src/main/java");
    private static final Pattern PLATFORM = Pattern.compile("System\\.getLogger|System\\.Logger(?!\\.Level)"
            + "|java\\.util\\.logging");

    @TempDir
    private static Path directory;

    @Test
    void aLoggingSystemThatIsNotReadyOrThrowsEndsNoConnection() throws IOException {
        Path services = Files.createDirectories(directory.resolve("META-INF/services"));
        Files.writeString(services.resolve("java.lang.System$LoggerFinder"), ShyLoggers.class.getName());
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        String output = TestJvm.run(List.of(), directory + File.pathSeparator + classPath, ShyLoggersMain.class);
        List<String> said = output.lines().filter(line -> line.startsWith("GOOD") || line.startsWith("BAD")).toList();
        assertEquals(List.of("GOOD TLSv1.3", "GOOD TLSv1.3", "GOOD TLSv1.3", "GOOD TLSv1.2", "GOOD TLSv1.2",
                "GOOD TLSv1.2"), said, output);
        assertTrue(output.contains("NOT READY dev.handfast.jsse.keys.KeyManagerImpl"), "it was asked: " + output);
        assertTrue(output.contains("THROWS dev.handfast.jsse.keys.KeyManagerImpl"), "it did throw: " + output);
    }

    /** A static logger of the platform fails its class for good; one in place lets out what is thrown. */
    @Test
    void nobodyElseAsksThePlatformForALog() throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> all = Files.walk(SOURCES)) {
            for (Path source : all.filter(path -> path.toString().endsWith(".java")).toList()) {
                if (!source.endsWith("dev/handfast/wire/SafeLog.java")) {
                    Files.readAllLines(source).stream()
                            .filter(line -> PLATFORM.matcher(line).find() && !isComment(line)
                                    && !line.startsWith("import java.lang.System.Logger.Level;"))
                            .forEach(line -> found.add(SOURCES.relativize(source) + ": " + line.strip()));
                }
            }
        }
        assertEquals(List.of(), found);
    }

    private static boolean isComment(String line) {
        String text = line.strip();
        return text.startsWith("*") || text.startsWith("//") || text.startsWith("/*");
    }
}
