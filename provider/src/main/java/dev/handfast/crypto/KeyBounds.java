package dev.handfast.crypto;

import dev.handfast.wire.SafeLog;
import dev.handfast.wire.Printable;
import org.jspecify.annotations.Nullable;

import java.lang.System.Logger.Level;
import java.math.BigInteger;
import java.security.PublicKey;
import java.security.interfaces.DSAPublicKey;
import java.security.interfaces.RSAPublicKey;

import javax.crypto.interfaces.DHPublicKey;

/**
 * How large a peer's public key may be: verification costs the square of its size, and whoever sends one has not proved
 * anything yet. The same bounds for keys of handshakes and of certificate paths. Trust anchors and the keys of logs are
 * not a peer's.
 *
 * <p>8,192 bits are Go's bound (CVE-2023-29409) and twice what public authorities use; 16,384 are OpenSSL's and
 * SunJCE's, and can be had by {@value #PROPERTY}. Exponents have 33 bits at most, as in BoringSSL: usual ones have 17.
 */
public final class KeyBounds {

    /** The property that raises the bound. */
    public static final String PROPERTY = "handfast.pki.maxRsaKeySize";

    /** What it was called before. */
    public static final String OLDER_PROPERTY = "handfast.maxRsaKeySize";

    private static final int MOST = 8_192;
    private static final int MAX_BY_PROPERTY = 16_384;
    private static final int MIN_BY_PROPERTY = 2_048;
    private static final int MAX_EXPONENT = 33;

    /** Bits of the order of a DSA key's group: twice what FIPS 186-4 section 4.2 knows. */
    private static final int MAX_ORDER = 512;

    /** What was said about the property; null for nothing. */
    private static volatile @Nullable String complained;

    private KeyBounds() {
    }

    /** What is wrong with a key, as part of a sentence, or null. */
    public static @Nullable String objection(PublicKey key) {
        if (key instanceof RSAPublicKey rsa) {
            String wrong = rsa(rsa.getModulus(), rsa.getPublicExponent());
            return wrong != null ? wrong : tooLarge("RSA", rsa.getModulus().bitLength());
        }
        if (key instanceof DSAPublicKey dsa && dsa.getParams() != null) {
            String wrong = field("DSA", dsa.getParams().getP(), dsa.getParams().getQ());
            return wrong != null ? wrong : tooLarge("DSA", dsa.getParams().getP().bitLength());
        }
        if (key instanceof DHPublicKey dh) {
            String wrong = field("DH", dh.getParams().getP(), null);
            return wrong != null ? wrong : tooLarge("DH", dh.getParams().getP().bitLength());
        }
        return null;
    }

    /** What is wrong with an RSA key of any size (RFC 8017 section 3.1), as part of a sentence, or null. */
    public static @Nullable String rsa(BigInteger modulus, BigInteger exponent) {
        if (modulus.signum() <= 0 || !modulus.testBit(0)) {
            return "an RSA key whose modulus is not a positive odd number";
        }
        if (exponent.signum() <= 0 || exponent.bitLength() < 2 || !exponent.testBit(0)) {
            return "an RSA key whose public exponent is even or below 3";
        }
        if (exponent.bitLength() > MAX_EXPONENT) {
            return "an RSA key with a public exponent of " + exponent.bitLength() + " bits, and at most "
                    + MAX_EXPONENT + " bits are accepted";
        }
        return null;
    }

    /**
     * What is wrong with a key in a finite field of any size, as part of a sentence, or null.
     *
     * @param order the order of the group; null where it is not said
     */
    public static @Nullable String field(String kind, BigInteger prime, @Nullable BigInteger order) {
        if (prime.signum() <= 0 || !prime.testBit(0)) {
            return "a " + kind + " key whose prime is not a positive odd number";
        }
        if (order != null && (order.signum() <= 0 || order.bitLength() > MAX_ORDER)) {
            return "a " + kind + " key whose group has an order of " + order.bitLength() + " bits, and at most "
                    + MAX_ORDER + " bits are accepted";
        }
        return null;
    }

    /** That a modulus or prime is too large by the property as it stands, as part of a sentence, or null. */
    public static @Nullable String tooLarge(String kind, int bits) {
        int most = mostBits();
        if (bits <= most) {
            return null;
        }
        return "a key of " + kind + " with " + bits + " bits, and at most " + most + " bits are accepted"
                + (most < MAX_BY_PROPERTY ? " (" + PROPERTY + " allows up to " + MAX_BY_PROPERTY + ")" : "");
    }

    /** The largest modulus or prime, in bits. */
    public static int mostBits() {
        String name = System.getProperty(PROPERTY) == null ? OLDER_PROPERTY : PROPERTY;
        String told = System.getProperty(name);
        if (told == null || told.isBlank()) {
            return MOST;
        }
        String text = told.trim();
        int bits = text.matches("[0-9]{4,5}") ? Integer.parseInt(text) : 0;
        if (bits >= MIN_BY_PROPERTY && bits <= MAX_BY_PROPERTY) {
            return bits;
        }
        if (!told.equals(complained)) {
            complained = told;
            SafeLog.of(KeyBounds.class).log(Level.WARNING,
                    "property " + name + '=' + Printable.text(told) + " is not a number from "
                            + MIN_BY_PROPERTY + " to " + MAX_BY_PROPERTY + "; " + MOST + " is used");
        }
        return MOST;
    }
}
