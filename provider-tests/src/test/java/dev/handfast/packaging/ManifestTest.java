package dev.handfast.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The jar's manifest tells OSGi (Core R8, section 3.2) what the classes and the module say. */
@Tag("contract")
class ManifestTest {

    private static final Path CLASSES = Path.of("../provider/target/classes");

    /**
     * Packages of other jars and of the JDK's modules but {@code java.*}, in names of classes (behind the tag and the
     * length of a constant: JVMS section 4.4.7) and in descriptors.
     */
    private static final Pattern NAMED = Pattern
            .compile("(?:\\x01\\x00(?s:.)L?|[^/]L)((?:javax|org|com)(?:/[a-z0-9]+)+)/[A-Z]");

    @Test
    void isABundle() throws IOException {
        Attributes manifest = HandfastJar.manifest().getMainAttributes();
        assertEquals("2", manifest.getValue("Bundle-ManifestVersion"));
        assertEquals("dev.handfast.provider", manifest.getValue("Bundle-SymbolicName"));
        assertEquals(manifest.getValue("Implementation-Version").replace('-', '.'),
                manifest.getValue("Bundle-Version"));
        assertTrue(manifest.getValue("Bundle-Version").matches("\\d+\\.\\d+\\.\\d+(\\.[\\w-]+)?"),
                manifest.getValue("Bundle-Version"));
        assertEquals("osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=17))\"", manifest.getValue("Require-Capability"));
        assertEquals("dev.handfast.tool.Main", manifest.getValue("Main-Class"));
    }

    @Test
    void exportsWhatTheModuleExports() throws IOException {
        ModuleDescriptor module;
        try (var in = Files.newInputStream(CLASSES.resolve("module-info.class"))) {
            module = ModuleDescriptor.read(in);
        }
        assertEquals(module.exports().stream().map(ModuleDescriptor.Exports::source).collect(Collectors.toSet()),
                clauses("Export-Package").keySet());
        clauses("Export-Package").values().forEach(attributes -> assertTrue(
                attributes.contains("version=\"" + bundleVersion() + "\""), attributes::toString));
    }

    /** All that the classes name, and what an application need not bring as optional. */
    @Test
    void importsWhatTheClassesName() throws IOException {
        Map<String, List<String>> imports = clauses("Import-Package");
        assertEquals(named(), imports.keySet());
        imports.forEach((name, attributes) -> {
            boolean optional = name.startsWith("org.bouncycastle.") || name.startsWith("javax.cache")
                    || name.startsWith("org.eclipse.jetty.") || name.startsWith("org.jspecify.");
            assertEquals(optional, attributes.contains("resolution:=optional"), name);
            assertEquals(name.startsWith("org.bouncycastle."), attributes.contains("version=\"[1.70,2)\""), name);
        });
    }

    private static String bundleVersion() {
        try {
            return HandfastJar.manifest().getMainAttributes().getValue("Bundle-Version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Packages of a header with their attributes and directives. */
    private static Map<String, List<String>> clauses(String header) throws IOException {
        Map<String, List<String>> clauses = new TreeMap<>();
        // Commas stand in ranges of versions too
        for (String clause : HandfastJar.manifest().getMainAttributes().getValue(header)
                .split(",(?=([^\"]*\"[^\"]*\")*[^\"]*$)")) {
            String[] parts = clause.split(";");
            assertEquals(null, clauses.put(parts[0], Arrays.asList(parts).subList(1, parts.length)),
                    "twice: " + parts[0]);
        }
        return clauses;
    }

    private static Set<String> named() throws IOException {
        Set<String> named = new TreeSet<>();
        try (Stream<Path> all = Files.walk(CLASSES)) {
            for (Path file : all.filter(path -> path.toString().endsWith(".class")
                    && !path.endsWith("module-info.class")).toList()) {
                String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
                for (MatchResult match : NAMED.matcher(bytes).results().toList()) {
                    named.add(match.group(1).replace('/', '.'));
                }
            }
        }
        return named;
    }
}
