package dev.handfast.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * What takes many arguments takes them by name. Who calls a method with a row of values or of true and false sees from
 * neither the call nor the compiler that two are swapped.
 */
@Tag("unit")
class ShapesTest {

    private static final int MAX_PARAMETERS = 7;
    private static final int MAX_FLAGS = 2;

    /** Records that are wider, and in which classes alone they are made: of parts with names, or as they are read. */
    private static final Map<String, Set<String>> MADE_IN = Map.of(
            "dev.handfast.handshake.HandshakeConfig", Set.of("HandshakeConfigBuilder"),
            "dev.handfast.handshake.HandshakeConfig.Extensions", Set.of("HandshakeConfigBuilder"),
            "dev.handfast.handshake.HandshakeConfig.Compatibility", Set.of("HandshakeConfigBuilder"),
            "dev.handfast.session.Resumption", Set.of("Resumption"),
            "dev.handfast.jsse.props.DisabledRules.Rule", Set.of("DisabledRules"),
            "dev.handfast.pki.cert.CertFields", Set.of("CertReader"),
            "dev.handfast.pki.cert.Crl.Fields", Set.of("CrlReader"),
            "dev.handfast.pki.cert.OcspResponse", Set.of("OcspReader", "OcspResponse"));

    /** Methods and constructors that are wider, and why. */
    private static final Map<String, String> WIDER = Map.ofEntries(
            Map.entry("dev.handfast.crypto.RecordSealer.seal", "arrays with offsets; an object would be one a record"),
            Map.entry("dev.handfast.crypto.RecordOpener.open", "arrays with offsets; an object would be one a record"),
            Map.entry("dev.handfast.crypto.jca.JcaAead.seal", "RecordSealer's"),
            Map.entry("dev.handfast.crypto.jca.JcaAead.open", "RecordOpener's"),
            Map.entry("dev.handfast.crypto.jca.JcaCcm.seal", "RecordSealer's"),
            Map.entry("dev.handfast.crypto.jca.JcaCcm.open", "RecordOpener's"),
            Map.entry("dev.handfast.crypto.curve.Field25519.reduce", "the limbs of a number, kept in registers"),
            Map.entry("dev.handfast.crypto.curve.ProductP256.reduce", "the limbs of a number, kept in registers"),
            Map.entry("dev.handfast.crypto.curve.ProductP256.reduceRest", "the limbs of a number, kept in registers"),
            Map.entry("dev.handfast.jsse.keys.KeySearch.<init>", "no two are of one type, and one class calls it"),
            Map.entry("dev.handfast.jsse.session.SessionImpl.<init>", "what stays of a session; no flags"));

    private static List<CompilationUnitTree> provider;
    private static List<CompilationUnitTree> tests;

    @BeforeAll
    static void parse() throws IOException {
        provider = parse(Path.of("../provider/src/main/java"));
        tests = parse(Path.of("src/test/java"));
        assertFalse(provider.isEmpty() || tests.isEmpty());
    }

    @Test
    void manyArgumentsHaveNames() {
        Set<String> wide = new TreeSet<>();
        for (CompilationUnitTree unit : provider) {
            wide.addAll(wide(unit).keySet());
        }
        Set<String> known = new TreeSet<>(WIDER.keySet());
        known.addAll(MADE_IN.keySet());
        Set<String> gone = new TreeSet<>(known);
        gone.removeAll(wide);
        wide.removeAll(known);
        assertEquals(Set.of(), wide, "give them names, or say here why not");
        assertEquals(Set.of(), gone, "need no mention any more");
    }

    @Test
    void wideRecordsAreMadeInOnePlace() {
        Map<String, Integer> parts = new TreeMap<>();
        provider.forEach(unit -> parts.putAll(wide(unit)));
        List<String> others = new ArrayList<>();
        MADE_IN.forEach((name, makers) -> {
            Set<String> found = new TreeSet<>();
            Stream.concat(provider.stream(), tests.stream()).forEach(unit -> {
                if (makes(unit, name, parts.get(name))) {
                    found.add(className(unit));
                }
            });
            if (!found.equals(makers)) {
                others.add(name + " is made in " + found);
            }
        });
        assertEquals(List.of(), others);
    }

