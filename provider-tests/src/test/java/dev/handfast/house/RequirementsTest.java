package dev.handfast.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.spec.Fault;

import java.io.IOException;
import java.lang.reflect.Member;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Each sentence of RFC 9846 with MUST, SHALL or REQUIRED has a row in the tables of
 * {@code provider/docs/REQUIREMENTS.md}, which says where it is obeyed and what shows it, or why it does not apply.
 * CONTRIBUTING.md says how rows are written.
 */
@Tag("unit")
class RequirementsTest {

    /** Rows of rules that apply and that no test shows: "none". */
    private static final int GAPS = 0;
    /** Rows of rules that apply and are not obeyed. */
    private static final int BROKEN = 0;
    /** Rows of rules that are departed from on purpose, each with its reason. */
    private static final int CHOICES = 4;

    private static final Path TEXT = Path.of(System.getProperty("handfast.spec", "absent"), "rfc9846.md");
    private static final Path SOURCES = Path.of("../provider/src/main/java");
    private static final Path CLASSES = Path.of("../provider/target/classes");
    private static final Path TESTS = Path.of("target/test-classes");

    private static final String BETWEEN = "(?:, and|,| and| or)(?: appendix| appendices)? ";
    private static final String SECTION = "(?:\\d+|[A-F])(?:\\.\\d+)*";
    private static final Pattern CITED = Pattern.compile("RFC 9846,? (?:sections?|appendix|appendices) (" + SECTION
            + "(?:" + BETWEEN + "(?:\\d+|(?<=appendix |appendices )[A-F]|[A-F](?=\\.))(?:\\.\\d+)*(?!\\w))*)");

    @Test
    void eachSentenceHasARow() throws IOException {
        RfcText rfc = rfc();
        if (Boolean.getBoolean("handfast.requirements.write")) {
            RequirementTables.write(rfc);
        }
        assertTrue(rfc.sentences().size() > 300, () -> "found in " + TEXT + ": " + rfc.sentences().size());
        Map<String, String> rows = new HashMap<>();
        RequirementTables.rows().forEach(row -> rows.put(row.key(), row.hash()));
        List<String> missing = rfc.sentences().stream()
                .filter(sentence -> !sentence.hash().equals(rows.get(sentence.key())))
                .map(sentence -> sentence.key() + " " + sentence.hash() + " " + sentence.words()).toList();
        assertEquals("", String.join("\n", missing), "sentences without a row");
        assertEquals(rfc.sentences().stream().map(RfcText.Sentence::key).sorted().toList(),
                RequirementTables.rows().stream().map(RequirementRow::key).sorted().toList());
    }

    @Test
    void rowsSayAllAndGapsAreCounted() throws IOException {
        List<RequirementRow> rows = RequirementTables.rows();
        assertEquals(List.of(), rows.stream().filter(row -> !row.isWhole()).map(RequirementRow::key).toList());
        assertEquals(GAPS, rows.stream().filter(RequirementRow::isGap).count(), "rules that no test shows");
        assertEquals(BROKEN, rows.stream().filter(RequirementRow::isBroken).count(), "rules that are not obeyed");
        assertEquals(CHOICES, rows.stream().filter(RequirementRow::isChoice).count(), "departures by choice");
    }

    @Test
    void placesAndTestsExist() throws IOException {
        Map<String, Set<String>> provider = classes(CLASSES);
        Map<String, Set<String>> tests = classes(TESTS);
        List<String> wrong = new ArrayList<>();
        for (RequirementRow row : RequirementTables.rows()) {
            row.places().stream().filter(name -> !exists(name, provider))
                    .forEach(name -> wrong.add(row.key() + ": " + name));
            row.tests().stream().filter(name -> !exists(name, tests))
                    .forEach(name -> wrong.add(row.key() + ": " + name));
        }
        assertEquals("", String.join("\n", wrong), "names of nothing");
    }

