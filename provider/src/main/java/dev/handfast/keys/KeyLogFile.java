package dev.handfast.keys;

import dev.handfast.wire.SafeLog;
import dev.handfast.wire.Bytes;

import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A key log in a file (RFC 9850 section 2): a line for each secret, appended by one write, so that threads and
 * processes may share the file without a lock. Thread-safe.
 *
 * <p>The file is made readable for its owner alone where the file system knows POSIX permissions; one that exists keeps
 * its own. A write that fails is reported once and ends no connection.
 */
public final class KeyLogFile implements KeyLog, AutoCloseable {

    private static final SafeLog LOG = SafeLog.of(KeyLogFile.class);

    private final FileOutputStream out;
    private final Path path;
    private final AtomicBoolean reported = new AtomicBoolean();

    /** Opens a file to append to. */
    public KeyLogFile(Path path) throws IOException {
        this.path = path;
        create(path);
        out = new FileOutputStream(path.toFile(), true);
    }

    @Override
    public void secret(String label, byte[] clientRandom, byte[] secret) {
        byte[] line = (label + ' ' + Bytes.hex(clientRandom) + ' ' + Bytes.hex(secret) + '\n')
                .getBytes(StandardCharsets.US_ASCII);
        try {
            out.write(line);
        } catch (IOException e) {
            if (reported.compareAndSet(false, true)) {
                LOG.log(Level.WARNING, "key log " + path + " cannot be written", e);
            }
        } finally {
            Bytes.wipe(line);
        }
    }

    /** Closes the file. */
    @Override
    public void close() throws IOException {
        out.close();
    }

    private static void create(Path path) throws IOException {
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        try {
            if (posix) {
                Files.createFile(path,
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            } else {
                Files.createFile(path);
            }
        } catch (FileAlreadyExistsException e) {
            LOG.log(Level.DEBUG, "key log {0} exists and is appended to", path);
        }
    }
}
