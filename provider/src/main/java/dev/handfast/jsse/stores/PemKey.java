package dev.handfast.jsse.stores;

import dev.handfast.crypto.bc.EncryptedKeys;
import dev.handfast.crypto.jca.PrivateKeys;
import dev.handfast.pem.PemBlock;
import dev.handfast.pem.PemFile;
import dev.handfast.pem.PrivateKeyInfo;
import dev.handfast.wire.MalformedInput;

import org.jspecify.annotations.Nullable;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.util.Arrays;

/** The private key in a block of PEM: PKCS#8, PKCS#1 or SEC 1, encrypted or not. It stays as it is in the file. */
final class PemKey implements EntryKey {

    private static final String RSA = "RSA PRIVATE KEY";
    private static final String EC = "EC PRIVATE KEY";

    private final PemBlock block;

    private PemKey(PemBlock block) {
        this.block = block;
    }

    /** The key in a block; null if it holds none. */
    static @Nullable PemKey of(PemBlock block) {
        return block.label().endsWith("PRIVATE KEY") ? new PemKey(block) : null;
    }

    @Override
    public boolean isEncrypted() {
        return block.label().equals("ENCRYPTED PRIVATE KEY") || !block.headers().isEmpty();
    }

    @Override
    public PrivateKey open(char @Nullable [] password) throws UnrecoverableKeyException {
        byte[] pkcs8 = null;
        try {
            if (isEncrypted() && (password == null || password.length == 0)) {
                throw new UnrecoverableKeyException("it is encrypted and no password was given");
            }
            pkcs8 = pkcs8(password);
            return PrivateKeys.decode(pkcs8, PrivateKeyInfo.algorithm(pkcs8));
        } catch (GeneralSecurityException | MalformedInput e) {
            UnrecoverableKeyException named = new UnrecoverableKeyException("the " + block + ": " + e.getMessage());
            named.initCause(e);
            throw named;
        } finally {
            if (pkcs8 != null && pkcs8 != block.content()) {
                Arrays.fill(pkcs8, (byte) 0);
            }
        }
    }

    private byte[] pkcs8(char @Nullable [] password) throws GeneralSecurityException, MalformedInput {
        byte[] content = block.content();
        if (!block.headers().isEmpty()) {
            return EncryptedKeys.decryptPem(PemFile.write(block.label(), block.headers(), content), password);
        }
        return switch (block.label()) {
            case "PRIVATE KEY" -> content;
            case "ENCRYPTED PRIVATE KEY" -> PrivateKeys.decrypt(content, password);
            case RSA -> PrivateKeyInfo.ofRsa(content);
            case EC -> PrivateKeyInfo.ofEc(content);
            default -> throw new GeneralSecurityException("keys in this form are not read; make it PKCS#8 with openssl"
                    + " pkcs8 -topk8");
        };
    }

    /** Label and line. */
    @Override
    public String toString() {
        return block.toString();
    }
}
