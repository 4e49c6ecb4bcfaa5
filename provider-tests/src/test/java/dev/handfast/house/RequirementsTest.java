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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each sentence of RFC 9846, and of those that TLS 1.2 is made of, with MUST, SHALL or REQUIRED has a row in the tables
 * of {@code provider/docs/REQUIREMENTS.md}, which says where it is obeyed and what shows it, or why it does not apply.
 * CONTRIBUTING.md says how rows are written.
 */
@Tag("unit")
class RequirementsTest {

    /** Rows of rules that apply and that no test shows: "none". */
    private static final int GAPS = 0;
    /** Rows of rules that apply and are not obeyed. */
    private static final int BROKEN = 0;

    private static final Path SPEC = Path.of(System.getProperty("handfast.spec", "absent"));
    private static final Path SOURCES = Path.of("../provider/src/main/java");
    private static final Path CLASSES = Path.of("../provider/target/classes");
    private static final Path TESTS = Path.of("target/test-classes");

    private static final String BETWEEN = "(?:, and|,| and| or)(?: appendix| appendices)? ";
    private static final String SECTION = "(?:\\d+|[A-F])(?:\\.\\d+)*";
    private static final Pattern CITED = Pattern.compile("RFC (\\d+),? (?:sections?|appendix|appendices) (" + SECTION
            + "(?:" + BETWEEN + "(?:\\d+|(?<=appendix |appendices )[A-F]|[A-F](?=\\.))(?:\\.\\d+)*(?!\\w))*)");

    @ParameterizedTest
    @EnumSource
    void eachSentenceHasARow(RequirementTables tables) throws IOException {
        RfcText rfc = rfc(tables);
        if (Boolean.getBoolean("handfast.requirements.write")) {
            tables.write(rfc);
        }
        assertTrue(rfc.sentences().size() >= tables.least(), () -> "found: " + rfc.sentences().size());
        Map<String, String> rows = new HashMap<>();
        tables.rows().forEach(row -> rows.put(row.key(), row.hash()));
        List<String> missing = rfc.sentences().stream()
                .filter(sentence -> !sentence.hash().equals(rows.get(sentence.key())))
                .map(sentence -> sentence.key() + " " + sentence.hash() + " " + sentence.words()).toList();
        assertEquals("", String.join("\n", missing), "sentences without a row");
        assertEquals(rfc.sentences().stream().map(RfcText.Sentence::key).sorted().toList(),
                tables.rows().stream().map(RequirementRow::key).sorted().toList());
    }

    @ParameterizedTest
    @EnumSource
    void rowsSayAllAndGapsAreCounted(RequirementTables tables) throws IOException {
        List<RequirementRow> rows = tables.rows();
        assertTrue(rows.size() >= tables.least(), () -> "found: " + rows.size());
        assertEquals(rows.size(), rows.stream().map(RequirementRow::key).distinct().count(), "keys are unique");
        assertEquals(List.of(), rows.stream().filter(row -> !row.isWhole()).map(RequirementRow::key).toList());
        assertEquals(GAPS, rows.stream().filter(RequirementRow::isGap).count(), "rules that no test shows");
        assertEquals(BROKEN, rows.stream().filter(RequirementRow::isBroken).count(), "rules that are not obeyed");
        assertEquals(tables.choices(), rows.stream().filter(RequirementRow::isChoice).count(), "departures by choice");
    }

    @ParameterizedTest
    @EnumSource
    void placesAndTestsExist(RequirementTables tables) throws IOException {
        Map<String, Set<String>> provider = classes(CLASSES);
        Map<String, Set<String>> tests = classes(TESTS);
        List<String> wrong = new ArrayList<>();
        for (RequirementRow row : tables.rows()) {
            row.places().stream().filter(name -> !exists(name, provider))
                    .forEach(name -> wrong.add(row.key() + ": " + name));
            row.tests().stream().filter(name -> !exists(name, tests))
                    .forEach(name -> wrong.add(row.key() + ": " + name));
        }
        assertEquals("", String.join("\n", wrong), "names of nothing");
    }

    @ParameterizedTest
    @EnumSource
    void citedSectionsAreSections(RequirementTables tables) throws IOException {
        Set<String> sections = rfc(tables).titles().keySet();
        List<String> wrong = new ArrayList<>();
        int citations = 0;
        for (Map.Entry<String, Set<String>> source : citations(tables).entrySet()) {
            citations += source.getValue().size();
            source.getValue().stream().filter(section -> !sections.contains(section))
                    .forEach(section -> wrong.add(source.getKey() + " cites " + section));
        }
        assertTrue(citations > (tables == RequirementTables.RFC_9846 ? 200 : 2), "citations were found: " + citations);
        assertEquals("", String.join("\n", wrong));
        assertEquals(Set.of(), without(tables.sectionsWithoutRows(), sections));
    }

    /** The code cites what has a row, or what the document says requires nothing; that says no more than is true. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RFC_9846")
    void citedSectionsHaveRows(RequirementTables tables) throws IOException {
        Set<String> withRows = new TreeSet<>();
        tables.rows().forEach(row -> withRows.add(row.section()));
        Set<String> cited = new TreeSet<>();
        citations(tables).values().forEach(cited::addAll);
        assertEquals(without(cited, withRows), tables.sectionsWithoutRows());
    }

    private static Set<String> without(Set<String> all, Set<String> some) {
        Set<String> rest = new TreeSet<>(all);
        rest.removeAll(some);
        return rest;
    }

    /** Or a section above or below it. */
    @ParameterizedTest
    @EnumSource
    void placesCiteTheirSections(RequirementTables tables) throws IOException {
        Map<String, Set<String>> cited = citations(tables);
        Map<String, Set<String>> classes = classes(CLASSES);
        List<String> uncited = new ArrayList<>();
        for (RequirementRow row : tables.rows()) {
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

    private static RfcText rfc(RequirementTables tables) throws IOException {
        Path text = tables.text(SPEC);
        Assumptions.assumeTrue(Files.exists(text), () -> text + " is absent; set -Dhandfast.spec");
        return RfcText.read(text);
    }

    /** The sections of an RFC that each source of the provider cites, by the name of its class. */
    private static Map<String, Set<String>> citations(RequirementTables tables) throws IOException {
        Map<String, Set<String>> citations = new HashMap<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
                String text = Files.readString(file).replaceAll("\\s+(?:\\*|//)?\\s*", " ");
                String name = SOURCES.relativize(file).toString().replace('/', '.').replaceFirst("\\.java$", "");
                for (MatchResult found : CITED.matcher(text).results().toList()) {
                    if (found.group(1).equals(tables.number())) {
                        citations.computeIfAbsent(name, each -> new TreeSet<>())
                                .addAll(List.of(found.group(2).split(BETWEEN)));
                    }
                }
            }
        }
        String prefix = "RFC " + tables.number() + " ";
        for (Fault fault : Fault.values()) {
            if (fault.section().startsWith(prefix)) {
                citations.computeIfAbsent(Fault.class.getName(), each -> new TreeSet<>())
                        .add(fault.section().substring(prefix.length()));
            }
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