    @Test
    void theScanFindsWhatItLooksFor() {
        CompilationUnitTree own = tests.stream().filter(unit -> className(unit).equals("ShapesTest")).findFirst()
                .orElseThrow();
        String prefix = "dev.handfast.house.ShapesTest.";
        assertEquals(Map.of(prefix + "Flagged", 3, prefix + "Wide.<init>", 8, prefix + "Wide.method", 3), wide(own));
        assertTrue(makes(own, prefix + "Flagged", 3));
        assertFalse(makes(own, prefix + "Flagged", 4));
    }

    private record Flagged(boolean one, boolean two, boolean three) {

        static final Flagged NONE = new Flagged(false, false, false);
    }

    @SuppressWarnings({"unused", "UnusedNestedClass"}) // It is read, not called.
    private static final class Wide {

        Wide(int a, int b, int c, int d, int e, int f, int g, int h) {
        }

        static Flagged method(boolean one, boolean two, boolean three) {
            return Flagged.NONE;
        }
    }

    /** What has too many parameters or flags in a row, with the number of its parameters; records by their name. */
    private static Map<String, Integer> wide(CompilationUnitTree unit) {
        Map<String, Integer> found = new TreeMap<>();
        new TreeScanner<Void, String>() {
            @Override
            public Void visitClass(ClassTree type, String outer) {
                String name = outer + "." + type.getSimpleName();
                boolean isRecord = type.getKind() == Tree.Kind.RECORD;
                if (isRecord) {
                    note(name, type.getMembers().stream().filter(VariableTree.class::isInstance)
                            .map(VariableTree.class::cast)
                            .filter(field -> !field.getModifiers().getFlags().contains(Modifier.STATIC)).toList());
                }
                for (Tree member : type.getMembers()) {
                    // A record's compact constructor has the parameters of the record.
                    boolean repeats = isRecord && member instanceof MethodTree method
                            && method.getName().contentEquals("<init>");
                    if (member instanceof MethodTree method && !repeats) {
                        note(name + "." + method.getName(), method.getParameters());
                    }
                }
                return super.visitClass(type, name);
            }

            private void note(String name, List<? extends VariableTree> parameters) {
                int flags = 0;
                int most = 0;
                for (VariableTree parameter : parameters) {
                    flags = "boolean".equals(String.valueOf(parameter.getType())) ? flags + 1 : 0;
                    most = Math.max(most, flags);
                }
                if (parameters.size() > MAX_PARAMETERS || most > MAX_FLAGS) {
                    found.merge(name, parameters.size(), Math::max);
                }
            }
        }.scan(unit, unit.getPackageName().toString());
        return found;
    }

    /** Whether a record with this name and number of parts is made by {@code new}. */
    private static boolean makes(CompilationUnitTree unit, String record, int parts) {
        String simple = record.substring(record.lastIndexOf('.') + 1);
        boolean[] made = new boolean[1];
        new TreeScanner<Void, Void>() {
            @Override
            public Void visitNewClass(NewClassTree call, Void nothing) {
                String type = call.getIdentifier().toString();
                made[0] |= call.getArguments().size() == parts && (type.equals(simple) || type.endsWith("." + simple));
                return super.visitNewClass(call, null);
            }
        }.scan(unit, null);
        return made[0];
    }

    private static String className(CompilationUnitTree unit) {
        return Path.of(unit.getSourceFile().toUri()).getFileName().toString().replace(".java", "");
    }

    private static List<CompilationUnitTree> parse(Path root) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> all = Files.walk(root)) {
            List<Path> sources = all.filter(path -> path.toString().endsWith(".java")
                    && !path.endsWith("module-info.java")).toList();
            JavacTask task = (JavacTask) compiler.getTask(null, files, null, List.of(), null,
                    files.getJavaFileObjectsFromPaths(sources));
            List<CompilationUnitTree> units = new ArrayList<>();
            task.parse().forEach(units::add);
            return units;
        }
    }
}
