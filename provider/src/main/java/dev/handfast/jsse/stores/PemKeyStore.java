package dev.handfast.jsse.stores;

import dev.handfast.crypto.jca.PrivateKeys;
import dev.handfast.jsse.stores.PemEntries.Entry;
import dev.handfast.pem.PemFile;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStoreException;
import java.security.KeyStoreSpi;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Key stores of type {@code PEM}: a file of private keys and certificates as programs other than Java's have them.
 *
 * <p>Each private key is an entry with the chain of its certificate; each certificate that is in no chain is a trusted
 * one. Keys may be PKCS#8, PKCS#1 or SEC 1, encrypted or not; each is opened when it is asked for, with the password
 * given then. Entries can be added and removed. Trusted certificates can be written; keys cannot, as the file that
 * holds one has other readers, who know how it is to be encrypted.
 */
public final class PemKeyStore extends KeyStoreSpi {

    /** The largest file: some ten thousand certificates. */
    static final int MAX_BYTES = 1 << 24;
    private static final String CERTIFICATE = "CERTIFICATE";
    /** How much text may stand in front of the first block of a file that is to be known by its content. */
    static final int PROBED = 8192;

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    // Guarded by the lock.
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private Date loaded = new Date();

    @Override
    public void engineLoad(InputStream stream, char[] password) throws IOException {
        Map<String, Entry> read = stream == null ? Map.of() : read(stream, password);
        lock.writeLock().lock();
        try {
            entries.clear();
            entries.putAll(read);
            loaded = new Date();
        } finally {
            lock.writeLock().unlock();
        }
    }

    private static Map<String, Entry> read(InputStream stream, char[] password) throws IOException {
        byte[] content = stream.readNBytes(MAX_BYTES + 1);
        try {
            if (content.length > MAX_BYTES) {
                throw new IOException("it is larger than " + MAX_BYTES + " bytes");
            }
            return PemEntries.read(content, password);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    /** A file of another type may hold PEM somewhere, in a comment of a certificate: only text is PEM. */
    @Override
    public boolean engineProbe(InputStream stream) throws IOException {
        return PemFile.isPem(stream.readNBytes(PROBED));
    }

    @Override
    public @Nullable Key engineGetKey(String alias, char[] password) throws UnrecoverableKeyException {
        Entry entry = entry(alias);
        EntryKey held = entry == null ? null : entry.key();
        if (entry == null || held == null) {
            return null;
        }
        PrivateKey key = held.open(password);
        if (held.isEncrypted()) {
            requireMatch(key, entry);
        }
        return key;
    }

    /** A key that was encrypted when the file was read may be another certificate's. */
    private static void requireMatch(PrivateKey key, Entry entry) throws UnrecoverableKeyException {
        try {
            if (PrivateKeys.belongTogether(key, entry.chain().get(0).getPublicKey())) {
                return;
            }
        } catch (GeneralSecurityException e) {
            throw unusable(entry, e.getMessage(), e);
        }
        throw unusable(entry, "it does not belong to the certificate in the file", null);
    }

    private static UnrecoverableKeyException unusable(Entry entry, @Nullable String reason, @Nullable Exception cause) {
        UnrecoverableKeyException thrown = new UnrecoverableKeyException("the " + entry.key() + ": " + reason);
        thrown.initCause(cause);
        return thrown;
    }

    @Override
    public Certificate @Nullable [] engineGetCertificateChain(String alias) {
        Entry entry = entry(alias);
        return entry == null || entry.key() == null ? null : entry.chain().toArray(new X509Certificate[0]);
    }

    @Override
    public @Nullable Certificate engineGetCertificate(String alias) {
        Entry entry = entry(alias);
        return entry == null ? null : entry.chain().get(0);
    }

    @Override
    public @Nullable Date engineGetCreationDate(String alias) {
        lock.readLock().lock();
        try {
            return entries.containsKey(lower(alias)) ? new Date(loaded.getTime()) : null;
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public void engineSetKeyEntry(String alias, Key key, char[] password, Certificate[] chain)
            throws KeyStoreException {
        if (!(key instanceof PrivateKey held)) {
            throw new KeyStoreException("it is no private key but of type " + (key == null ? null : key.getClass()));
        }
        if (chain == null || chain.length == 0) {
            throw new KeyStoreException("a private key needs the chain of its certificate");
        }
        List<X509Certificate> certificates = new ArrayList<>();
        for (Certificate each : chain) {
            certificates.add(x509(each));
        }
        lock.writeLock().lock();
        try {
            entries.put(lower(alias), new Entry(new HeldKey(held), List.copyOf(certificates)));
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public void engineSetKeyEntry(String alias, byte[] key, Certificate[] chain) throws KeyStoreException {
        throw new KeyStoreException("keys that are encrypted already are not taken: give the private key");
    }

    @Override
    public void engineSetCertificateEntry(String alias, Certificate certificate) throws KeyStoreException {
        X509Certificate x509 = x509(certificate);
        lock.writeLock().lock();
        try {
            Entry present = entries.get(lower(alias));
            if (present != null && present.key() != null) {
                throw new KeyStoreException("the alias " + alias + " is that of a private key");
            }
            entries.put(lower(alias), new Entry(null, List.of(x509)));
        } finally {
            lock.writeLock().unlock();
        }
    }

    private static X509Certificate x509(Certificate certificate) throws KeyStoreException {
        if (certificate instanceof X509Certificate x509) {
            return x509;
        }
        throw new KeyStoreException("it is no X.509 certificate but of type "
                + (certificate == null ? null : certificate.getType()));
    }

    @Override
    public void engineDeleteEntry(String alias) {
        lock.writeLock().lock();
        try {
            entries.remove(lower(alias));
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public Enumeration<String> engineAliases() {
        return Collections.enumeration(snapshot().keySet());
    }

    @Override
    public boolean engineContainsAlias(String alias) {
        return entry(alias) != null;
    }

    @Override
    public int engineSize() {
        return snapshot().size();
    }

    @Override
    public boolean engineIsKeyEntry(String alias) {
        Entry entry = entry(alias);
        return entry != null && entry.key() != null;
    }

    @Override
    public boolean engineIsCertificateEntry(String alias) {
        Entry entry = entry(alias);
        return entry != null && entry.key() == null;
    }

    @Override
    public @Nullable String engineGetCertificateAlias(Certificate certificate) {
        for (Map.Entry<String, Entry> each : snapshot().entrySet()) {
            if (each.getValue().chain().get(0).equals(certificate)) {
                return each.getKey();
            }
        }
        return null;
    }

    /** Writes trusted certificates, each with its alias in front; the password is not used, as nothing is secret. */
    @Override
    public void engineStore(OutputStream stream, char[] password) throws IOException, CertificateEncodingException {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, Entry> each : snapshot().entrySet()) {
            if (each.getValue().key() != null) {
                throw new IOException("the entry " + each.getKey() + " has a private key, and key stores of type PEM"
                        + " write none");
            }
            text.append(PemFile.write(CERTIFICATE, each.getKey(), each.getValue().chain().get(0).getEncoded()));
        }
        stream.write(text.toString().getBytes(StandardCharsets.UTF_8));
        stream.flush();
    }

    private Map<String, Entry> snapshot() {
        lock.readLock().lock();
        try {
            return new LinkedHashMap<>(entries);
        } finally {
            lock.readLock().unlock();
        }
    }

    private @Nullable Entry entry(String alias) {
        lock.readLock().lock();
        try {
            return entries.get(lower(alias));
        } finally {
            lock.readLock().unlock();
        }
    }

    private static String lower(String alias) {
        return alias.toLowerCase(Locale.ROOT);
    }
}
