package dev.handfast.tls;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

import javax.net.ssl.ManagerFactoryParameters;

/**
 * Files that are followed while connections use what is in them. They are looked at when a connection needs them, at
 * most once an interval; no thread waits for changes. A new state is taken whole, or not at all: until it can be used
 * the last good one stays, the log says once what is wrong, and the files are looked at again.
 *
 * <p>Managers of sources that are equal share one follower, so that many contexts read a file once. Immutable.
 */
public abstract sealed class LiveSource implements ManagerFactoryParameters permits LiveIdentities, LiveTrust {

    /**
     * How often files are looked at, unless something else is set: a second. A change shall be seen within two, of
     * which the second leaves one to read what has changed.
     */
    public static final Duration INTERVAL = Duration.ofSeconds(1);

    /** One object, so that sources without a listener are equal. */
    @SuppressWarnings("UnnecessaryLambda")
    private static final Consumer<LiveEvent> NOBODY = event -> {};

    private final Form form;
    private final List<Path> files;
    private final @Nullable String storeType;
    private final Duration interval;
    private final Consumer<LiveEvent> listener;
    private final char @Nullable [] password;

    /** What the files are. */
    public enum Form {
        /** One file of a key store: JKS, PKCS12 or PEM, or of a type that the JVM has. */
        KEY_STORE,
        /** One file of PEM, or two: certificates, and the private key. */
        PEM,
        /** All files of a directory. */
        DIRECTORY
    }

    LiveSource(Form form, List<Path> files, @Nullable String storeType, char @Nullable [] password) {
        this.form = form;
        this.files = List.copyOf(files);
        this.storeType = storeType;
        this.password = password == null ? null : password.clone();
        this.interval = INTERVAL;
        this.listener = NOBODY;
    }

    /** The same with another interval and listener. */
    LiveSource(LiveSource other, Duration interval, Consumer<LiveEvent> listener) {
        form = other.form;
        files = other.files;
        storeType = other.storeType;
        password = other.password;
        this.interval = interval;
        this.listener = listener;
    }

    /** The interval, if it is one. */
    static Duration checked(Duration interval) {
        if (interval.isNegative() || interval.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("the interval is negative or longer than a day: " + interval);
        }
        return interval;
    }

    /**
     * What the files are.
     *
     * @return never null
     */
    public Form form() {
        return form;
    }

    /**
     * The file, the two files, or the directory.
     *
     * @return unmodifiable
     */
    public List<Path> files() {
        return files;
    }

    /**
     * The type of the key store.
     *
     * @return null if it is known by its content, or the files are not of a key store
     */
    public @Nullable String storeType() {
        return storeType;
    }

    /**
     * What opens the key store and its keys, or the encrypted keys in PEM. It is secret.
     *
     * @return a copy; null for none
     */
    public char @Nullable [] password() {
        return password == null ? null : password.clone();
    }

    /**
     * How long to wait until the files are looked at again.
     *
     * @return from zero to a day
     */
    public Duration interval() {
        return interval;
    }

    /**
     * Who is told what becomes of the files.
     *
     * @return never null
     */
    public Consumer<LiveEvent> listener() {
        return listener;
    }

    /** Whether another follows the same files in the same way, and tells the same listener. */
    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof LiveSource source && getClass() == source.getClass() && form == source.form
                && files.equals(source.files) && Objects.equals(storeType, source.storeType)
                && Arrays.equals(password, source.password) && interval.equals(source.interval)
                && listener.equals(source.listener);
    }

    @Override
    public final int hashCode() {
        return Objects.hash(form, files, storeType, interval);
    }

    /** The files: no password. */
    @Override
    public final String toString() {
        return getClass().getSimpleName() + files;
    }
}
