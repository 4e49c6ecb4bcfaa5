package dev.handfast.jsse.live;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the file system says of files without reading them. Where symbolic links lead is part of it, as Kubernetes
 * changes one of a directory ({@code ..data}) that all files lead through.
 *
 * @param failure why it is not known which files there are; null if it is
 */
record FileStamps(Map<Path, Stamp> byFile, @Nullable String failure) {

    /** The coarsest time of change that file systems in use keep (FAT): two changes within it look like one. */
    private static final long GRANULE_MILLIS = 2000;

    /** Says which files there are now. */
    interface Listing {
        List<Path> files() throws IOException;
    }

    /**
     * One file.
     *
     * @param target where its links lead; null if there is no such file
     * @param changed milliseconds since 1970
     * @param key the file's number; null where the system has none
     */
    record Stamp(@Nullable Path target, long changed, long size, @Nullable Object key) {

        static Stamp of(Path file) {
            try {
                Path target = file.toRealPath();
                BasicFileAttributes read = Files.readAttributes(target, BasicFileAttributes.class);
                return new Stamp(target, read.lastModifiedTime().toMillis(), read.size(), read.fileKey());
            } catch (IOException e) {
                return new Stamp(null, 0, 0, null);
            }
        }
    }

    /** The stamps of files as they are. */
    static FileStamps of(Listing listing) {
        List<Path> files;
        try {
            files = listing.files();
        } catch (IOException e) {
            return new FileStamps(Map.of(), String.valueOf(e.getMessage()));
        }
        Map<Path, Stamp> byFile = new LinkedHashMap<>();
        files.forEach(file -> byFile.put(file, Stamp.of(file)));
        return new FileStamps(byFile, null);
    }

    /**
     * Whether the files may have changed without these having done so: the last change is no older than what the clock
     * of a file system tells, or a file could not be read, which is said of it nowhere here.
     *
     * @param readAt when they were read, milliseconds since 1970
     */
    boolean mayHide(long readAt) {
        return failure != null || byFile.values().stream()
                .anyMatch(stamp -> stamp.target == null || stamp.changed > readAt - GRANULE_MILLIS);
    }
}
