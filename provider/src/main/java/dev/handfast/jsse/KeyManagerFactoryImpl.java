package dev.handfast.jsse;

import dev.handfast.crypto.jca.JcaCryptoProvider;
import dev.handfast.jsse.certs.PathEngine;
import dev.handfast.jsse.config.Policy;
import dev.handfast.jsse.keys.FixedStore;
import dev.handfast.jsse.keys.KeyManagerImpl;
import dev.handfast.jsse.keys.LiveKeyManager;
import dev.handfast.jsse.keys.SimpleKeyManager;
import dev.handfast.jsse.props.KnownProperties;
import dev.handfast.tls.AsyncCredentials;
import dev.handfast.tls.LiveIdentities;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyStore;
import java.security.KeyStore.Builder;
import java.security.KeyStore.PasswordProtection;
import java.security.KeyStoreException;
import java.security.NoSuchAlgorithmException;
import java.security.UnrecoverableKeyException;
import java.util.List;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactorySpi;
import javax.net.ssl.KeyStoreBuilderParameters;
import javax.net.ssl.ManagerFactoryParameters;

/**
 * Makes key managers: {@link dev.handfast.jsse.keys.KeyManagerImpl} for {@code PKIX} and {@code NewSunX509}, or the
 * simple one.
 */
public final class KeyManagerFactoryImpl extends KeyManagerFactorySpi {

    private static final String NAME = "KeyManagerFactory PKIX";

    private final boolean simple;
    private KeyManager manager;

    /** @param simple whether to make managers of {@code SunX509} */
    public KeyManagerFactoryImpl(boolean simple) {
        this.simple = simple;
    }

    @Override
    protected void engineInit(KeyStore store, char[] password)
            throws KeyStoreException, NoSuchAlgorithmException, UnrecoverableKeyException {
        if (!simple) {
            List<Builder> builders = store == null ? List.of()
                    : List.of(Builder.newInstance(store, new PasswordProtection(password)));
            try {
                manager = pkix(builders);
            } catch (RuntimeException | LinkageError e) {
                throw new KeyStoreException(UnusableService.because(NAME, e).text(), e);
            }
            return;
        }
        try {
            manager = new SimpleKeyManager(store, password);
        } catch (KeyStoreException | NoSuchAlgorithmException | UnrecoverableKeyException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new KeyStoreException(e);
        }
    }

    @Override
    protected void engineInit(ManagerFactoryParameters parameters) throws InvalidAlgorithmParameterException {
        if (simple && !(parameters instanceof LiveIdentities)) {
            throw new InvalidAlgorithmParameterException("SunX509KeyManager does not use ManagerFactoryParameters");
        }
        try {
            if (parameters instanceof AsyncCredentials signers) {
                manager = pkix(List.of(FixedStore.of(signers)));
            } else if (parameters instanceof LiveIdentities live) {
                KnownProperties.checkNames();
                manager = LiveKeyManager.of(live, PathEngine.ofProcess(), simple,
                        Policy.current(JcaCryptoProvider.standard()));
            } else if (parameters instanceof KeyStoreBuilderParameters builders) {
                manager = pkix(builders.getParameters());
            } else {
                throw new InvalidAlgorithmParameterException(
                        "Parameters must be instance of KeyStoreBuilderParameters");
            }
        } catch (KeyStoreException e) {
            throw new InvalidAlgorithmParameterException(e.getMessage(), e);
        } catch (RuntimeException | LinkageError e) {
            throw new InvalidAlgorithmParameterException(UnusableService.because(NAME, e).text(), e);
        }
    }

    @Override
    protected KeyManager[] engineGetKeyManagers() {
        if (manager == null) {
            throw new IllegalStateException("KeyManagerFactoryImpl is not initialized");
        }
        return new KeyManager[] {manager};
    }

    private static KeyManager pkix(List<Builder> builders) {
        KnownProperties.checkNames();
        return new KeyManagerImpl(builders, Policy.current(JcaCryptoProvider.standard()));
    }
}
