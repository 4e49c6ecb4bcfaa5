package dev.handfast.jsse.stores;

import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import org.jspecify.annotations.Nullable;

/** The private key of an entry. */
interface EntryKey {

    /** Whether it takes a password. */
    boolean isEncrypted();

    /**
     * The key.
     *
     * @param password is not needed by all; null for none
     * @throws UnrecoverableKeyException if a password is missing or wrong, or the key cannot be read; the message names
     *         its line
     */
    PrivateKey open(char @Nullable [] password) throws UnrecoverableKeyException;
}
