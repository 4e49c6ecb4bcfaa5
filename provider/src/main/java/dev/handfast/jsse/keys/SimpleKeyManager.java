package dev.handfast.jsse.keys;

import dev.handfast.crypto.jca.JcaCertificates;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * The keys of one key store as they were when this was made, chosen by key type, issuer and what the connection can use
 * ({@code SunX509}). Where several are left it is the first in the order of a {@link HashMap} of aliases, as in
 * SunJSSE: programs and their key stores have been set up by it. Aliases are the store's own.
 */
public final class SimpleKeyManager extends X509ExtendedKeyManager {

    private record Held(PrivateKey key, X509Certificate[] chain) {
    }

    private final Map<String, Held> keys = new HashMap<>();
    private final ArbitraryChoice arbitrary;

    /** @param password of every key in the store, or null */
    public SimpleKeyManager(KeyStore store, char[] password) throws GeneralSecurityException {
        this(store, password, ArbitraryChoice.byHashes());
    }

    /** @param arbitrary shared by managers of which one takes the other's place */
    SimpleKeyManager(KeyStore store, char[] password, ArbitraryChoice arbitrary) throws GeneralSecurityException {
        this.arbitrary = arbitrary;
        for (String alias : store == null ? List.<String>of() : Collections.list(store.aliases())) {
            X509Certificate[] chain = store.isKeyEntry(alias)
                    ? JcaCertificates.chain(store.getCertificateChain(alias))
                    : null;
            if (chain != null && store.getKey(alias, password) instanceof PrivateKey key) {
                keys.put(alias, new Held(key, chain));
            }
        }
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        Held held = alias == null ? null : keys.get(alias);
        return held == null ? null : held.chain.clone();
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        Held held = alias == null ? null : keys.get(alias);
        return held == null ? null : held.key;
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return array(aliases(keyType, issuers, null));
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return array(aliases(keyType, issuers, null));
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        return first(keyTypes, issuers, sessionOf(socket));
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return first(new String[] {keyType}, issuers, sessionOf(socket));
    }

    @Override
    public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
        return first(keyTypes, issuers, engine == null ? null : engine.getHandshakeSession());
    }

    @Override
    public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        return first(new String[] {keyType}, issuers, engine == null ? null : engine.getHandshakeSession());
    }

    private static SSLSession sessionOf(Socket socket) {
        return socket instanceof SSLSocket tls && tls.isConnected() ? tls.getHandshakeSession() : null;
    }

    private String first(String[] keyTypes, Principal[] issuers, SSLSession handshakeSession) {
        for (String keyType : keyTypes == null ? new String[0] : keyTypes) {
            List<String> all = aliases(keyType, issuers, handshakeSession);
            if (!all.isEmpty()) {
                arbitrary.note(keyType, all);
                return all.get(0);
            }
        }
        return null;
    }

    private List<String> aliases(String keyType, Principal[] issuers, SSLSession handshakeSession) {
        WantedIssuers wanted = WantedIssuers.of(issuers);
        List<String> aliases = new ArrayList<>();
        keys.forEach((alias, held) -> {
            if (keyType != null && KeyManagerImpl.isOfType(held.chain, keyType)
                    && wanted.issued(held.chain)
                    && KeyManagerImpl.isOfUse(held.chain[0], handshakeSession)) {
                aliases.add(alias);
            }
        });
        return aliases;
    }

    private static String[] array(List<String> aliases) {
        return aliases.isEmpty() ? null : aliases.toArray(new String[0]);
    }
}
