package dev.handfast.jsse.stores;

import java.security.PrivateKey;
import org.jspecify.annotations.Nullable;

/** A key that a program has set: in memory as it is, so that any password opens it. */
record HeldKey(PrivateKey key) implements EntryKey {

    @Override
    public boolean isEncrypted() {
        return false;
    }

    @Override
    public PrivateKey open(char @Nullable [] password) {
        return key;
    }

    @Override
    public String toString() {
        return "key of a program";
    }
}
