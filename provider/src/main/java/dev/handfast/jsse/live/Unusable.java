package dev.handfast.jsse.live;

import dev.handfast.tls.LiveSource;
import dev.handfast.wire.Printable;

import java.security.KeyStoreException;
import java.util.List;

/** Content that cannot be used: a line with the file, what is wrong and what to do. */
final class Unusable extends Exception {

    private static final long serialVersionUID = 1L;

    private final long retryAt;

    /** Content that stays unusable until it changes. */
    Unusable(Object file, String what, String cure) {
        this(file, what, cure, Long.MAX_VALUE);
    }

    /** @param retryAt when it may be good, milliseconds since 1970 */
    Unusable(Object file, String what, String cure, long retryAt) {
        super(Printable.message(Printable.text(file) + ": " + what + ". " + cure));
        this.retryAt = retryAt;
    }

    /** All that is wrong with a source that cannot be used at all. */
    Unusable(List<String> problems) {
        super(String.join("; ", problems));
        retryAt = Long.MAX_VALUE;
    }

    /** A key store, or a bundle, that cannot be read. */
    static Unusable unread(Object file, KeyStoreException why) {
        return new Unusable(file, String.valueOf(why.getMessage()),
                "Write it again, whole, under another name, and rename it");
    }

    /** A source of which it is not known which files there are. */
    static Unusable unlisted(LiveSource source, String failure) {
        return new Unusable(source.files().get(0), failure, "Mount or write it again");
    }

    /** The line. */
    String text() {
        return String.valueOf(getMessage());
    }

    long retryAt() {
        return retryAt;
    }
}
