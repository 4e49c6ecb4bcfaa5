package dev.handfast.crypto.bc;

import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.bouncycastle.math.ec.rfc8032.Ed448;

/** EdDSA (RFC 8032) by BouncyCastle, for who has asked for {@link BouncyCastle.Part#EDDSA}. */
final class BcEdDsa {

    private static final byte[] NO_CONTEXT = new byte[0];

    private BcEdDsa() {
    }

    /** Bytes of an encoded public key. */
    static int keyLength(boolean large) {
        return large ? Ed448.PUBLIC_KEY_SIZE : Ed25519.PUBLIC_KEY_SIZE;
    }

    /** Whether a signature is valid; a key or signature of the wrong length makes none. */
    static boolean verify(boolean large, byte[] key, byte[] content, byte[] signature) {
        if (key.length != keyLength(large)
                || signature.length != (large ? Ed448.SIGNATURE_SIZE : Ed25519.SIGNATURE_SIZE)) {
            return false;
        }
        return large ? Ed448.verify(signature, 0, key, 0, NO_CONTEXT, content, 0, content.length)
                : Ed25519.verify(signature, 0, key, 0, content, 0, content.length);
    }

    /** Signs by a seed. */
    static byte[] sign(boolean large, byte[] seed, byte[] content) {
        if (large) {
            byte[] signature = new byte[Ed448.SIGNATURE_SIZE];
            Ed448.sign(seed, 0, NO_CONTEXT, content, 0, content.length, signature, 0);
            return signature;
        }
        byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
        Ed25519.sign(seed, 0, content, 0, content.length, signature, 0);
        return signature;
    }
}
