package dev.handfast.museum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.support.ReflectionSupport;

/** The document lists the attacks that are tried, with their tests, and no others. */
@Tag("unit")
class MuseumDocumentTest {

    private static final Path BASE = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    private static final String HEAD = "| attack | kind | victim | what it does | tried by |";

    @Test
    void theDocumentListsWhatIsTried() throws IOException {
        List<String> expected = rows();
        assertTrue(expected.size() >= 90, "attacks that are tried: " + expected.size());
        Path made = BASE.resolve("target/museum-rows.md");
        Files.write(made, expected);
        List<String> lines = Files.readAllLines(BASE.resolveSibling("provider/docs/VULNERABILITIES.md"));
        int head = lines.indexOf(HEAD);
        assertTrue(head >= 0, "VULNERABILITIES.md has the table " + HEAD);
        List<String> written = lines.subList(head + 2, lines.size()).stream().takeWhile(line -> line.startsWith("|"))
                .toList();
        assertEquals(String.join("\n", expected), String.join("\n", written),
                "the rows as they should be are in " + made);
    }

    private static List<String> rows() {
        Map<String, PublishedAttack> attacks = new HashMap<>();
        Map<String, Map<String, List<String>>> tests = new HashMap<>();
        for (Class<?> type : ReflectionSupport.findAllClassesInPackage("dev.handfast", c -> true, name -> true)) {
            for (Method method : type.getDeclaredMethods()) {
                for (PublishedAttack attack : method.getAnnotationsByType(PublishedAttack.class)) {
                    PublishedAttack other = attacks.putIfAbsent(attack.id(), attack);
                    assertTrue(other == null || other.equals(attack), attack.id() + " is described twice: " + other);
                    tests.computeIfAbsent(attack.id(), id -> new TreeMap<>())
                            .computeIfAbsent(source(type), file -> new ArrayList<>()).add(method.getName());
                }
            }
        }
        return attacks.values().stream().sorted(Comparator.comparing(PublishedAttack::kind)
                .thenComparing(PublishedAttack::id)).map(attack -> row(attack, tests.get(attack.id()))).toList();
    }

    private static String row(PublishedAttack attack, Map<String, List<String>> tests) {
        String where = tests.entrySet().stream().map(file -> "`" + file.getKey() + "` ("
                + file.getValue().stream().sorted().collect(Collectors.joining(", ")) + ")")
                .collect(Collectors.joining(", "));
        return "| " + attack.id() + " | " + attack.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ') + " | "
                + attack.victim() + " | " + attack.what() + " | " + where + " |";
    }

    private static String source(Class<?> type) {
        return type.getName().replaceFirst("dev\\.handfast\\.", "").replaceFirst("\\$.*", "").replace('.', '/')
                + ".java";
    }
}
