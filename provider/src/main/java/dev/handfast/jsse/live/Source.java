package dev.handfast.jsse.live;

import dev.handfast.tls.HeldCertificate;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What is in files of one kind.
 *
 * @param <T> a state of it, immutable
 */
interface Source<T> {

    /**
     * A look at the content.
     *
     * @param state what is to be used from now on; null if what was used before stays
     * @param problems what is wrong, a line each, with the file and what to do
     * @param retryAt when the same content may have become good: milliseconds since 1970
     */
    record Reading<T>(@Nullable T state, List<String> problems, long retryAt) {

        /** Nothing but a problem. */
        static <T> Reading<T> of(Unusable problem) {
            return new Reading<>(null, List.of(problem.text()), problem.retryAt());
        }
    }

    /** The files there are now, whether they can be read or not. */
    List<Path> files() throws IOException;

    /**
     * Judges what is in the files.
     *
     * @param before what is used; null if this is the first
     * @param settled whether the content is as it was at the last look, so that nobody is in the midst of writing
     * @param now milliseconds since 1970
     */
    Reading<T> read(FileContents contents, @Nullable T before, boolean settled, long now);

    /** The certificates of a state. */
    List<HeldCertificate> held(T state);

    /** Whether it is told of certificates that have ended, rather than that they will. */
    boolean tellsOfEnded();
}
