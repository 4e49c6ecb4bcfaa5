package dev.handfast.crypto;

import dev.handfast.der.DerReader;
import dev.handfast.der.Oid;
import dev.handfast.der.Tag;
import dev.handfast.wire.MalformedInput;
import java.util.Map;

/**
 * RSASSA-PSS-params, the parameters of an AlgorithmIdentifier for RSASSA-PSS (RFC 4055 section 3.1,
 * RFC 9846 section 4.3.3).
 *
 * <p>The mask may use another hash than the message, and the salt may have any length that the key has room for: RFC
 * 4055 recommends equal ones and does not demand them, and OpenSSL 3.0 makes the longest salt by default.
 *
 * @param hash JCA's name of the message's hash
 * @param maskHash JCA's name of the hash in MGF1
 * @param salt the salt's length in bytes
 */
public record PssParams(String hash, String maskHash, int salt) {

    private static final Oid MGF1 = Oid.of("1.2.840.113549.1.1.8");
    private static final Map<Oid, String> HASHES = Map.of(Oid.of("1.3.14.3.2.26"), "SHA-1",
            Oid.of("2.16.840.1.101.3.4.2.4"), "SHA-224", Oid.of("2.16.840.1.101.3.4.2.1"), "SHA-256",
            Oid.of("2.16.840.1.101.3.4.2.2"), "SHA-384", Oid.of("2.16.840.1.101.3.4.2.3"), "SHA-512",
            Oid.of("2.16.840.1.101.3.4.2.5"), "SHA-512/224", Oid.of("2.16.840.1.101.3.4.2.6"), "SHA-512/256",
            Oid.of("2.16.840.1.101.3.4.2.8"), "SHA3-256", Oid.of("2.16.840.1.101.3.4.2.9"), "SHA3-384",
            Oid.of("2.16.840.1.101.3.4.2.10"), "SHA3-512");

    /** The defaults of {@code hashAlgorithm}, {@code maskGenAlgorithm} and {@code saltLength}. */
    private static final PssParams DEFAULT = new PssParams("SHA-1", "SHA-1", 20);

    /** The longest salt: that of an RSA key of 16,384 bits. */
    private static final int MAX_SALT = 2048;

    /**
     * Reads the parameters, where a reader of an AlgorithmIdentifier stands behind the algorithm. Written-out defaults
     * are accepted, as everywhere.
     *
     * @throws MalformedInput if they are absent, no DER, or ask for what is not known here; the message says what
     */
    public static PssParams read(DerReader identifier) throws MalformedInput {
        if (!identifier.isNext(Tag.SEQUENCE)) {
            throw new MalformedInput("RSASSA-PSS without its parameters (RFC 4055 section 3.1 asks for them)");
        }
        DerReader reader = identifier.sequence("RSASSA-PSS-params");
        PssParams read = DEFAULT;
        if (reader.isNext(Tag.constructed(0))) {
            read = new PssParams(hash(reader.nested(Tag.constructed(0), "hashAlgorithm")), read.maskHash, read.salt);
        }
        if (reader.isNext(Tag.constructed(1))) {
            DerReader tagged = reader.nested(Tag.constructed(1), "maskGenAlgorithm");
            DerReader generator = tagged.sequence("maskGenAlgorithm");
            tagged.end();
            Oid mask = generator.oid("maskGenAlgorithm");
            if (!mask.equals(MGF1)) {
                throw new MalformedInput("RSASSA-PSS with the mask generation function " + mask + ", which is not"
                        + " known here");
            }
            read = new PssParams(read.hash, hash(generator), read.salt);
        }
        if (reader.isNext(Tag.constructed(2))) {
            read = new PssParams(read.hash, read.maskHash, number(reader, 2, "saltLength"));
        }
        if (reader.isNext(Tag.constructed(3)) && number(reader, 3, "trailerField") != 1) {
            throw new MalformedInput("RSASSA-PSS with a trailer field other than 1 (RFC 4055 section 3.1)");
        }
        reader.end();
        identifier.end();
        if (read.salt > MAX_SALT) {
            throw new MalformedInput("RSASSA-PSS with a salt of " + read.salt + " bytes, above the cap of " + MAX_SALT);
        }
        return read;
    }

    /** For people: {@code "SHA-256, MGF1 with SHA-1, a salt of 222 bytes"}. */
    public String describe() {
        return hash + ", MGF1 with " + maskHash + ", a salt of " + salt + " bytes";
    }

    /** A hash's AlgorithmIdentifier to its end, parameters absent or NULL (RFC 4055 section 2.1). */
    private static String hash(DerReader from) throws MalformedInput {
        DerReader identifier = from.sequence("hash");
        Oid oid = identifier.oid("hash");
        if (identifier.hasMore()) {
            identifier.nothing("parameters");
        }
        identifier.end();
        from.end();
        String hash = HASHES.get(oid);
        if (hash == null) {
            throw new MalformedInput("RSASSA-PSS with the hash " + oid + ", which is not known here");
        }
        return hash;
    }

    private static int number(DerReader reader, int tag, String what) throws MalformedInput {
        DerReader tagged = reader.nested(Tag.constructed(tag), what);
        int number = tagged.count(Tag.INTEGER, what);
        tagged.end();
        return number;
    }
}
