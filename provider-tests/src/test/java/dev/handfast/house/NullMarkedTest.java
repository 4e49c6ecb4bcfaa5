package dev.handfast.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * NullAway looks at packages whose package-info says {@code @NullMarked}, and at no others: where one does not, whoever
 * forgets a check there is told by a NullPointerException in a handshake.
 */
@Tag("unit")
class NullMarkedTest {

    private static final Path SOURCES = Path.of("../provider/src/main/java");

    /** The annotation where it counts: on the package, not in a comment. */
    private static final Pattern MARKED = Pattern.compile("^@NullMarked\\s+package ", Pattern.MULTILINE);

    /** Packages that are still to be marked. */
    private static final Set<String> LEFT = Set.of(
            "dev.handfast.jsse", "dev.handfast.jsse.config", "dev.handfast.jsse.context", "dev.handfast.jsse.engine",
            "dev.handfast.jsse.keys", "dev.handfast.jsse.pkix", "dev.handfast.jsse.socket", "dev.handfast.jsse.staple",
            "dev.handfast.jsse.trust");

    @Test
    void allPackagesAre() throws IOException {
        Set<String> unmarked = new TreeSet<>();
        List<Path> packages = packages();
        for (Path directory : packages) {
            Path info = directory.resolve("package-info.java");
            if (!Files.exists(info) || !MARKED.matcher(Files.readString(info)).find()) {
                unmarked.add(SOURCES.relativize(directory).toString().replace('/', '.'));
            }
        }
        assertEquals(Set.of(), without(unmarked, LEFT), "not marked");
        assertEquals(Set.of(), without(LEFT, unmarked), "marked meanwhile: not left to be");
        assertTrue(packages.size() > 40, packages::toString);
    }

    private static Set<String> without(Set<String> all, Set<String> others) {
        Set<String> rest = new TreeSet<>(all);
        rest.removeAll(others);
        return rest;
    }

    private static List<Path> packages() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java") && !file.endsWith("module-info.java"))
                    .map(Path::getParent).distinct().sorted().toList();
        }
    }
}
