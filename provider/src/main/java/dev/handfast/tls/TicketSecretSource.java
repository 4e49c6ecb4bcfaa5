package dev.handfast.tls;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.List;

/**
 * Where the secrets come from that a fleet's session tickets are sealed with. Asked every few seconds by a thread that
 * handshakes; it should answer fast, from memory or a local file.
 */
@FunctionalInterface
public interface TicketSecretSource {

    /**
     * The secrets, each of at least 32 bytes that nobody can guess: the one to seal with first, then those whose
     * tickets are still accepted. The arrays stay the source's: what reads them neither keeps nor changes them.
     * Secrets that are shorter, or of which all bytes are equal, are refused as a source that fails is.
     *
     * @return one or more; never null
     * @throws Exception if they cannot be had now: those that were read last stay in use, and the log says so
     */
    List<byte[]> read() throws Exception;

    /**
     * The secret of a key store's entry, such as an {@code HmacSHA256} or {@code AES} key of 32 bytes or more.
     *
     * @param store a key store that is loaded
     * @param alias the name of the entry
     * @param password of the entry; not kept
     * @return a source that gives this secret alone, read now
     * @throws GeneralSecurityException if there is no such key, or it does not show its bytes
     */
    static TicketSecretSource keyStoreEntry(KeyStore store, String alias, char[] password)
            throws GeneralSecurityException {
        Key key = store.getKey(alias, password);
        byte[] encoded = key == null ? null : key.getEncoded();
        if (encoded == null) {
            throw new GeneralSecurityException("the key store has no key \"" + alias + "\" that shows its bytes");
        }
        // A key may show its own array, and wipe it when it is destroyed.
        byte[] copy = encoded.clone();
        return () -> List.of(copy.clone());
    }
}
