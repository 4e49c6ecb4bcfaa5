package dev.handfast.crypto.jca;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.security.cert.CertPath;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathValidator;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;

/** Key stores and certificate paths of the platform. Everything is looked up when asked for, never on class loading. */
public final class Platform {

    private static final String PKIX = "PKIX";

    private Platform() {
    }

    /**
     * A key store, loaded.
     *
     * @param type or null for the platform's default
     * @param provider the provider's name, or null for the first that has the type
     * @param in the content, or null for an empty store or one that needs none
     * @param password or null
     */
    public static KeyStore keyStore(String type, String provider, InputStream in, char[] password)
            throws GeneralSecurityException, IOException {
        String kind = type == null ? KeyStore.getDefaultType() : type;
        KeyStore store = unloaded(kind, provider);
        store.load(in, password);
        return store;
    }

    /** The path builder. */
    public static CertPathBuilder pathBuilder() throws NoSuchAlgorithmException {
        return CertPathBuilder.getInstance(PKIX);
    }

    /** The path validator. */
    public static CertPathValidator pathValidator() throws NoSuchAlgorithmException {
        return CertPathValidator.getInstance(PKIX);
    }

    /** A path of certificates, the end entity's first. */
    public static CertPath path(List<X509Certificate> chain) throws CertificateException {
        return CertificateFactory.getInstance("X.509").generateCertPath(chain);
    }

    /** A store of certificates for path building. */
    public static CertStore certStore(Collection<X509Certificate> certificates) throws GeneralSecurityException {
        return CertStore.getInstance("Collection", new CollectionCertStoreParameters(certificates));
    }

    private static KeyStore unloaded(String type, String provider) throws KeyStoreException, NoSuchProviderException {
        return provider == null ? KeyStore.getInstance(type) : KeyStore.getInstance(type, provider);
    }
}
