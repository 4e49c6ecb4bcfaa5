package dev.handfast.record;

import static dev.handfast.crypto.BlockCipher.BLOCK;
import static dev.handfast.spec.Limits.RECORD_HEADER;

import dev.handfast.crypto.BlockCipher;
import dev.handfast.crypto.Hmac;
import dev.handfast.spec.BulkCipher;
import dev.handfast.spec.ContentType;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Bytes;

import java.security.SecureRandom;
import java.util.Arrays;

/**
 * TLS 1.2 with CBC: MAC, pad, encrypt (RFC 5246 section 6.2.3.2), or pad, encrypt, MAC (RFC 7366
 * section 3). The IV is random and
 * stands in front of the ciphertext; padding is the least that fills the block.
 */
final class WriteCbc12 extends WriteKeys {

    private final BulkCipher cipher;
    private final BlockCipher encryptor;
    private final Hmac hmac;
    private final SecureRandom random;
    private final boolean encryptThenMac;
    private final byte[] iv = new byte[BLOCK];
    private final byte[] aad = new byte[WriteAead12.AAD];

    WriteCbc12(BulkCipher cipher, BlockCipher encryptor, Hmac hmac, SecureRandom random, boolean encryptThenMac) {
        this.cipher = cipher;
        this.encryptor = encryptor;
        this.hmac = hmac;
        this.random = random;
        this.encryptThenMac = encryptThenMac;
    }

    /** By its general type, so that {@link WriteKeys} is verified without this class. */
    static WriteKeys of(BulkCipher cipher, BlockCipher encryptor, Hmac hmac, SecureRandom random,
            boolean encryptThenMac) {
        return new WriteCbc12(cipher, encryptor, hmac, random, encryptThenMac);
    }

    @Override
    BulkCipher cipher() {
        return cipher;
    }

    @Override
    int explicitLength() {
        return BLOCK;
    }

    @Override
    int tailroom(int contentLength, int padding) {
        int insideMac = encryptThenMac ? 0 : hmac.length();
        return hmac.length() + paddingLength(contentLength + insideMac);
    }

    @Override
    int contentFitting(int room, int padding) {
        int outsideMac = encryptThenMac ? hmac.length() : 0;
        int blocks = Math.floorDiv(room - headroom() - outsideMac, BLOCK) * BLOCK;
        return blocks - 1 - (hmac.length() - outsideMac);
    }

    @Override
    int seal(ContentType type, byte[] buffer, int offset, int contentLength, int padding) throws TlsFault {
        sequence.check();
        int content = offset + headroom();
        int end = content + contentLength;
        writeHeader(buffer, offset, type.value(), BLOCK + contentLength + tailroom(contentLength, 0));
        random.nextBytes(iv);
        System.arraycopy(iv, 0, buffer, offset + RECORD_HEADER, BLOCK);
        if (encryptThenMac) {
            end = encrypt(buffer, content, end);
            int covered = end - (offset + RECORD_HEADER);
            end = mac(buffer, offset, offset + RECORD_HEADER, covered, end);
        } else {
            end = mac(buffer, offset, content, contentLength, end);
            end = encrypt(buffer, content, end);
        }
        sequence.advance();
        return end - offset;
    }

    /** Pads and encrypts from {@code start} to {@code end}; returns the new end. */
    private int encrypt(byte[] buffer, int start, int end) {
        int padding = paddingLength(end - start);
        Arrays.fill(buffer, end, end + padding, (byte) (padding - 1));
        int length = end + padding - start;
        encryptor.process(iv, 0, buffer, start, length, buffer, start);
        return start + length;
    }

    /** Puts the MAC of {@code length} bytes from {@code from} at {@code end}; returns the new end. */
    private int mac(byte[] buffer, int offset, int from, int length, int end) {
        WriteAead12.writeAad(aad, sequence, buffer, offset, length);
        hmac.update(aad);
        hmac.update(buffer, from, length);
        hmac.finish(buffer, end);
        return end + hmac.length();
    }

    /** Bytes of padding with its length byte: 1 to 16, the fewest there can be (RFC 8449 section 4.1). */
    private static int paddingLength(int length) {
        return BLOCK - length % BLOCK;
    }

    @Override
    public void close() {
        encryptor.close();
        hmac.close();
        Bytes.wipe(iv);
    }
}
