package dev.handfast.jsse.stores;

import dev.handfast.wire.Printable;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** Says why a file that an operator has named cannot be read, before anybody tries. */
public final class FileFault {

    /** Said of {@link #isNoStorage}. */
    public static final String NO_STORAGE = "it is a pipe, a socket or a device";

    private FileFault() {
    }

    /** Whether users other than a file's owner and group can read or write it, as far as the file system knows. */
    public static boolean isOpenToOthers(Path file) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view == null) {
            return false;
        }
        Set<PosixFilePermission> granted = view.readAttributes().permissions();
        return granted.contains(PosixFilePermission.OTHERS_READ) || granted.contains(PosixFilePermission.OTHERS_WRITE);
    }

    /**
     * Whether a file that is to be read again and again is a pipe, a socket or a device: who opens it may wait for
     * ever, and what it gives, it gives once.
     */
    public static boolean isNoStorage(Path file) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).isOther();
        } catch (IOException e) {
            // Who reads it says why.
            return false;
        }
    }

    /** What is wrong with a file; null where it can be opened and is not empty. */
    public static @Nullable String of(Path file) {
        if (!Files.exists(file)) {
            return "there is no such file";
        }
        if (Files.isDirectory(file)) {
            return "it is a directory";
        }
        if (!Files.isReadable(file)) {
            return "this process may not read it";
        }
        try {
            return Files.isRegularFile(file) && Files.size(file) == 0 ? "the file is empty" : null;
        } catch (IOException e) {
            return Printable.of(e);
        }
    }
}
