package dev.handfast.jsse;

import dev.handfast.crypto.jca.JcaCatalogue;
import dev.handfast.crypto.jca.Platform;
import dev.handfast.jsse.pkix.TrustManagerFactoryImpl;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.lang.ref.SoftReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.util.Arrays;
import java.util.List;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * The managers that {@code javax.net.ssl.*} properties and the platform's files describe.
 *
 * <p>Factories of this provider are made directly and not looked up, so that nothing recurses while providers load; an
 * algorithm that is not ours ({@code ssl.KeyManagerFactory.algorithm}) is looked up.
 */
final class DefaultManagers {

    private static final System.Logger LOG = System.getLogger(DefaultManagers.class.getName());
    private static final String NONE = "NONE";
    private static final List<String> OURS = List.of("PKIX", "SunX509", "NewSunX509", "SunPKIX", "X509", "X.509");

    /** The last trust store read, because reading the platform's takes longer than a handshake. */
    private static volatile Loaded loaded;

    private record Loaded(Source source, SoftReference<KeyStore> store) {
    }

    /** What a store was read from and when that was changed. */
    private record Source(Path file, String type, String provider, long changed, long size) {

        static Source of(Path file, String type, String provider) {
            File asFile = file == null ? null : file.toFile();
            return new Source(file, type, provider, asFile == null ? 0 : asFile.lastModified(),
                    asFile == null ? 0 : asFile.length());
        }
    }

    private DefaultManagers() {
    }

    /** The default trust managers: {@code javax.net.ssl.trustStore}, jssecacerts or cacerts. */
    static TrustManager[] trustManagers() throws GeneralSecurityException {
        String algorithm = TrustManagerFactory.getDefaultAlgorithm();
        if (OURS.contains(algorithm)) {
            return new TrustManager[] {TrustManagerFactoryImpl.trusting(trustStore())};
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(algorithm);
        factory.init(trustStore());
        return factory.getTrustManagers();
    }

    /** The key managers of {@code Default} contexts: {@code javax.net.ssl.keyStore}; no keys if it is unset. */
    static KeyManager[] keyManagers() throws GeneralSecurityException {
        char[] password = password("javax.net.ssl.keyStorePassword");
        try {
            KeyStore store = keyStore(password);
            char[] keyPassword = "PKCS11".equalsIgnoreCase(System.getProperty("javax.net.ssl.keyStoreType")) ? null
                    : password;
            String algorithm = KeyManagerFactory.getDefaultAlgorithm();
            if (OURS.contains(algorithm)) {
                return new KeyManager[] {ours(algorithm, store, keyPassword)};
            }
            KeyManagerFactory factory = KeyManagerFactory.getInstance(algorithm);
            factory.init(store, keyPassword);
            return factory.getKeyManagers();
        } finally {
            if (password != null) {
                Arrays.fill(password, '\0');
            }
        }
    }

    /**
     * The trust store that properties and files name; an empty one if there is none at all. Only to be read: the next
     * caller is given the same, unless the file has changed.
     */
    static KeyStore trustStore() throws GeneralSecurityException {
        String named = System.getProperty("javax.net.ssl.trustStore");
        String type = Props.text("javax.net.ssl.trustStoreType");
        String provider = Props.text("javax.net.ssl.trustStoreProvider");
        char[] password = password("javax.net.ssl.trustStorePassword");
        if (NONE.equals(named)) {
            return load(null, type, provider, password, "javax.net.ssl.trustStore");
        }
        Path file = named == null || named.isEmpty() ? platformTrustStore() : Path.of(named);
        Source source = Source.of(file, type, provider);
        Loaded known = loaded;
        KeyStore store = known == null || !known.source.equals(source) ? null : known.store.get();
        if (store == null) {
            store = loadTrustStore(file, type, provider, password);
            loaded = new Loaded(source, new SoftReference<>(store));
        }
        return store;
    }

    private static KeyStore loadTrustStore(Path file, String type, String provider, char[] password)
            throws GeneralSecurityException {
        if (file == null || !Files.isReadable(file)) {
            LOG.log(Level.WARNING, "trust store {0} does not exist or cannot be read: no certificate will be trusted",
                    file == null ? "lib/security/cacerts" : file);
            return load(null, null, null, null, "the empty trust store");
        }
        return load(file, type, provider, password, "javax.net.ssl.trustStore");
    }

    private static Path platformTrustStore() {
        Path folder = Path.of(System.getProperty("java.home"), "lib", "security");
        for (String name : List.of("jssecacerts", "cacerts")) {
            if (Files.isReadable(folder.resolve(name))) {
                return folder.resolve(name);
            }
        }
        return null;
    }

    private static KeyStore keyStore(char[] password) throws GeneralSecurityException {
        String named = Props.text("javax.net.ssl.keyStore");
        String type = Props.text("javax.net.ssl.keyStoreType");
        if (named == null && type == null) {
            return null;
        }
        if ("PKCS11".equalsIgnoreCase(type) && named != null && !NONE.equals(named)) {
            throw new IllegalArgumentException("if keyStoreType is PKCS11, then keyStore must be NONE");
        }
        Path file = named == null || NONE.equals(named) ? null : Path.of(named);
        return load(file, type, Props.text("javax.net.ssl.keyStoreProvider"), password, "javax.net.ssl.keyStore");
    }

    private static KeyStore load(Path file, String type, String provider, char[] password, String what)
            throws GeneralSecurityException {
        try (InputStream in = file == null ? null : Files.newInputStream(file)) {
            return Platform.keyStore(type, provider, in, password);
        } catch (IOException e) {
            throw new KeyStoreException(what + (file == null ? "" : " " + file) + " cannot be loaded: "
                    + e.getMessage(), e);
        }
    }

    private static X509ExtendedKeyManager ours(String algorithm, KeyStore store, char[] password)
            throws GeneralSecurityException {
        if (algorithm.equals("SunX509")) {
            return new SimpleKeyManager(store, password);
        }
        return new KeyManagerImpl(store == null ? List.of() : List.of(KeyStore.Builder.newInstance(store,
                new KeyStore.PasswordProtection(password))), Policy.current(JcaCatalogue.standard()));
    }

    private static char[] password(String property) {
        String text = System.getProperty(property);
        return text == null || text.isEmpty() ? null : text.toCharArray();
    }
}
