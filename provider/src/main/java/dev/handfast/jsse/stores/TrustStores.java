package dev.handfast.jsse.stores;

import dev.handfast.crypto.jca.PlatformKeyStores;
import dev.handfast.jsse.props.PropertyReader;
import dev.handfast.jsse.props.WarnOnce;
import dev.handfast.wire.Printable;

import org.jspecify.annotations.Nullable;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.SoftReference;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.util.Arrays;
import java.util.List;

/** Key stores in files, and the default trust store among them: {@code jssecacerts}, {@code cacerts} or a named one. */
public final class TrustStores {

    private static final String NONE = "NONE";

    /** The last default store read, because reading the platform's takes longer than a handshake. */
    private static volatile @Nullable Loaded loaded;

    private record Loaded(Source source, SoftReference<KeyStore> store) {
    }

    /** What a store was read from and when that was changed. */
    private record Source(@Nullable Path file, @Nullable String type, @Nullable String provider, long changed,
            long size) {

        static Source of(@Nullable Path file, @Nullable String type, @Nullable String provider) {
            File asFile = file == null ? null : file.toFile();
            return new Source(file, type, provider, asFile == null ? 0 : asFile.lastModified(),
                    asFile == null ? 0 : asFile.length());
        }
    }

    private TrustStores() {
    }

    /**
     * The store that applies when an application names none (JSSE reference guide, "Customizing the Default Key Stores
     * and Trust Stores"); an empty one if there is none at all. Only to be read: the next caller is given the same,
     * unless the file has changed.
     *
     * @throws KeyStoreException if a store that is named cannot be read; its message names the file
     */
    public static KeyStore byDefault() throws GeneralSecurityException {
        String named = System.getProperty("javax.net.ssl.trustStore");
        String type = PropertyReader.text("javax.net.ssl.trustStoreType");
        String provider = PropertyReader.text("javax.net.ssl.trustStoreProvider");
        if (NONE.equals(named)) {
            return loadDefault(null, type, provider);
        }
        Path file = named == null || named.isEmpty() ? platforms() : path(named);
        Source source = Source.of(file, type, provider);
        Loaded known = loaded;
        KeyStore store = known == null || !known.source.equals(source) ? null : known.store.get();
        if (store == null) {
            if (file != null && Files.isReadable(file)) {
                store = loadDefault(file, type, provider);
            } else {
                // A store that is named but absent trusts nothing, as in SunJSSE.
                WarnOnce.once(file == null ? "the JDK has no trust store lib/security/cacerts: nothing will be trusted"
                        : WarnOnce.named("javax.net.ssl.trustStore", named) + ": " + FileFault.of(file)
                                + "; no certificate will be trusted");
                store = empty();
            }
            loaded = new Loaded(source, new SoftReference<>(store));
        }
        return store;
    }

    /** What to call a store in messages: the default one by its file. */
    public static String name(KeyStore store) {
        Loaded known = loaded;
        return known != null && known.source.file() != null && known.store.get() == store
                ? "the trust store " + known.source.file() : "the trust store";
    }

    /** The JDK's own roots; an empty store where the file cannot be read. */
    public static KeyStore cacerts() throws GeneralSecurityException {
        Path file = folder().resolve("cacerts");
        return Files.isReadable(file) ? load(file, null, null, null, "the JDK's trust store") : empty();
    }

    /**
     * Loads a store.
     *
     * @param file its file; null for a store that needs none
     * @param type its type; null for the platform's default
     * @param provider who reads it; null for whoever does first
     * @param password its password; null for none
     * @param what what to call it in messages: the property that names it, on which those for its
     *        type, provider and password are built
     */
    public static KeyStore load(@Nullable Path file, @Nullable String type, @Nullable String provider,
            char @Nullable [] password, String what)
            throws GeneralSecurityException {
        try (InputStream in = file == null ? null : Files.newInputStream(file)) {
            if (file != null && FileFault.of(file) != null) {
                throw new IOException(FileFault.of(file));
            }
            return PlatformKeyStores.keyStore(type, provider, in, password);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new KeyStoreException(what + (file == null ? "" : " " + Printable.text(file)) + " cannot be loaded"
                    + (type == null ? "" : " as " + what + "Type=" + Printable.text(type))
                    + (provider == null ? "" : " by " + what + "Provider=" + Printable.text(provider)) + ": "
                    + StoreFault.of(file, e) + (password == null ? "" : "; its password is " + what + "Password"), e);
        }
    }

    private static KeyStore loadDefault(@Nullable Path file, @Nullable String type,
            @Nullable String provider)
            throws GeneralSecurityException {
        String text = System.getProperty("javax.net.ssl.trustStorePassword");
        char[] password = text == null || text.isEmpty() ? null : text.toCharArray();
        try {
            return load(file, type, provider, password, "javax.net.ssl.trustStore");
        } finally {
            if (password != null) {
                Arrays.fill(password, '\0');
            }
        }
    }

    private static Path path(String named) throws KeyStoreException {
        try {
            return Path.of(named);
        } catch (InvalidPathException e) {
            throw new KeyStoreException(WarnOnce.named("javax.net.ssl.trustStore", named) + " is no path of a file", e);
        }
    }

    private static KeyStore empty() throws GeneralSecurityException {
        return load(null, null, null, null, "the empty trust store");
    }

    private static @Nullable Path platforms() {
        for (String name : List.of("jssecacerts", "cacerts")) {
            if (Files.isReadable(folder().resolve(name))) {
                return folder().resolve(name);
            }
        }
        return null;
    }

    /** Where the JDK keeps its trust stores and lists. */
    public static Path folder() {
        return Path.of(System.getProperty("java.home"), "lib", "security");
    }
}
