package dev.handfast.jsse.keys;

import dev.handfast.jsse.live.Identities;
import dev.handfast.jsse.live.OwnIdentity;
import dev.handfast.tls.AsyncCredentials;
import dev.handfast.tls.AsyncPrivateKey;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStore.PasswordProtection;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.KeyStoreException;
import java.security.KeyStoreSpi;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Date;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Keys and certificates that are at hand, as a key store that nothing is put into. */
public final class FixedStore extends KeyStoreSpi {

    private final Map<String, PrivateKeyEntry> entries;
    private final Date made = new Date();

    private FixedStore(Map<String, PrivateKeyEntry> entries) {
        this.entries = entries;
    }

    /**
     * What reads certificates whose keys sign elsewhere; aliases are numbers.
     *
     * @throws IllegalArgumentException if a chain is none
     */
    public static KeyStore.Builder of(AsyncCredentials credentials) {
        Map<String, PrivateKeyEntry> entries = new LinkedHashMap<>();
        for (AsyncCredentials.Credential one : credentials.all()) {
            X509Certificate own = one.chain().get(0);
            entries.put(String.valueOf(entries.size()),
                    new PrivateKeyEntry(AsyncPrivateKey.of(one.signer(), own.getPublicKey()),
                            one.chain().toArray(new X509Certificate[0])));
        }
        return KeyStore.Builder.newInstance(store(entries, "AsyncSigner"), new PasswordProtection(null));
    }

    /** The identities of followed files; aliases are their names. */
    static KeyStore of(Identities identities) {
        Map<String, PrivateKeyEntry> entries = new LinkedHashMap<>();
        for (OwnIdentity one : identities.all()) {
            entries.put(one.name(), new PrivateKeyEntry(one.key(), one.chain().toArray(new X509Certificate[0])));
        }
        return store(entries, "Live");
    }

    private static KeyStore store(Map<String, PrivateKeyEntry> entries, String type) {
        KeyStore store = new KeyStore(new FixedStore(entries), null, type) {};
        try {
            store.load(null);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("nothing is read", e);
        }
        return store;
    }

    @Override
    public void engineLoad(InputStream stream, char[] password) {
        // All of it is there.
    }

    @Override
    public void engineLoad(KeyStore.LoadStoreParameter parameter) {
        // All of it is there.
    }

    @Override
    public Key engineGetKey(String alias, char[] password) {
        PrivateKeyEntry entry = entries.get(alias);
        return entry == null ? null : entry.getPrivateKey();
    }

    @Override
    public KeyStore.Entry engineGetEntry(String alias, KeyStore.ProtectionParameter protection) {
        return entries.get(alias);
    }

    @Override
    public Certificate[] engineGetCertificateChain(String alias) {
        PrivateKeyEntry entry = entries.get(alias);
        return entry == null ? null : entry.getCertificateChain();
    }

    @Override
    public Certificate engineGetCertificate(String alias) {
        PrivateKeyEntry entry = entries.get(alias);
        return entry == null ? null : entry.getCertificate();
    }

    @Override
    public Date engineGetCreationDate(String alias) {
        return entries.containsKey(alias) ? new Date(made.getTime()) : null;
    }

    @Override
    public Enumeration<String> engineAliases() {
        return Collections.enumeration(entries.keySet());
    }

    @Override
    public boolean engineContainsAlias(String alias) {
        return entries.containsKey(alias);
    }

    @Override
    public int engineSize() {
        return entries.size();
    }

    @Override
    public boolean engineIsKeyEntry(String alias) {
        return entries.containsKey(alias);
    }

    @Override
    public boolean engineEntryInstanceOf(String alias, Class<? extends KeyStore.Entry> type) {
        return entries.containsKey(alias) && type == PrivateKeyEntry.class;
    }

    @Override
    public boolean engineIsCertificateEntry(String alias) {
        return false;
    }

    @Override
    public String engineGetCertificateAlias(Certificate certificate) {
        return entries.entrySet().stream().filter(entry -> entry.getValue().getCertificate().equals(certificate))
                .map(Map.Entry::getKey).findFirst().orElse(null);
    }

    @Override
    public void engineSetKeyEntry(String alias, Key key, char[] password, Certificate[] chain)
            throws KeyStoreException {
        throw refusal();
    }

    @Override
    public void engineSetKeyEntry(String alias, byte[] key, Certificate[] chain) throws KeyStoreException {
        throw refusal();
    }

    @Override
    public void engineSetCertificateEntry(String alias, Certificate certificate) throws KeyStoreException {
        throw refusal();
    }

    @Override
    public void engineDeleteEntry(String alias) throws KeyStoreException {
        throw refusal();
    }

    @Override
    public void engineStore(OutputStream stream, char[] password) {
        throw new UnsupportedOperationException("it is not stored");
    }

    private static KeyStoreException refusal() {
        return new KeyStoreException("its entries are given once");
    }
}
