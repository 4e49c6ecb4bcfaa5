package dev.handfast.pki.cert;

import dev.handfast.crypto.KeyBounds;
import dev.handfast.der.DerReader;
import dev.handfast.der.DerWriter;
import dev.handfast.der.Oid;
import dev.handfast.der.Tag;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;

/**
 * SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7): the encoding, and what rules about keys need to know.
 *
 * <p>Keys of known algorithms are read to their end here, so a malformed one is refused before anything uses it (RFC
 * 8422 sections 5.3 and 5.9).
 */
public final class Spki implements Comparable<Spki> {

    private final Opaque encoded;
    private final AlgorithmId algorithm;
    private final Opaque key;
    private final Size size;
    private final @Nullable Oid curve;
    private final int hash;

    /**
     * How large a key is.
     *
     * @param bits modulus, prime or field; -1 where the algorithm or curve is not known here
     * @param exponent bits of the number that verifying raises to: RSA's public exponent, the order of DSA; 0 elsewhere
     * @param kind of numbers that {@link KeyBounds} bounds; null for other keys
     * @param wrong why nobody may use such a key, as part of a sentence; null if it is well made
     */
    private record Size(int bits, int exponent, @Nullable String kind, @Nullable String wrong) {

        static Size of(int bits) {
            return new Size(bits, 0, null, null);
        }
    }

    private Spki(Opaque encoded, AlgorithmId algorithm, Opaque key, Size size, @Nullable Oid curve) {
        this.encoded = encoded;
        this.algorithm = algorithm;
        this.key = key;
        this.size = size;
        this.curve = curve;
        this.hash = key.hashCode();
    }

    static Spki read(DerReader from) throws MalformedInput {
        int start = from.position();
        DerReader reader = from.sequence("SubjectPublicKeyInfo");
        AlgorithmId algorithm = AlgorithmId.read(reader, "SubjectPublicKeyInfo.algorithm");
        byte[] key = reader.bitOctets("subjectPublicKey");
        reader.end();
        Oid curve = algorithm.oid().equals(Oids.EC) ? namedCurve(algorithm) : null;
        return new Spki(from.since(start), algorithm, Opaque.adopt(key), size(algorithm, curve, key), curve);
    }

    /** The key whose encoding this is. */
    public static Spki parse(byte[] encoded) throws MalformedInput {
        DerReader reader = new DerReader(encoded, "SubjectPublicKeyInfo");
        Spki spki = read(reader);
        reader.end();
        return spki;
    }

    /** The whole element. */
    public Opaque encoded() {
        return encoded;
    }

    /** The key's algorithm. */
    public AlgorithmId algorithm() {
        return algorithm;
    }

    /** The contents of the bit string: what key identifiers are hashes of (RFC 5280 section 4.2.1.2). */
    public Opaque key() {
        return key;
    }

    /** The key's size in bits: modulus, prime or field; -1 where the algorithm or curve is not known here. */
    public int bits() {
        return size.bits();
    }

    /** Bits of the number that verifying raises to: RSA's public exponent, the order of DSA's group; 0 elsewhere. */
    public int exponentBits() {
        return size.exponent();
    }

    /** Why no peer may use this key ({@link KeyBounds}), as part of a sentence; null if it may. */
    public @Nullable String objection() {
        return size.wrong() != null || size.kind() == null ? size.wrong()
                : KeyBounds.tooLarge(size.kind(), size.bits());
    }

    /** The named curve of an elliptic curve key; null for other keys and for explicit curves. */
    public @Nullable Oid curve() {
        return curve;
    }

    /** Whether this is an elliptic curve key that spells its curve out, or inherits it (RFC 5480 section 2.1.1). */
    public boolean isExplicitCurve() {
        return algorithm.oid().equals(Oids.EC) && curve == null;
    }

    /** Whether this is a DSA key that takes its parameters from its issuer's (RFC 3279 section 2.3.2). */
    public boolean inheritsParameters() {
        return algorithm.oid().equals(Oids.DSA) && (algorithm.parameters() == null
                || algorithm.parameters().length() == 2 && algorithm.parameters().at(0) == Tag.NULL);
    }

    /** This key with the algorithm parameters of another (RFC 5280 section 6.1.4, steps d to f). */
    public Spki withParametersOf(Spki issuer) throws MalformedInput {
        byte[] key = this.key.toBytes();
        byte[] made = new DerWriter().sequence(w -> w.raw(issuer.algorithm.encoded().toBytes()).bits(key)).toBytes();
        return parse(made);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || other instanceof Spki that && hash == that.hash && encoded.equals(that.encoded);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** In the order of the encodings. */
    @Override
    public int compareTo(Spki other) {
        return encoded.compareTo(other.encoded);
    }

    private static @Nullable Oid namedCurve(AlgorithmId algorithm) throws MalformedInput {
        if (algorithm.parameters() == null) {
            return null;
        }
        DerReader reader = new DerReader(algorithm.parameters(), "EC parameters");
        return reader.isNext(Tag.OID) ? reader.oid("namedCurve") : null;
    }

    private static Size size(AlgorithmId algorithm, @Nullable Oid curve, byte[] key) throws MalformedInput {
        Oid oid = algorithm.oid();
        if (oid.equals(Oids.RSA) || oid.equals(Oids.RSA_PSS)) {
            DerReader reader = new DerReader(key, "RSAPublicKey");
            DerReader pair = reader.sequence("RSAPublicKey");
            BigInteger modulus = pair.integer("modulus");
            BigInteger exponent = pair.integer("publicExponent");
            pair.end();
            reader.end();
            // With an exponent of 1 everyone can sign; an even one has no private key (RFC 8017 section 3.1).
            if (modulus.signum() <= 0 || exponent.bitLength() < 2 || exponent.signum() < 0 || !exponent.testBit(0)) {
                throw new MalformedInput("RSAPublicKey: modulus not positive, or exponent even or below 3");
            }
            return new Size(modulus.bitLength(), exponent.bitLength(), "RSA", KeyBounds.rsa(modulus, exponent));
        }
        if (oid.equals(Oids.EC)) {
            return Size.of(curve == null ? -1 : CertificateCurve.bits(curve));
        }
        if (oid.equals(Oids.DSA)) {
            DerReader reader = new DerReader(key, "DSAPublicKey");
            BigInteger y = reader.integer("y");
            reader.end();
            if (y.signum() <= 0) {
                throw new MalformedInput("DSAPublicKey: y is not positive");
            }
            if (algorithm.parameters() == null || algorithm.parameters().at(0) != Tag.SEQUENCE) {
                return Size.of(-1);
            }
            DerReader group = new DerReader(algorithm.parameters(), "DSA parameters").sequence("Dss-Parms");
            BigInteger p = group.integer("p");
            BigInteger q = group.integer("q");
            return new Size(p.bitLength(), q.bitLength(), "DSA", KeyBounds.field("DSA", p, q));
        }
        if (oid.equals(Oids.ED25519) || oid.equals(Oids.ED448)) {
            int expected = oid.equals(Oids.ED25519) ? 32 : 57;
            if (key.length != expected || algorithm.parameters() != null) {
                throw new MalformedInput("SubjectPublicKeyInfo: not an RFC 8410 key of " + expected + " octets");
            }
            return Size.of(oid.equals(Oids.ED25519) ? 255 : 448);
        }
        return Size.of(-1);
    }
}
