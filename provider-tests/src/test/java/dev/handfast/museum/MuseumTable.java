package dev.handfast.museum;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Prints a line for each {@link PublishedAttack} that was tried: attack, kind, victim, what it does, tests and outcome.
 *
 * <p>It is registered as a service of JUnit's, and also writes {@code target/museum.md}. Where several JVMs share the
 * tests, each has a table and a file ({@code museum-2.md} and so on) of what it tried.
 */
public final class MuseumTable implements TestExecutionListener {

    private final Map<String, Exhibit> exhibits = new ConcurrentHashMap<>();

    @Override
    public void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
        boolean failed = result.getStatus() != TestExecutionResult.Status.SUCCESSFUL;
        for (PublishedAttack attack : attacks(identifier)) {
            exhibit(attack).add(identifier.isTest() ? 1 : 0, failed, false);
        }
    }

    @Override
    public void executionSkipped(TestIdentifier identifier, String reason) {
        for (PublishedAttack attack : attacks(identifier)) {
            exhibit(attack).add(0, false, true);
        }
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        if (exhibits.isEmpty()) {
            return;
        }
        Map<String, Exhibit> sorted = new TreeMap<>(Comparator.comparing((String id) -> exhibits.get(id).attack.kind())
                .thenComparing(Comparator.naturalOrder()));
        sorted.putAll(exhibits);
        StringBuilder table = new StringBuilder("| attack | kind | victim | what it does | tests | outcome |\n"
                + "|---|---|---|---|---|---|\n");
        sorted.values().forEach(exhibit -> table.append(exhibit.row()).append('\n'));
        long survived = sorted.values().stream().filter(exhibit -> exhibit.outcome().equals("survived")).count();
        table.append('\n').append(survived).append(" of ").append(sorted.size()).append(" attacks survived\n");
        print(table.toString());
    }

    private static String file() {
        String jvm = System.getProperty("surefire.forkNumber", "1");
        return jvm.equals("1") ? "museum.md" : "museum-" + jvm + ".md";
    }

    private static void print(String table) {
        PrintStream out = System.out;
        out.println(table);
        Path target = Path.of(System.getProperty("basedir", ""), "target");
        try {
            Files.createDirectories(target);
            Files.writeString(target.resolve(file()), table);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Exhibit exhibit(PublishedAttack attack) {
        return exhibits.computeIfAbsent(attack.id(), id -> new Exhibit(attack));
    }

    private static PublishedAttack[] attacks(TestIdentifier identifier) {
        return identifier.getSource().filter(MethodSource.class::isInstance).map(MethodSource.class::cast)
                .map(source -> source.getJavaMethod().getAnnotationsByType(PublishedAttack.class))
                .orElse(new PublishedAttack[0]);
    }

    /** What became of one attack, over all tests that try it. */
    private static final class Exhibit {

        private final PublishedAttack attack;
        private int tests;
        private boolean failed;
        private boolean skipped;

        private Exhibit(PublishedAttack attack) {
            this.attack = attack;
        }

        private void add(int more, boolean hasFailed, boolean wasSkipped) {
            tests += more;
            failed |= hasFailed;
            skipped |= wasSkipped;
        }

        private String outcome() {
            return failed ? "BROKEN" : skipped || tests == 0 ? "not run" : "survived";
        }

        private String row() {
            return "| " + attack.id() + " | " + attack.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ') + " | "
                    + attack.victim() + " | " + attack.what() + " | " + tests + " | " + outcome() + " |";
        }
    }
}
