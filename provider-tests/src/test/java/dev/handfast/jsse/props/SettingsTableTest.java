package dev.handfast.jsse.props;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.tls.PkiRules;
import dev.handfast.tls.TlsContextBuilder;
import dev.handfast.tls.TlsParameters;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The table of settings names every property, method of the builder and setter that there is, with its default. */
@Tag("contract")
class SettingsTableTest {

    private static final Pattern NAME = Pattern.compile("`([\\w.]+)`");

    /** Properties as the code reads them: a name, and a number, flag or constant by default. */
    private static final Pattern READ = Pattern.compile(
            "\"(handfast\\.[\\w.]+)\", (true|false|[A-Z_]+|\\d[\\d_]*(?: << \\d+)?)[,)]");

    /** They name files and stores; methods are given sources of them. */
    private static final Set<String> NAMING = Set.of("handfast.keys.reload", "handfast.session.jcache",
            "handfast.session.jcacheUri", "handfast.session.ticketSecretFile");

    private record Row(String setting, String property, String builder, String parameters, String byDefault) {
    }

    private static List<Row> table() throws IOException {
        String text = Files.readString(Path.of("../provider/docs/API.md"));
        List<Row> rows = new ArrayList<>();
        for (String line : text.substring(text.indexOf("\n## Settings")).lines().toList()) {
            String[] cells = line.split("\\|", -1);
            if (cells.length == 7 && !cells[1].contains("---") && !cells[1].trim().equals("setting")) {
                rows.add(new Row(cells[1].trim(), cells[2], cells[3], cells[4], cells[5].trim()));
            }
        }
        assertTrue(rows.size() > 20, "rows: " + rows.size());
        return rows;
    }

    private static Set<String> names(Stream<String> cells) {
        return cells.flatMap(cell -> NAME.matcher(cell).results()).map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> methods(Class<?> type, Predicate<Method> which) {
        return Arrays.stream(type.getDeclaredMethods()).filter(method -> Modifier.isPublic(method.getModifiers()))
                .filter(which).map(Method::getName).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyPropertyOfOursIsThere() throws IOException {
        Set<String> named = names(table().stream().map(Row::property));
        named.removeIf(name -> !name.startsWith("handfast."));
        assertEquals(new TreeSet<>(KnownProperties.NAMES), named);
    }

    /** {@code handfast.<topic>.<name>}. */
    @Test
    void everyPropertyOfOursHasATopic() {
        for (String name : KnownProperties.NAMES) {
            assertTrue(name.matches("handfast\\.(debug|keys|pki|session)\\.[\\w.]+"), name);
        }
    }

    /** A setting is called the same on every level, but where a property names what a method is given itself. */
    @Test
    void aSettingHasOneWord() throws IOException {
        Set<String> compared = new TreeSet<>();
        for (Row row : table()) {
            Set<String> methods = names(Stream.of(row.builder()));
            Set<String> properties = names(Stream.of(row.property()));
            properties.removeIf(name -> !name.startsWith("handfast.") || NAMING.contains(name));
            for (String property : methods.isEmpty() ? Set.<String>of() : properties) {
                assertTrue(methods.contains(word(property)), () -> property + " is not called so by " + methods);
                compared.add(property);
            }
        }
        assertTrue(compared.contains("handfast.session.label"), compared::toString);
    }

    /** The last part of a property's name, behind its topic; of parts of parts one word. */
    private static String word(String property) {
        String[] parts = property.split("\\.");
        StringBuilder word = new StringBuilder(parts[2]);
        for (int i = 3; i < parts.length; i++) {
            word.append(Character.toUpperCase(parts[i].charAt(0))).append(parts[i].substring(1));
        }
        return word.toString();
    }

    @Test
    void everyMethodOfTheBuilderIsThere() throws IOException {
        Set<String> all = methods(TlsContextBuilder.class, method -> method.getReturnType() == TlsContextBuilder.class);
        all.addAll(rules());
        assertEquals(all, names(table().stream().map(Row::builder)));
    }

    /** What can be said of one context's certificates is all that properties can, but for a bound of the process. */
    @Test
    void everyPropertyOfPathsIsARule() {
        Set<String> words = KnownProperties.NAMES.stream().filter(name -> name.startsWith("handfast.pki."))
                .map(SettingsTableTest::word).collect(Collectors.toCollection(TreeSet::new));
        words.remove("maxRsaKeySize");
        assertEquals(words, rules());
    }

    private static Set<String> rules() {
        return methods(PkiRules.class, method -> method.getName().startsWith("with")).stream()
                .map(name -> Character.toLowerCase(name.charAt(4)) + name.substring(5))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everySetterOfParametersIsThere() throws IOException {
        Set<String> named = names(table().stream().map(Row::parameters));
        assertTrue(named.containsAll(methods(TlsParameters.class, method -> method.getName().startsWith("set"))),
                named::toString);
        for (String setter : named) {
            assertTrue(Arrays.stream(TlsParameters.class.getMethods()).map(Method::getName).anyMatch(setter::equals),
                    setter);
        }
    }

    @Test
    void defaultsAreThoseOfTheCode() throws IOException {
        int compared = 0;
        List<Path> sources;
        try (Stream<Path> files = Files.walk(Path.of("../provider/src/main/java"))) {
            sources = files.filter(path -> path.toString().endsWith(".java")).toList();
        }
        for (Path file : sources) {
            String source = Files.readString(file);
            for (MatchResult read : READ.matcher(source).results().toList()) {
                String expected = value(read.group(2), source);
                Row row = table().stream().filter(each -> names(Stream.of(each.property())).contains(read.group(1)))
                        .findFirst().orElseThrow(() -> new AssertionError(read.group(1) + " has no row"));
                if (expected != null) {
                    assertEquals(expected, row.byDefault(), read.group(1));
                    compared++;
                }
            }
        }
        assertTrue(compared >= 9, "defaults compared: " + compared);
        TlsParameters fresh = new TlsParameters();
        assertEquals(null, fresh.getMaxEarlyData());
        assertEquals(null, fresh.getOffersEarlyData());
    }

    /** A number or flag; of a constant the value that its file gives it, or null if that is none. */
    private static String value(String written, String source) {
        String text = written;
        if (text.matches("[A-Z_]+")) {
            Matcher constant = Pattern.compile("\\b" + text + " = ([^;]+);").matcher(source);
            text = constant.find() ? constant.group(1) : "";
        }
        String plain = text.replace("_", "");
        String[] shifted = plain.split(" << ");
        return shifted.length == 2 ? String.valueOf(Long.parseLong(shifted[0]) << Long.parseLong(shifted[1]))
                : plain.matches("true|false|\\d+") ? plain : null;
    }
}
