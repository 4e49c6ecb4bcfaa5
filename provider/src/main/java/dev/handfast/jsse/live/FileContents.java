package dev.handfast.jsse.live;

import dev.handfast.jsse.certs.PathEngine;
import dev.handfast.jsse.stores.FileFault;
import dev.handfast.jsse.stores.KeyStoreContent;
import dev.handfast.wire.Bytes;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.Printable;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The content of files that were read together, or why one could not be. It may hold private keys: wipe it. */
final class FileContents implements AutoCloseable {

    /** The largest file: as for key stores of PEM. */
    private static final int MAX_BYTES = KeyStoreContent.MAX_PEM_BYTES;
    /** All files of a directory together, in bytes: a thousand identities have some megabytes. */
    private static final int MAX_TOTAL = 4 * MAX_BYTES;

    private final @Nullable String failure;
    private final Map<Path, byte[]> contents = new LinkedHashMap<>();
    private final Map<Path, String> faults = new LinkedHashMap<>();

    private FileContents(@Nullable String failure) {
        this.failure = failure;
    }

    /** Opens a file. */
    interface Opening {
        InputStream open(Path file) throws IOException;
    }

    /** Reads all files. */
    static FileContents read(FileStamps stamps) {
        return read(stamps, Files::newInputStream);
    }

    /** Reads all files, opened by this; if it throws what is no fault of a file, what was read before is wiped. */
    static FileContents read(FileStamps stamps, Opening opening) {
        FileContents made = new FileContents(stamps.failure());
        try {
            made.readAll(stamps, opening);
            return made;
        } catch (Throwable e) {
            made.close();
            throw e;
        }
    }

    private void readAll(FileStamps stamps, Opening opening) {
        int room = MAX_TOTAL;
        for (Path file : stamps.byFile().keySet()) {
            if (FileFault.isNoStorage(file)) {
                faults.put(file, FileFault.NO_STORAGE);
                continue;
            }
            try (InputStream in = opening.open(file)) {
                byte[] content = in.readNBytes(Math.min(MAX_BYTES, room) + 1);
                contents.put(file, content);
                room -= Math.min(room, content.length);
                if (content.length > MAX_BYTES) {
                    faults.put(file, "it is larger than " + MAX_BYTES + " bytes");
                } else if (room == 0) {
                    faults.put(file, "it and those before it are larger than " + MAX_TOTAL + " bytes");
                } else if (content.length == 0) {
                    faults.put(file, "the file is empty");
                }
            } catch (IOException e) {
                String known = FileFault.of(file);
                faults.put(file, known == null ? Printable.of(e) : known);
            }
        }
    }

    /** Why it is not known which files there are; null if it is. */
    @Nullable
    String failure() {
        return failure;
    }

    /** The files. */
    List<Path> files() {
        List<Path> all = new ArrayList<>(contents.keySet());
        faults.keySet().stream().filter(file -> !contents.containsKey(file)).forEach(all::add);
        return all;
    }

    /** What is in a file; it is wiped with this. */
    byte[] of(Path file) throws Unusable {
        String fault = faults.get(file);
        byte[] content = contents.get(file);
        if (fault != null || content == null) {
            throw new Unusable(file, fault == null ? "there is no such file" : fault, "Write the whole file under"
                    + " another name, readable for this process, and rename it");
        }
        return content;
    }

    /** What all of it can be known by: digests, with names and faults. */
    Opaque digest() {
        StringBuilder all = new StringBuilder(String.valueOf(failure));
        for (Path file : files()) {
            all.append('\n').append(file).append('\n').append(faults.getOrDefault(file, "")).append('\n')
                    .append(Bytes.hex(sha256(contents.getOrDefault(file, Bytes.NONE)).toBytes()));
        }
        return Opaque.adopt(all.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static Opaque sha256(byte[] bytes) {
        return PathEngine.digest("SHA-256", Opaque.adopt(bytes));
    }

    @Override
    public void close() {
        contents.values().forEach(Bytes::wipe);
    }
}
