package dev.handfast.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Carries the reason for an "n/a" from the JVM that JMH forks to {@link Ratios}: JMH itself hands back only results. A
 * file named by the system property {@value #PROPERTY}; without the property, notes are dropped and the exception that
 * goes with each tells the same.
 */
final class Notes {

    static final String PROPERTY = "handfast.bench.notes";

    private Notes() {}

    /** Adds a line. */
    static void add(String line) {
        String file = System.getProperty(PROPERTY);
        if (file == null) {
            return;
        }
        try {
            Files.writeString(Path.of(file), line.replace('\n', ' ') + System.lineSeparator(),
                    StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
