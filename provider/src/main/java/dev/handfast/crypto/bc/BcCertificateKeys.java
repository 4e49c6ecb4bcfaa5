package dev.handfast.crypto.bc;

import dev.handfast.der.Oid;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;

/** Certificates' keys on BouncyCastle's curves, for who has asked for {@link BouncyCastle.Part#CURVES}. */
final class BcCertificateKeys {

    /** Domains by curve. Bounded, because only curves that the library knows are kept. */
    private static final Map<Oid, ECDomainParameters> DOMAINS = new ConcurrentHashMap<>();

    /**
     * Authorities' points, with the tables that BouncyCastle attaches to a point once it has been used: by such a key
     * signatures are verified in half the time. Measured on the heap: 2 to 4 kB each on P-256, 10 kB at most on the
     * largest curves that are known (P-521, sect571r1), so all take 2.5 MB at most. Dropped as a whole when full, which
     * costs no more than that.
     */
    private static final Map<Opaque, ECPublicKeyParameters> KEYS = new ConcurrentHashMap<>();
    private static final int MAX_KEYS = 256;

    private BcCertificateKeys() {
    }

    static boolean knows(Oid curve) {
        return domain(curve) != null;
    }

    /** Remembers a key by its SubjectPublicKeyInfo if its curve is known. */
    static void keep(Opaque info, Oid curve, byte[] point) throws MalformedInput {
        ECDomainParameters domain = domain(curve);
        if (domain != null && !KEYS.containsKey(info)) {
            if (KEYS.size() >= MAX_KEYS) {
                KEYS.clear();
            }
            KEYS.put(info, key(domain, point));
        }
    }

    /** Throws if a point is not one of a known curve. */
    static void checkPoint(Oid curve, byte[] point) throws MalformedInput {
        key(domain(curve), point);
    }

    /** Whether r and s sign a digest under a point of a known curve. */
    static boolean verify(Opaque info, Oid curve, byte[] point, byte[] digest, BigInteger r, BigInteger s)
            throws MalformedInput {
        ECPublicKeyParameters key = KEYS.get(info);
        if (key == null) {
            key = key(domain(curve), point);
        }
        ECDSASigner verifier = new ECDSASigner();
        verifier.init(false, key);
        return verifier.verifySignature(digest, r, s);
    }

    private static ECPublicKeyParameters key(@Nullable ECDomainParameters domain, byte[] point) throws MalformedInput {
        if (domain == null) {
            throw new MalformedInput("subjectPublicKey: a curve that is not known");
        }
        try {
            return new ECPublicKeyParameters(domain.getCurve().decodePoint(point), domain);
        } catch (IllegalArgumentException e) {
            throw new MalformedInput("subjectPublicKey: not a point of its curve");
        }
    }

    private static @Nullable ECDomainParameters domain(Oid curve) {
        ECDomainParameters known = DOMAINS.get(curve);
        if (known != null) {
            return known;
        }
        ASN1ObjectIdentifier oid = new ASN1ObjectIdentifier(curve.toString());
        X9ECParameters parameters = CustomNamedCurves.getByOID(oid);
        if (parameters == null) {
            parameters = ECNamedCurveTable.getByOID(oid);
        }
        if (parameters == null) {
            return null;
        }
        ECDomainParameters domain = new ECDomainParameters(parameters);
        DOMAINS.put(curve, domain);
        return domain;
    }
}
