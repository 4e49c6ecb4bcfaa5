package dev.handfast.jsse.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.handfast.session.jcache.LogLines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A key log that others can read is warned of, when it is opened. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "no POSIX permissions")
@Tag("contract")
class KeyLogModeTest {

    @TempDir
    private Path directory;

    @Test
    void aFileThatOthersCanReadIsWarnedOf() throws Exception {
        for (String mode : new String[] {"rw-rw-rw-", "rw----r--", "rw-----w-", "rw-rw----", "rw-------", null}) {
            Path file = directory.resolve("log" + mode);
            if (mode != null) {
                Files.setPosixFilePermissions(Files.createFile(file), PosixFilePermissions.fromString(mode));
            }
            try (LogLines lines = new LogLines(KeyLogs.class.getName(), file.toString())) {
                KeyLogs.open(file);
                KeyLogs.open(file);
                boolean open = mode != null && !mode.endsWith("---");
                assertEquals(open ? 1 : 0, lines.count("by every user of this machine"), mode);
                assertEquals(1, lines.count("SECRETS ARE BEING WRITTEN"), mode);
            }
        }
    }
}
