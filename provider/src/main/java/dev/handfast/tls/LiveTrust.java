package dev.handfast.tls;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Authorities to trust, in files that are followed: for {@code TrustManagerFactory.init} of Handfast's factory
 * {@code PKIX}, and {@link TlsContextBuilder#follow}. Files that cannot be used when a manager is made are refused
 * there; later the last good state stays. {@code provider/docs/IDENTITIES.md} says what is checked.
 *
 * <p>A change of the authorities ends the sessions that clients have made before it. Servers put the certificates of
 * clients that resume to the authorities of now.
 */
public final class LiveTrust extends LiveSource {

    private LiveTrust(Form form, List<Path> files, @Nullable String storeType, char @Nullable [] password) {
        super(form, files, storeType, password);
    }

    private LiveTrust(LiveTrust other, Duration interval, Consumer<LiveEvent> listener) {
        super(other, interval, listener);
    }

    /**
     * The certificates of a key store, as a {@code TrustManagerFactory} takes them.
     *
     * @param file a file of a key store; never null
     * @param type such as {@code PKCS12}; null for JKS, PKCS12 or PEM, whichever the file is
     * @param password of the store; copied; null for none
     * @return what follows it each second, and tells nobody
     */
    public static LiveTrust ofKeyStore(Path file, @Nullable String type, char @Nullable [] password) {
        return new LiveTrust(Form.KEY_STORE, List.of(file), type, password);
    }

    /**
     * The certificates of a bundle in PEM.
     *
     * @param file never null
     * @return what follows it each second, and tells nobody
     */
    public static LiveTrust ofPem(Path file) {
        return new LiveTrust(Form.PEM, List.of(file), null, null);
    }

    /**
     * The certificates of all files {@code *.pem}, {@code *.crt} and {@code *.cer} of a directory, in PEM. Names that
     * begin with a dot, other files and directories are passed over.
     *
     * @param directory never null
     * @return what follows it each second, and tells nobody
     */
    public static LiveTrust ofDirectory(Path directory) {
        return new LiveTrust(Form.DIRECTORY, List.of(directory), null, null);
    }

    /**
     * The same, looked at in another rhythm.
     *
     * @param interval how long to wait until the files are looked at again; from zero to a day
     * @return a copy
     * @throws IllegalArgumentException if it is outside these limits
     */
    public LiveTrust withInterval(Duration interval) {
        return new LiveTrust(this, checked(interval), listener());
    }

    /**
     * The same, of which somebody is told.
     *
     * @param told is called by the thread that reads the files, which is one of a handshake's mostly: it should return
     *        soon. What it throws is logged. Never null
     * @return a copy
     */
    public LiveTrust withListener(Consumer<LiveEvent> told) {
        return new LiveTrust(this, interval(), Objects.requireNonNull(told, "no listener"));
    }
}
