package dev.handfast.session.jcache;

import dev.handfast.crypto.CryptoProvider;
import dev.handfast.crypto.Hash;
import dev.handfast.spec.HashAlgorithm;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * What entries are called: hashes, since IDs and binders come over the wire and whoever reads the store shall not learn
 * which to offer. Strings, because JCache compares arrays as each provider likes.
 */
final class StoreKeys {

    /** The name of the guard's scope; hashes are longer. */
    static final String SCOPE = "scope";

    private static final byte[] LABEL = "handfast session store 1".getBytes(StandardCharsets.US_ASCII);

    private final CryptoProvider crypto;

    StoreKeys(CryptoProvider crypto) {
        this.crypto = crypto;
    }

    /** The key of an ID, a ticket or a binder. */
    String of(byte[] id) {
        Hash hash = crypto.hash(HashAlgorithm.SHA256);
        hash.update(LABEL);
        hash.update(id);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(hash.finish());
    }
}
