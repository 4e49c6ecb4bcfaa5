package dev.handfast.jsse.stores;

import dev.handfast.wire.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Says why a file that an operator has named cannot be read, before anybody tries. */
public final class FileFault {

    private FileFault() {
    }

    /** What is wrong with a file; null where it can be opened and is not empty. */
    public static String of(Path file) {
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
