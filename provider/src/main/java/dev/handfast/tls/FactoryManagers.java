package dev.handfast.tls;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.Provider;
import java.util.Collections;
import java.util.Objects;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Managers that a provider's factories {@code PKIX} make, refused where they would be of no use. */
final class FactoryManagers {

    private static final String PKIX = "PKIX";

    private FactoryManagers() {
    }

    /** Of a key store, all of whose entries can be read. */
    static KeyManager[] ofKeys(Provider provider, KeyStore store, char[] password) throws GeneralSecurityException {
        for (String alias : Collections.list(Objects.requireNonNull(store, "no key store").aliases())) {
            // A factory would leave such an entry out, handshake by handshake.
            if (store.isKeyEntry(alias)) {
                store.getKey(alias, password);
            }
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(PKIX, provider);
        factory.init(store, password);
        return factory.getKeyManagers();
    }

    /** Of parameters. */
    static KeyManager[] ofKeys(Provider provider, ManagerFactoryParameters parameters)
            throws GeneralSecurityException {
        KeyManagerFactory factory = KeyManagerFactory.getInstance(PKIX, provider);
        factory.init(parameters);
        return factory.getKeyManagers();
    }

    /** Of a trust store that trusts somebody. */
    static TrustManager[] ofTrust(Provider provider, KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(PKIX, provider);
        factory.init(Objects.requireNonNull(store, "no trust store"));
        TrustManager[] made = factory.getTrustManagers();
        if (((X509TrustManager) made[0]).getAcceptedIssuers().length == 0) {
            throw new KeyStoreException("the trust store, of type " + store.getType() + ", has " + store.size()
                    + " entries, none of them a trusted certificate: every peer would be refused");
        }
        return made;
    }

    /** Of parameters. */
    static TrustManager[] ofTrust(Provider provider, ManagerFactoryParameters parameters)
            throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(PKIX, provider);
        factory.init(Objects.requireNonNull(parameters, "no source"));
        return factory.getTrustManagers();
    }
}
