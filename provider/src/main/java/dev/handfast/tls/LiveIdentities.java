package dev.handfast.tls;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Private keys and certificates to show, in files that are followed: for {@code KeyManagerFactory.init} of Handfast's
 * factory {@code PKIX}, and {@link TlsContextBuilder#follow}. Files that cannot be used when a manager is made are
 * refused there; later the last good state stays. {@code provider/docs/IDENTITIES.md} says what is checked.
 *
 * <p>A handshake shows a certificate of one state of the files and signs with the key of the same. Connections go on,
 * and sessions are resumed, unless what they were made under is held under no name any more.
 */
public final class LiveIdentities extends LiveSource {

    private LiveIdentities(Form form, List<Path> files, @Nullable String storeType, char @Nullable [] password) {
        super(form, files, storeType, password);
    }

    private LiveIdentities(LiveIdentities other, Duration interval, Consumer<LiveEvent> listener) {
        super(other, interval, listener);
    }

    /**
     * The keys of a key store.
     *
     * @param file a file of a key store; never null
     * @param type such as {@code PKCS12}; null for JKS, PKCS12 or PEM, whichever the file is
     * @param password of the store and of its keys; copied; null for none
     * @return what follows it each second, and tells nobody
     */
    public static LiveIdentities ofKeyStore(Path file, @Nullable String type, char @Nullable [] password) {
        return new LiveIdentities(Form.KEY_STORE, List.of(file), type, password);
    }

    /**
     * A private key and its certificates in one file of PEM.
     *
     * @param file never null
     * @param password of the key; copied; null for none
     * @return what follows it each second, and tells nobody
     */
    public static LiveIdentities ofPem(Path file, char @Nullable [] password) {
        return new LiveIdentities(Form.PEM, List.of(file), null, password);
    }

    /**
     * Certificates and their private key in two files of PEM.
     *
     * @param certificates the key's own and those of its issuers; never null
     * @param key the private key: PKCS#8, PKCS#1 or SEC 1; never null
     * @param password of the key; copied; null for none
     * @return what follows them each second, and tells nobody
     */
    public static LiveIdentities ofPem(Path certificates, Path key, char @Nullable [] password) {
        return new LiveIdentities(Form.PEM, List.of(certificates, key), null, password);
    }

    /**
     * All identities of a directory: {@code NAME.key} with {@code NAME.crt}, {@code NAME.pem} or {@code NAME.cer}
     * (Kubernetes mounts {@code tls.key} and {@code tls.crt}), {@code privkey.pem} with {@code fullchain.pem}, other
     * files {@code *.pem} that have a private key, and key stores {@code *.p12}, {@code *.pfx} and {@code *.jks}.
     * Names that begin with a dot, other files and directories are passed over.
     *
     * @param directory never null
     * @param password of all keys and key stores that have one; copied; null for none
     * @return what follows it each second, and tells nobody
     */
    public static LiveIdentities ofDirectory(Path directory, char @Nullable [] password) {
        return new LiveIdentities(Form.DIRECTORY, List.of(directory), null, password);
    }

    /**
     * The same, looked at in another rhythm.
     *
     * @param interval how long to wait until the files are looked at again; from zero to a day
     * @return a copy
     * @throws IllegalArgumentException if it is outside these limits
     */
    public LiveIdentities withInterval(Duration interval) {
        return new LiveIdentities(this, checked(interval), listener());
    }

    /**
     * The same, of which somebody is told.
     *
     * @param told is called by the thread that reads the files, which is one of a handshake's mostly: it should return
     *        soon. What it throws is logged. Never null
     * @return a copy
     */
    public LiveIdentities withListener(Consumer<LiveEvent> told) {
        return new LiveIdentities(this, interval(), Objects.requireNonNull(told, "no listener"));
    }
}
