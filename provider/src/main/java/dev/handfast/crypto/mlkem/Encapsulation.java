package dev.handfast.crypto.mlkem;

/**
 * A ciphertext and the shared secret in it.
 *
 * @param ciphertext public
 * @param secret 32 bytes, the caller's to wipe
 */
public record Encapsulation(byte[] ciphertext, byte[] secret) {

    @Override
    public String toString() {
        return "Encapsulation[" + ciphertext.length + " bytes]";
    }
}
