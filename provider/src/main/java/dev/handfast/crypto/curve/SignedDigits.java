package dev.handfast.crypto.curve;

/** Booth's recoding of a 256-bit number: the sum of 52 digits d[i] 32^i, each from -16 to 16. */
final class SignedDigits {

    /** Bits of a digit. */
    static final int WIDTH = 5;

    /** Digits, of which the last is not negative. */
    static final int COUNT = 52;

    /** The greatest digit. */
    static final int MOST = 1 << WIDTH - 1;

    private SignedDigits() {
    }

    /** The digits, least first, of 32 bytes in big endian, in constant time. */
    static byte[] of(byte[] number) {
        byte[] digits = new byte[COUNT];
        for (int i = 0; i < COUNT; i++) {
            // Five bits and the one below them, which carries into them if it is set, as they do into the next
            int window = 0;
            for (int bit = WIDTH; bit >= 0; bit--) {
                window = window << 1 | bit(number, WIDTH * i + bit - 1);
            }
            digits[i] = (byte) ((window >> 1) + (window & 1) - (window >> WIDTH << WIDTH));
        }
        return digits;
    }

    private static int bit(byte[] number, int index) {
        return index < 0 || index >= 8 * number.length ? 0
                : number[number.length - 1 - (index >> 3)] >> (index & 7) & 1;
    }
}
