package dev.handfast.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.HandfastProvider;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.SignatureScheme;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the documents name exists: linked files and headings, classes, tests, and the values in the supported table. */
@Tag("unit")
final class DocsTest {

    private static final Path ROOT = Path.of(System.getProperty("basedir", "")).toAbsolutePath().getParent();
    private static final List<Path> SOURCES = List.of(ROOT.resolve("provider/src/main/java/dev/handfast"),
            ROOT.resolve("provider-tests/src/test/java/dev/handfast"));

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern SOURCE = Pattern.compile("`((?:\\w+/)+\\w+\\.java)`(?: \\(([\\w, ]+)\\))?");
    private static final Pattern NAME = Pattern.compile("`(\\w+)`");

    @Test
    void linkedFilesAndHeadingsExist() throws IOException {
        int links = 0;
        for (Path document : documents()) {
            for (MatchResult link : LINK.matcher(Files.readString(document)).results().toList()) {
                if (!link.group(1).matches("\\w+:.*")) {
                    checkLink(document, link.group(1));
                    links++;
                }
            }
        }
        assertTrue(links > 10, "links were found: " + links);
    }

    @Test
    void namedSourcesAndTheirMembersExist() throws IOException {
        int sources = 0;
        for (Path document : documents()) {
            for (MatchResult named : SOURCE.matcher(Files.readString(document)).results().toList()) {
                Path source = SOURCES.stream().map(root -> root.resolve(named.group(1))).filter(Files::exists)
                        .findFirst().orElse(null);
                assertTrue(source != null, ROOT.relativize(document) + " names " + named.group(1));
                String text = Files.readString(source);
                for (String member : named.group(2) == null ? new String[0] : named.group(2).split(", ")) {
                    assertTrue(member.contains(" ") || text.contains(member),
                            ROOT.relativize(document) + " names " + member + " of " + named.group(1));
                }
                sources++;
            }
        }
        assertTrue(sources > 50, "sources were found: " + sources);
    }

    /** Lines that were merged twice: a row of a table, or an entry of a list, that begins as another does. */
    @Test
    void nothingStandsTwice() throws IOException {
        List<String> twice = new ArrayList<>();
        for (Path document : documents()) {
            Set<String> seen = new TreeSet<>();
            for (String line : Files.readAllLines(document)) {
                boolean isLong = line.length() > 60 && (line.startsWith("| ") || line.startsWith("- "));
                if (isLong && !seen.add(line.substring(0, 60))) {
                    twice.add(document.getFileName() + ": " + line.substring(0, 60));
                }
            }
        }
        assertEquals(List.of(), twice);
    }

    @Test
    void supportedTableIsTheRegistries() throws IOException {
        assertEquals(names(CipherSuite.usable()), named("suites"));
        assertEquals(names(NamedGroup.usable()), named("groups"));
        assertEquals(names(SignatureScheme.usable()), named("signature schemes"));
        assertEquals(Set.of("TLSv1.3", "TLSv1.2"),
                rows("versions").flatMap(row -> Pattern.compile("`([^`]+)`").matcher(row)
                        .results()).map(found -> found.group(1)).collect(Collectors.toSet()));
    }

    @Test
    void overridesListTheProvidersOfThisJdkBehindHandfast() throws IOException {
        assertListsTheProvidersOfThisJdk("handfast.security", HandfastProvider.class.getName());
        assertListsTheProvidersOfThisJdk("handfast-by-name.security", HandfastProvider.NAME);
    }

    private static void assertListsTheProvidersOfThisJdk(String file, String behind) throws IOException {
        List<String> ofJdk = providers(Path.of(System.getProperty("java.home"), "conf", "security", "java.security"));
        List<String> ofFile = providers(ROOT.resolve("provider/docs").resolve(file));
        assertFalse(ofJdk.isEmpty(), "the JDK lists its providers");
        assertEquals(behind, ofFile.get(0));
        assertEquals(ofJdk, ofFile.stream().filter(ofJdk::contains).toList());
    }

    private static List<Path> documents() throws IOException {
        List<Path> documents = Stream.of("README.md", "CONTRIBUTING.md", "SECURITY.md", "benchmarks/README.md")
                .map(ROOT::resolve).collect(Collectors.toCollection(ArrayList::new));
        try (Stream<Path> files = Files.walk(ROOT.resolve("provider/docs"))) {
            files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
        }
        return documents;
    }

    private static void checkLink(Path document, String link) throws IOException {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]);
        assertTrue(Files.exists(target), ROOT.relativize(document) + " links " + link);
        if (parts.length == 2) {
            Set<String> anchors = Files.readAllLines(target).stream().filter(line -> line.startsWith("#"))
                    .map(DocsTest::anchor).collect(Collectors.toSet());
            assertTrue(anchors.contains(parts[1]),
                    ROOT.relativize(document) + " links " + link + ", there are " + anchors);
        }
    }

    /** The anchor that GitHub gives a heading. */
    private static String anchor(String heading) {
        return heading.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT).replaceAll("[^\\w\\- ]", "").replace(' ', '-');
    }

    private static Stream<String> rows(String what) throws IOException {
        return Files.readAllLines(ROOT.resolve("README.md")).stream().filter(row -> row.startsWith("| " + what));
    }

    private static Set<String> named(String what) throws IOException {
        return rows(what).flatMap(row -> NAME.matcher(row).results()).map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> names(List<?> values) {
        return values.stream().map(Object::toString).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The names under {@code security.provider.1} and so on, until a number is missing. */
    private static List<String> providers(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            properties.load(in);
        }
        List<String> names = new ArrayList<>();
        for (int i = 1; properties.containsKey("security.provider." + i); i++) {
            names.add(properties.getProperty("security.provider." + i));
        }
        assertEquals(names.size(), properties.stringPropertyNames().stream()
                .filter(name -> name.matches("security\\.provider\\.\\d+")).count(),
                "numbers without a gap in " + file);
        return names;
    }
}
