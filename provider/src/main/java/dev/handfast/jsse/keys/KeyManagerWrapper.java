package dev.handfast.jsse.keys;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509KeyManager;

/** Lets a plain {@link X509KeyManager} serve engines too, by asking it as for a socket that is not known. */
public final class KeyManagerWrapper extends X509ExtendedKeyManager {

    private final X509KeyManager plain;

    private KeyManagerWrapper(X509KeyManager plain) {
        this.plain = plain;
    }

    /** Around a manager; by its general type, so that who can make one is verified without this class. */
    public static X509ExtendedKeyManager of(X509KeyManager plain) {
        return new KeyManagerWrapper(plain);
    }

    /** A manager without keys. */
    public static X509ExtendedKeyManager withoutKeys() {
        return new KeyManagerImpl(List.of(), null);
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return plain.getClientAliases(keyType, issuers);
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        return plain.chooseClientAlias(keyTypes, issuers, socket);
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return plain.getServerAliases(keyType, issuers);
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return plain.chooseServerAlias(keyType, issuers, socket);
    }

    @Override
    public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
        return plain.chooseClientAlias(keyTypes, issuers, null);
    }

    @Override
    public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        return plain.chooseServerAlias(keyType, issuers, null);
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return plain.getCertificateChain(alias);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return plain.getPrivateKey(alias);
    }
}
