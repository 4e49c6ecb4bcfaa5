package dev.handfast.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The key log's file (RFC 9850 section 2). */
@Tag("unit")
class KeyLogFileTest {

    @TempDir
    private Path directory;

    @Test
    void writesALineForEachSecret() throws IOException {
        Path path = directory.resolve("keys");
        byte[] random = new byte[32];
        random[0] = (byte) 0xab;
        try (KeyLogFile log = new KeyLogFile(path)) {
            log.secret(KeyLog.CLIENT_RANDOM, random, new byte[] {1, (byte) 0xff});
        }
        try (KeyLogFile log = new KeyLogFile(path)) {
            log.secret(KeyLog.EXPORTER_SECRET, random, new byte[] {2});
        }
        String hex = "ab" + "00".repeat(31);
        assertEquals("CLIENT_RANDOM " + hex + " 01ff\nEXPORTER_SECRET " + hex + " 02\n", Files.readString(path));
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "no POSIX permissions")
    void onlyItsOwnerMayReadIt() throws IOException {
        Path path = directory.resolve("keys");
        new KeyLogFile(path).close();
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    }

    @Test
    void threadsDoNotMixTheirLines()
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        Path path = directory.resolve("keys");
        int lines = 500;
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (KeyLogFile log = new KeyLogFile(path)) {
            List<Future<?>> runs = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                byte id = (byte) thread;
                runs.add(threads.submit(() -> {
                    for (int i = 0; i < lines; i++) {
                        log.secret("L", new byte[] {id, (byte) (i >> 8), (byte) i}, new byte[48]);
                    }
                }));
            }
            for (Future<?> run : runs) {
                run.get(30, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        Set<String> seen = new HashSet<>();
        for (String line : Files.readAllLines(path)) {
            assertTrue(line.matches("L [0-9a-f]{6} 0{96}"), line);
            assertTrue(seen.add(line), line);
        }
        assertEquals(4 * lines, seen.size());
    }

    @Test
    void aLogThatCannotBeWrittenEndsNothing() throws IOException {
        Path path = directory.resolve("keys");
        KeyLogFile log = new KeyLogFile(path);
        log.close();
        List<LogRecord> told = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                told.add(line);
            }

            @Override
            public void flush() {
                // nothing is held back
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
        Logger logger = Logger.getLogger(KeyLogFile.class.getName());
        logger.addHandler(handler);
        try {
            log.secret("L", new byte[1], new byte[] {1, 2, 3});
            log.secret("L", new byte[1], new byte[] {1, 2, 3});
        } finally {
            logger.removeHandler(handler);
        }
        assertEquals("", Files.readString(path));
        assertEquals(1, told.size(), "reported once");
        assertEquals(Level.WARNING, told.get(0).getLevel());
        assertFalse(told.get(0).getMessage().contains("010203"), told.get(0).getMessage());
    }
}
