package dev.handfast.jsse.pkix;

import dev.handfast.crypto.jca.JcaCertificates;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.util.Arrays;

/** The default trust store: {@code javax.net.ssl.trustStore*}, {@code jssecacerts}, {@code cacerts}, in this order. */
final class TrustStores {

    private static final String NONE = "NONE";

    private TrustStores() {
    }

    /**
     * The store that applies when an application names none (JSSE reference guide, "Customizing the Default Key Stores
     * and Trust Stores").
     *
     * @throws KeyStoreException if a store that is named cannot be read; its message names the file
     */
    static KeyStore byDefault() throws KeyStoreException {
        String named = System.getProperty("javax.net.ssl.trustStore", "");
        String type = System.getProperty("javax.net.ssl.trustStoreType", KeyStore.getDefaultType());
        String password = System.getProperty("javax.net.ssl.trustStorePassword", "");
        if (named.equals(NONE)) {
            return load(null, type, password);
        }
        if (!named.isEmpty()) {
            Path file = Path.of(named);
            // A store that is named but absent trusts nothing, as in SunJSSE.
            return Files.isReadable(file) ? load(file, type, password) : load(null, KeyStore.getDefaultType(), "");
        }
        Path security = Path.of(System.getProperty("java.home"), "lib", "security");
        Path own = security.resolve("jssecacerts");
        return load(Files.isReadable(own) ? own : security.resolve("cacerts"), type, password);
    }

    /** The JDK's own roots; an empty store where the file cannot be read. */
    static KeyStore cacerts() {
        Path file = Path.of(System.getProperty("java.home"), "lib", "security", "cacerts");
        try {
            return Files.isReadable(file) ? load(file, KeyStore.getDefaultType(), "")
                    : load(null, KeyStore.getDefaultType(), "");
        } catch (KeyStoreException e) {
            throw new IllegalStateException("the JDK's cacerts cannot be read", e);
        }
    }

    private static KeyStore load(Path file, String type, String password) throws KeyStoreException {
        char[] secret = password.isEmpty() ? null : password.toCharArray();
        try (InputStream in = file == null ? null : Files.newInputStream(file)) {
            KeyStore store = JcaCertificates.keyStore(type);
            store.load(in, secret);
            return store;
        } catch (IOException | GeneralSecurityException e) {
            throw new KeyStoreException("the trust store " + (file == null ? "of type " + type : file)
                    + " cannot be read: " + e.getMessage(), e);
        } finally {
            if (secret != null) {
                Arrays.fill(secret, '\0');
            }
        }
    }
}
