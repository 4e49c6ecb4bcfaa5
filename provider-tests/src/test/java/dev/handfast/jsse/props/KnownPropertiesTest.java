package dev.handfast.jsse.props;

import static dev.handfast.peers.SystemProperties.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.crypto.KeyBounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A property that has an effect is never called unknown: an operator would take a protection out again. */
@Tag("contract")
class KnownPropertiesTest {

    private static final Pattern IN_CODE = Pattern.compile("\"(handfast\\.[A-Za-z.]*[A-Za-z])\"");
    private static final Pattern IN_DOCUMENTS = Pattern.compile("`(handfast\\.[A-Za-z.]*[A-Za-z])[`=]");

    private static Set<String> named(Path file, Pattern pattern) throws IOException {
        Set<String> names = new TreeSet<>();
        Matcher matcher = pattern.matcher(Files.readString(file));
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }

    @Test
    void allThatAreReadAreKnown() throws IOException {
        Set<String> read = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("../provider/src/main/java"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java")
                    && !path.endsWith("KnownProperties.java")).toList()) {
                read.addAll(named(file, IN_CODE));
            }
        }
        read.remove(KeyBounds.OLDER_PROPERTY);
        assertEquals(read, new TreeSet<>(KnownProperties.NAMES));
    }

    @Test
    void propertiesOfPathsHaveAnOlderName() {
        String older = "dev.handfast.pki.remember";
        try {
            assertTrue(PathProperties.remember());
            System.setProperty(older, "false");
            assertFalse(PathProperties.remember());
            System.setProperty("handfast.pki.remember", "true");
            assertTrue(PathProperties.remember(), "the newer one counts");
        } finally {
            System.clearProperty(older);
            System.clearProperty("handfast.pki.remember");
        }
        assertEquals("handfast.pki.mustStaple", KnownProperties.nearest("dev.handfast.pki.mustStapel"));
        assertNull(KnownProperties.olderName("handfast.session.cacheBytes"));
    }

    /** What operators wrote before each property had a topic still counts, and no older name is somebody else's. */
    @Test
    void olderNamesStillCount() throws Exception {
        for (String name : List.of("handfast.debug.keyLog", "handfast.debug.trace", "handfast.session.label",
                "handfast.session.storeMillis")) {
            String older = KnownProperties.olderName(name);
            assertEquals("seven", with(Map.of(older, "seven"), () -> PropertyReader.text(name)), name);
            assertEquals("eight", with(Map.of(older, "seven", name, "eight"), () -> PropertyReader.text(name)), name);
            assertNull(PropertyReader.text(name));
        }
        assertEquals(4096, with(Map.of("handfast.maxRsaKeySize", "4096"), KeyBounds::mostBits));
        assertEquals(2048, with(Map.of("handfast.maxRsaKeySize", "4096", "handfast.pki.maxRsaKeySize", "2048"),
                KeyBounds::mostBits));
        Set<String> all = new TreeSet<>(KnownProperties.NAMES);
        for (String name : KnownProperties.NAMES) {
            String older = KnownProperties.olderName(name);
            assertTrue(older == null || all.add(older), older);
        }
    }

    @Test
    void allThatAreDocumentedAreKnown() throws IOException {
        Set<String> documented = new TreeSet<>();
        for (String document : List.of("PROPERTIES.md", "PATHS.md")) {
            documented.addAll(named(Path.of("../provider/docs", document), IN_DOCUMENTS));
        }
        assertEquals(documented, new TreeSet<>(KnownProperties.NAMES));
    }
}
