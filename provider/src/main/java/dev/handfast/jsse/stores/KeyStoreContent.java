package dev.handfast.jsse.stores;

import dev.handfast.crypto.jca.PlatformKeyStores;
import dev.handfast.pem.PemFile;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.Provider;
import java.util.Arrays;

/** Key stores of which the content is at hand, so that it can be compared with what was read before. */
public final class KeyStoreContent {

    /** The type of stores of PEM. */
    public static final String PEM = "PEM";
    /** The largest file of PEM that is read, in bytes. */
    public static final int MAX_PEM_BYTES = PemKeyStore.MAX_BYTES;
    /** The most blocks of a file of PEM. */
    public static final int MAX_PEM_BLOCKS = PemEntries.MAX_BLOCKS;
    private static final int JKS = 0xfeedfeed;
    private static final int JCEKS = 0xcececece;
    private static final int MAGIC = 4;

    private KeyStoreContent() {
    }

    /** A key store of PEM that needs no provider to be installed. */
    private static final class Pem extends KeyStore {

        Pem() {
            super(new PemKeyStore(), (Provider) null, PEM);
        }
    }

    /**
     * Loads a store.
     *
     * @param file where the content is from, for what is said of it
     * @param type null to know it by the content: PEM, JKS, JCEKS or PKCS12
     * @param password null for none
     * @throws KeyStoreException saying what is wrong, without the name of the file
     */
    public static KeyStore load(Path file, byte[] content, @Nullable String type, char @Nullable [] password)
            throws KeyStoreException {
        String kind = type == null ? typeOf(content) : type;
        if (kind.equalsIgnoreCase(PEM)) {
            return pem(content, password);
        }
        try {
            return PlatformKeyStores.keyStore(kind, null, new ByteArrayInputStream(content), password);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new KeyStoreException(StoreFault.of(file, e), e);
        }
    }

    private static KeyStore pem(byte[] content, char @Nullable [] password) throws KeyStoreException {
        try {
            KeyStore store = new Pem();
            store.load(new ByteArrayInputStream(content), password);
            return store;
        } catch (IOException | GeneralSecurityException e) {
            // It names the line.
            throw new KeyStoreException(e.getMessage(), e);
        }
    }

    private static String typeOf(byte[] content) {
        if (PemFile.isPem(Arrays.copyOf(content, Math.min(content.length, PemKeyStore.PROBED)))) {
            return PEM;
        }
        int magic = 0;
        for (int i = 0; i < MAGIC; i++) {
            magic = magic << 8 | (i < content.length ? content[i] & 0xff : 0);
        }
        return magic == JKS ? "JKS" : magic == JCEKS ? "JCEKS" : "PKCS12";
    }
}
