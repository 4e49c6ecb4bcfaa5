package dev.handfast.pki.cert;

import dev.handfast.der.Oid;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Sizes and names of the named curves that certificates carry (RFC 5480, RFC 5639, SEC 2). */
public final class CertificateCurve {

    public static final Oid P256 = Oid.of("1.2.840.10045.3.1.7");
    public static final Oid P384 = Oid.of("1.3.132.0.34");
    public static final Oid P521 = Oid.of("1.3.132.0.35");

    private record Known(String name, int bits, String... others) {
    }

    private static final Map<Oid, Known> KNOWN = Map.ofEntries(
            Map.entry(P256, new Known("secp256r1", 256, "NIST P-256", "X9.62 prime256v1", "prime256v1")),
            Map.entry(P384, new Known("secp384r1", 384, "NIST P-384")),
            Map.entry(P521, new Known("secp521r1", 521, "NIST P-521")),
            Map.entry(Oid.of("1.3.132.0.33"), new Known("secp224r1", 224, "NIST P-224")),
            Map.entry(Oid.of("1.2.840.10045.3.1.1"), new Known("secp192r1", 192, "NIST P-192", "X9.62 prime192v1",
                    "prime192v1")),
            Map.entry(Oid.of("1.3.132.0.8"), new Known("secp160r1", 160)),
            Map.entry(Oid.of("1.3.132.0.9"), new Known("secp160k1", 160)),
            Map.entry(Oid.of("1.3.132.0.30"), new Known("secp160r2", 160)),
            Map.entry(Oid.of("1.3.132.0.31"), new Known("secp192k1", 192)),
            Map.entry(Oid.of("1.3.132.0.32"), new Known("secp224k1", 224)),
            Map.entry(Oid.of("1.3.132.0.10"), new Known("secp256k1", 256)),
            Map.entry(Oid.of("1.3.132.0.6"), new Known("secp112r1", 112)),
            Map.entry(Oid.of("1.3.132.0.28"), new Known("secp128r1", 128)),
            Map.entry(Oid.of("1.3.36.3.3.2.8.1.1.7"), new Known("brainpoolP256r1", 256)),
            Map.entry(Oid.of("1.3.36.3.3.2.8.1.1.11"), new Known("brainpoolP384r1", 384)),
            Map.entry(Oid.of("1.3.36.3.3.2.8.1.1.13"), new Known("brainpoolP512r1", 512)));

    private CertificateCurve() {
    }

    /** The size of the curve's field in bits, or -1 for a curve that is not known here. */
    public static int bits(Oid curve) {
        Known known = KNOWN.get(curve);
        return known == null ? -1 : known.bits();
    }

    /** Every name by which rules may speak of the curve; only its number for one that is not known here. */
    public static List<String> names(Oid curve) {
        Known known = KNOWN.get(curve);
        List<String> names = new ArrayList<>(List.of(curve.toString()));
        if (known != null) {
            names.add(known.name());
            names.addAll(List.of(known.others()));
        }
        return names;
    }

    /** Whether a text of more than one word is the name of a curve. */
    public static boolean isNameOfWords(String text) {
        if (text.indexOf(' ') > 0) {
            for (Known known : KNOWN.values()) {
                for (String other : known.others()) {
                    if (text.equalsIgnoreCase(other)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** The curve's standard name, or its number. */
    public static String name(Oid curve) {
        Known known = KNOWN.get(curve);
        return known == null ? curve.toString() : known.name();
    }
}
