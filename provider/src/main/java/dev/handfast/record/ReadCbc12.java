package dev.handfast.record;

import static dev.handfast.crypto.BlockCipher.BLOCK;
import static dev.handfast.spec.Limits.CIPHERTEXT_12;
import static dev.handfast.spec.Limits.RECORD_HEADER;

import dev.handfast.crypto.BlockCipher;
import dev.handfast.crypto.Hmac;
import dev.handfast.spec.HashAlgorithm;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Bytes;

import java.util.Arrays;

/**
 * TLS 1.2 with CBC. In the order of RFC 5246 (decrypt, padding, MAC) a peer must not learn from answers or times
 * whether padding or MAC was wrong, nor how long the padding was (Vaudenay; Lucky Thirteen): both are judged over every
 * byte that could matter, with masks instead of branches, and the hash runs as many compressions whatever the padding
 * says. With RFC 7366 the MAC comes first and nothing is decrypted unless it is right.
 */
final class ReadCbc12 extends ReadKeys {

    private static final int MAX_PADDING = 256;

    private final BlockCipher decryptor;
    private final Hmac hmac;
    private final int macLength;
    private final int hashBlock;
    private final boolean encryptThenMac;
    private final byte[] aad = new byte[WriteAead12.AAD];
    private final byte[] expected;
    private final byte[] discarded;

    ReadCbc12(BlockCipher decryptor, Hmac hmac, HashAlgorithm mac, boolean encryptThenMac) {
        this.decryptor = decryptor;
        this.hmac = hmac;
        this.macLength = mac.length();
        this.hashBlock = mac.blockLength();
        this.encryptThenMac = encryptThenMac;
        this.expected = new byte[macLength];
        this.discarded = new byte[macLength];
    }

    /** By its general type, so that {@link ReadKeys} is verified without this class. */
    static ReadKeys of(BlockCipher decryptor, Hmac hmac, HashAlgorithm mac, boolean encryptThenMac) {
        return new ReadCbc12(decryptor, hmac, mac, encryptThenMac);
    }

    @Override
    int maxFragment() {
        return CIPHERTEXT_12;
    }

    @Override
    int roomNeeded(int length) {
        return Math.max(0, ciphertext(length));
    }

    @Override
    int open(byte[] in, int inOffset, int length, byte[] out, int outOffset) throws TlsFault {
        int ciphertext = ciphertext(length);
        int least = encryptThenMac ? 1 : 1 + macLength;
        if (ciphertext < least || ciphertext % BLOCK != 0) {
            return FORGED;
        }
        checkRoom(out, outOffset, ciphertext);
        sequence.check();
        int content = encryptThenMac
                ? openAfterMac(in, inOffset, ciphertext, out, outOffset)
                : openBeforeMac(in, inOffset, ciphertext, out, outOffset);
        if (content != FORGED) {
            sequence.advance();
        }
        return content;
    }

    /** RFC 7366 section 3: the MAC covers IV and ciphertext. */
    private int openAfterMac(byte[] in, int inOffset, int ciphertext, byte[] out, int outOffset) {
        int covered = BLOCK + ciphertext;
        int start = inOffset + RECORD_HEADER;
        WriteAead12.writeAad(aad, sequence, in, inOffset, covered);
        hmac.update(aad);
        hmac.update(in, start, covered);
        hmac.finish(expected, 0);
        if (difference(in, start + covered) != 0) {
            return FORGED;
        }
        decryptor.process(in, start, in, start + BLOCK, ciphertext, out, outOffset);
        int padding = paddingOrNone(out, outOffset, ciphertext, ciphertext);
        if (padding == 0) {
            Arrays.fill(out, outOffset, outOffset + ciphertext, (byte) 0);
            return FORGED;
        }
        return ciphertext - padding;
    }

    /** RFC 5246 sections 6.2.3.2 and 7.2.2: the MAC is inside and covers the content. */
    private int openBeforeMac(byte[] in, int inOffset, int ciphertext, byte[] out, int outOffset) {
        int start = inOffset + RECORD_HEADER;
        decryptor.process(in, start, in, start + BLOCK, ciphertext, out, outOffset);
        int padding = paddingOrNone(out, outOffset, ciphertext, ciphertext - macLength);
        int padded = -padding >> 31;
        // Wrong padding counts as the shortest there is, so that a MAC is computed all the same.
        int content = ciphertext - macLength - (padding | 1 & ~padded);
        WriteAead12.writeAad(aad, sequence, in, inOffset, content);
        hmac.update(aad);
        hmac.update(out, outOffset, content);
        hmac.finish(expected, 0);
        int longest = ciphertext - macLength - 1;
        equalise(compressions(longest) - compressions(content), out, outOffset);
        int wrong = difference(out, outOffset + content) | ~padded;
        if (wrong != 0) {
            Arrays.fill(out, outOffset, outOffset + ciphertext, (byte) 0);
            return FORGED;
        }
        return content;
    }

    /**
     * Bytes of padding with its length byte if each of them says the same and they leave {@code data} bytes or fewer
     * unclaimed; 0 if not. Looks at the last 256 bytes whatever they say.
     */
    private static int paddingOrNone(byte[] out, int offset, int length, int data) {
        int last = offset + length - 1;
        int claimed = out[last] & 0xff;
        int wrong = data - 1 - claimed >> 31;
        int looked = Math.min(MAX_PADDING, length);
        for (int i = 0; i < looked; i++) {
            int inside = i - claimed - 1 >> 31;
            wrong |= inside & (out[last - i] & 0xff ^ claimed);
        }
        int right = ~(wrong | -wrong) >> 31;
        return claimed + 1 & right;
    }

    /** Bits in which the expected MAC differs from the one at an offset. */
    private int difference(byte[] from, int offset) {
        int difference = 0;
        for (int i = 0; i < macLength; i++) {
            difference |= expected[i] ^ from[offset + i];
        }
        return difference;
    }

    /** Compressions of the inner hash for a content, without the key's block: header of 13, end mark and length. */
    private int compressions(int content) {
        int trailer = 1 + hashBlock / 8;
        return (WriteAead12.AAD + content + trailer + hashBlock - 1) / hashBlock;
    }

    /**
     * Runs {@code missing} compressions more, 0 to 5, on what is there; begins and ends at the same cost always. So
     * much is there: the longest content takes that many compressions and one, and MAC and padding stand behind it.
     */
    private void equalise(int missing, byte[] filler, int offset) {
        hmac.update(aad);
        hmac.update(filler, offset, missing * hashBlock);
        hmac.finish(discarded, 0);
    }

    private int ciphertext(int length) {
        return fragment(length) - BLOCK - (encryptThenMac ? macLength : 0);
    }

    @Override
    public void close() {
        decryptor.close();
        hmac.close();
        Bytes.wipe(expected);
        Bytes.wipe(discarded);
    }
}
