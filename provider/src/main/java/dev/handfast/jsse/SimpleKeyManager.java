package dev.handfast.jsse;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * The keys of one key store as they were when this was made, chosen by key type and issuer alone ({@code SunX509}).
 * Aliases are the store's own. Immutable.
 */
final class SimpleKeyManager extends X509ExtendedKeyManager {

    private record Held(PrivateKey key, X509Certificate[] chain) {
    }

    private final Map<String, Held> keys = new LinkedHashMap<>();

    /** @param password of every key in the store, or null */
    SimpleKeyManager(KeyStore store, char[] password) throws GeneralSecurityException {
        for (String alias : store == null ? List.<String>of() : Collections.list(store.aliases())) {
            X509Certificate[] chain = store.isKeyEntry(alias) ? KeyManagerImpl.x509(store.getCertificateChain(alias)) : null;
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
        return aliases(keyType, issuers);
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return aliases(keyType, issuers);
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        if (keyTypes == null) {
            return null;
        }
        return Arrays.stream(keyTypes).map(keyType -> first(keyType, issuers)).filter(alias -> alias != null)
                .findFirst().orElse(null);
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return first(keyType, issuers);
    }

    @Override
    public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
        return chooseClientAlias(keyTypes, issuers, null);
    }

    @Override
    public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        return first(keyType, issuers);
    }

    private String first(String keyType, Principal[] issuers) {
        String[] all = aliases(keyType, issuers);
        return all == null ? null : all[0];
    }

    private String[] aliases(String keyType, Principal[] issuers) {
        List<String> aliases = new ArrayList<>();
        keys.forEach((alias, held) -> {
            if (keyType != null && KeyManagerImpl.isOfType(held.chain, keyType)
                    && KeyManagerImpl.isIssuedByOneOf(held.chain, issuers)) {
                aliases.add(alias);
            }
        });
        return aliases.isEmpty() ? null : aliases.toArray(new String[0]);
    }
}
