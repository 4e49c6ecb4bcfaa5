package dev.handfast.jsse.context;

import dev.handfast.jsse.certs.PathEngine;
import dev.handfast.crypto.jca.JcaCryptoProvider;
import dev.handfast.jsse.config.Policy;
import dev.handfast.jsse.keys.KeyManagerImpl;
import dev.handfast.jsse.keys.LiveKeyManager;
import dev.handfast.jsse.keys.SimpleKeyManager;
import dev.handfast.jsse.props.PropertyReader;
import dev.handfast.jsse.props.WarnOnce;
import dev.handfast.jsse.stores.TrustStores;
import dev.handfast.jsse.trust.TrustManagerFactoryImpl;
import dev.handfast.tls.LiveIdentities;
import dev.handfast.tls.LiveTrust;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.UnrecoverableKeyException;
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

    private static final String NONE = "NONE";
    private static final String SIMPLE = "SunX509";
    private static final List<String> OURS = List.of("PKIX", SIMPLE, "NewSunX509", "SunPKIX", "X509", "X.509");

    private DefaultManagers() {
    }

    /** The default trust managers: {@code javax.net.ssl.trustStore}, jssecacerts or cacerts. */
    static TrustManager[] trustManagers() throws GeneralSecurityException {
        String algorithm = TrustManagerFactory.getDefaultAlgorithm();
        if (OURS.contains(algorithm)) {
            LiveTrust followed = FollowedStores.trust();
            return followed != null ? new TrustManager[] {
                TrustManagerFactoryImpl.following(followed, PathEngine.ofProcess())}
                    : new TrustManager[] {
                        TrustManagerFactoryImpl.trusting(TrustStores.byDefault(), PathEngine.ofProcess())};
        }
        TrustManagerFactory factory;
        try {
            factory = TrustManagerFactory.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new NoSuchAlgorithmException(
                    "security " + WarnOnce.named("ssl.TrustManagerFactory.algorithm", algorithm)
                            + ": no provider has it",
                    e);
        }
        factory.init(TrustStores.byDefault());
        return factory.getTrustManagers();
    }

    /** The key managers of {@code Default} contexts: {@code javax.net.ssl.keyStore}; no keys if it is unset. */
    static KeyManager[] keyManagers() throws GeneralSecurityException {
        char[] password = password("javax.net.ssl.keyStorePassword");
        String algorithm = KeyManagerFactory.getDefaultAlgorithm();
        try {
            LiveIdentities followed = OURS.contains(algorithm) ? FollowedStores.keys(password) : null;
            if (followed != null) {
                return new KeyManager[] {LiveKeyManager.of(followed, PathEngine.ofProcess(),
                        algorithm.equals(SIMPLE), Policy.current(JcaCryptoProvider.standard()))};
            }
            KeyStore store = keyStore(password);
            char[] keyPassword = "PKCS11".equalsIgnoreCase(System.getProperty("javax.net.ssl.keyStoreType")) ? null
                    : password;
            if (OURS.contains(algorithm)) {
                return new KeyManager[] {ours(algorithm, store, keyPassword)};
            }
            KeyManagerFactory factory = factory(algorithm);
            factory.init(store, keyPassword);
            return factory.getKeyManagers();
        } finally {
            if (password != null) {
                Arrays.fill(password, '\0');
            }
        }
    }

    private static KeyManagerFactory factory(String algorithm) throws NoSuchAlgorithmException {
        try {
            return KeyManagerFactory.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new NoSuchAlgorithmException(
                    "security " + WarnOnce.named("ssl.KeyManagerFactory.algorithm", algorithm)
                            + ": no provider has it",
                    e);
        }
    }

    private static KeyStore keyStore(char[] password) throws GeneralSecurityException {
        String named = PropertyReader.text("javax.net.ssl.keyStore");
        String type = PropertyReader.text("javax.net.ssl.keyStoreType");
        if (named == null && type == null) {
            return null;
        }
        if ("PKCS11".equalsIgnoreCase(type) && named != null && !NONE.equals(named)) {
            throw new IllegalArgumentException("if javax.net.ssl.keyStoreType is PKCS11, then"
                    + " javax.net.ssl.keyStore must be NONE");
        }
        Path file = named == null || NONE.equals(named) ? null
                : PropertyReader.parsed("javax.net.ssl.keyStore", named, Path::of);
        return TrustStores.load(file, type, PropertyReader.text("javax.net.ssl.keyStoreProvider"), password,
                "javax.net.ssl.keyStore");
    }

    private static X509ExtendedKeyManager ours(String algorithm, KeyStore store, char[] password)
            throws GeneralSecurityException {
        if (algorithm.equals(SIMPLE)) {
            try {
                return new SimpleKeyManager(store, password);
            } catch (UnrecoverableKeyException e) {
                throw new UnrecoverableKeyException("javax.net.ssl.keyStore "
                        + PropertyReader.text("javax.net.ssl.keyStore")
                        + ": a key cannot be read with the password javax.net.ssl.keyStorePassword: " + e.getMessage());
            }
        }
        return new KeyManagerImpl(store == null ? List.of() : List.of(KeyStore.Builder.newInstance(store,
                new KeyStore.PasswordProtection(password))), Policy.current(JcaCryptoProvider.standard()));
    }

    private static char[] password(String property) {
        String text = System.getProperty(property);
        return text == null || text.isEmpty() ? null : text.toCharArray();
    }
}