    @Test
    void citedSectionsAreSections() throws IOException {
        Set<String> sections = rfc().titles().keySet();
        List<String> wrong = new ArrayList<>();
        int citations = 0;
        for (Map.Entry<String, Set<String>> source : citations().entrySet()) {
            citations += source.getValue().size();
            source.getValue().stream().filter(section -> !sections.contains(section) && !section.startsWith("RFC"))
                    .forEach(section -> wrong.add(source.getKey() + " cites " + section));
        }
        assertTrue(citations > 200, "citations were found: " + citations);
        assertEquals("", String.join("\n", wrong));
    }

    /** Or a section above or below it. */
    @Test
    void placesCiteTheirSections() throws IOException {
        Map<String, Set<String>> cited = citations();
        Map<String, Set<String>> classes = classes(CLASSES);
        List<String> uncited = new ArrayList<>();
        for (RequirementRow row : RequirementTables.rows()) {
            for (String place : row.places()) {
                String type = place.replaceFirst("\\..*", "");
                boolean cites = classes.getOrDefault(type, Set.of()).stream().flatMap(
                        name -> cited.getOrDefault(name.replaceFirst("\\$.*", ""), Set.of()).stream())
                        .anyMatch(section -> isNear(section, row.section()));
                if (!cites) {
                    uncited.add(row.key() + " " + place);
                }
            }
        }
        assertEquals("", String.join("\n", uncited), "places whose sources do not cite the section");
    }

    /** Whether a section is another, or stands above or below it. */
    private static boolean isNear(String one, String other) {
        return one.equals(other) || one.startsWith(other + ".") || other.startsWith(one + ".");
    }

    private static RfcText rfc() throws IOException {
        Assumptions.assumeTrue(Files.exists(TEXT), () -> TEXT + " is absent; set -Dhandfast.spec");
        return RfcText.read(TEXT);
    }

    /** The sections of RFC 9846 that each source of the provider cites, by the name of its class. */
    private static Map<String, Set<String>> citations() throws IOException {
        Map<String, Set<String>> citations = new HashMap<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
                String text = Files.readString(file).replaceAll("\\s+(?:\\*|//)?\\s*", " ");
                String name = SOURCES.relativize(file).toString().replace('/', '.').replaceFirst("\\.java$", "");
                for (MatchResult found : CITED.matcher(text).results().toList()) {
                    citations.computeIfAbsent(name, each -> new TreeSet<>())
                            .addAll(List.of(found.group(1).split(BETWEEN)));
                }
            }
        }
        for (Fault fault : Fault.values()) {
            citations.computeIfAbsent(Fault.class.getName(), each -> new TreeSet<>())
                    .add(fault.section().replaceFirst("^RFC 9846 ", ""));
        }
        return citations;
    }

    /** Names of classes by their simple names. */
    private static Map<String, Set<String>> classes(Path root) throws IOException {
        Map<String, Set<String>> classes = new HashMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            files.map(file -> root.relativize(file).toString()).filter(file -> file.endsWith(".class"))
                    .map(file -> file.replaceFirst("\\.class$", "").replace('/', '.'))
                    .forEach(name -> classes.computeIfAbsent(name.replaceFirst(".*[.$]", ""), each -> new HashSet<>())
                            .add(name));
        }
        return classes;
    }

    /** Whether there is a class, or a method, field or class in it. */
    private static boolean exists(String name, Map<String, Set<String>> classes) {
        String[] parts = name.split("\\.", 2);
        for (String each : classes.getOrDefault(parts[0], Set.of())) {
            if (parts.length == 1 || hasMember(each, parts[1])) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasMember(String name, String member) {
        try {
            Class<?> type = Class.forName(name, false, RequirementsTest.class.getClassLoader());
            return Stream.concat(Stream.<Member>concat(Arrays.stream(type.getDeclaredMethods()),
                    Arrays.stream(type.getDeclaredFields())).map(Member::getName),
                    Arrays.stream(type.getDeclaredClasses()).map(Class::getSimpleName)).anyMatch(member::equals);
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
