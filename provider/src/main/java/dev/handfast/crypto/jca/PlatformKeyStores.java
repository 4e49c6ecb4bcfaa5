package dev.handfast.crypto.jca;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.NoSuchProviderException;

/** Key stores of the platform. Everything is looked up when asked for, never on class loading. */
public final class PlatformKeyStores {

    private PlatformKeyStores() {
    }

    /**
     * A key store, loaded.
     *
     * @param type or null for the platform's default
     * @param provider the provider's name, or null for the first that has the type
     * @param in the content, or null for an empty store or one that needs none
     * @param password or null
     */
    public static KeyStore keyStore(@Nullable String type, @Nullable String provider,
            @Nullable InputStream in, char @Nullable [] password)
            throws GeneralSecurityException, IOException {
        String kind = type == null ? KeyStore.getDefaultType() : type;
        KeyStore store = unloaded(kind, provider);
        store.load(in, password);
        return store;
    }

    private static KeyStore unloaded(String type, @Nullable String provider)
            throws KeyStoreException, NoSuchProviderException {
        return provider == null ? KeyStore.getInstance(type) : KeyStore.getInstance(type, provider);
    }
}
