package dev.handfast.pki.cert;

/**
 * The key usage extension (RFC 5280 section 4.2.1.3).
 *
 * @param bits bit n is the extension's bit n: 0 digitalSignature to 8 decipherOnly
 */
public record KeyUsage(int bits) {

    public static final int DIGITAL_SIGNATURE = 0;
    public static final int KEY_ENCIPHERMENT = 2;
    public static final int KEY_AGREEMENT = 4;
    public static final int KEY_CERT_SIGN = 5;
    public static final int CRL_SIGN = 6;

    /** Whether the bit is asserted. */
    public boolean allows(int bit) {
        return (bits >>> bit & 1) != 0;
    }
}
