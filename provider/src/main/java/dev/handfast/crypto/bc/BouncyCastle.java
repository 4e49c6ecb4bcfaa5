package dev.handfast.crypto.bc;

import dev.handfast.wire.SafeLog;
import org.jspecify.annotations.Nullable;

import java.lang.System.Logger.Level;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * The BouncyCastle that applications bring: which one it is, and which parts of it can be used. Only classes that ask
 * {@link #has} first may call it. Each part is looked up once, when it is asked for first, without running any of it:
 * by the jar's version if there is one jar that has all of the part's classes, else class by class. What is missing,
 * too old or mixed is said once, in the log {@code dev.handfast.crypto}.
 */
public final class BouncyCastle {

    /** The oldest version that has been tried with all groups and key types. */
    public static final String OLDEST = "1.70";

    /** What Handfast uses it for, each with the classes and methods that it takes. */
    public enum Part {
        /** Curves of NIST but P-256, and those that only certificates have. */
        CURVES("the groups secp384r1, secp521r1 and SecP384r1MLKEM1024, and ECDSA on other curves than P-256", OLDEST,
                "asn1.ASN1ObjectIdentifier", "asn1.x9.X9ECParameters", "asn1.x9.ECNamedCurveTable getByOID",
                "crypto.ec.CustomNamedCurves getByName getByOID",
                "crypto.params.ECDomainParameters getCurve getG validatePublicPoint",
                "crypto.params.ECPublicKeyParameters", "crypto.params.ECPrivateKeyParameters",
                "crypto.params.ParametersWithRandom",
                "crypto.signers.ECDSASigner init generateSignature verifySignature",
                "math.ec.ECCurve createPoint decodePoint", "math.ec.ECFieldElement getEncoded",
                "math.ec.ECPoint getAffineXCoord getEncoded normalize", "math.ec.FixedPointCombMultiplier multiply"),
        X448("the group x448", OLDEST, "math.ec.rfc7748.X448 scalarMult scalarMultBase"),
        EDDSA("Ed25519 and Ed448", OLDEST, "math.ec.rfc8032.Ed25519 sign verify", "math.ec.rfc8032.Ed448 sign verify"),
        CMS("issuers and revocation lists that are fetched in messages of CMS", OLDEST,
                "asn1.ASN1Encodable toASN1Primitive",
                "asn1.ASN1InputStream close readObject", "asn1.ASN1ObjectIdentifier equals",
                "asn1.ASN1Primitive getEncoded", "asn1.ASN1Sequence getInstance getObjectAt iterator size",
                "asn1.ASN1Set getInstance iterator", "asn1.ASN1TaggedObject getInstance hasTag"),
        ENCRYPTED_KEYS("keys in PEM that OpenSSL encrypted in its own way, or with scrypt, with bcpkix and bcutil",
                OLDEST, "jce.provider.BouncyCastleProvider", "openssl.PEMParser close readObject",
                "openssl.PEMEncryptedKeyPair decryptKeyPair",
                "openssl.PEMKeyPair getPrivateKeyInfo", "openssl.PEMException",
                "openssl.jcajce.JcePEMDecryptorProviderBuilder build setProvider",
                "openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder build setProvider",
                "operator.OperatorCreationException", "asn1.pkcs.PrivateKeyInfo getEncoded",
                "pkcs.PKCS8EncryptedPrivateKeyInfo decryptPrivateKeyInfo", "pkcs.PKCSException getCause"),
        ML_DSA("certificates signed with ML-DSA", "1.84", "crypto.params.MLDSAParameters",
                "crypto.params.MLDSAPublicKeyParameters", "crypto.signers.MLDSASigner init update verifySignature");

        private final String use;
        private final String since;
        private final List<String> needs;

        Part(String use, String since, String... needs) {
            this.use = use;
            this.since = since;
            this.needs = List.of(needs);
        }

        /** Names of classes below {@code org.bouncycastle}, each with those of its methods that are called. */
        public List<String> needs() {
            return needs;
        }
    }

    private static final String ROOT = "org.bouncycastle.";

    private static final BouncyCastleJars JARS = new BouncyCastleJars(BouncyCastle.class.getClassLoader());
    /** Why a part cannot be used; empty for one that can. */
    private static final Map<Part, Optional<String>> MISSING = new ConcurrentHashMap<>();
    private static final AtomicBoolean TOLD_OF_ML_DSA = new AtomicBoolean();

    static {
        tell();
    }

    private BouncyCastle() {
    }

    /** Whether there is any. */
    public static boolean isPresent() {
        return JARS.arePresent();
    }

    /** Whether a part can be used. */
    public static boolean has(Part part) {
        return reason(part).isEmpty();
    }

    /** Why a part cannot be used, with what to do, without a full stop; null if it can. */
    public static @Nullable String objection(Part part) {
        return reason(part).map(reason -> capitalised(part.use) + ": " + reason + "; " + advice(part)).orElse(null);
    }

    /** As {@link #has}, and warns once if certificates with ML-DSA come and it is missing. */
    static boolean hasMlDsa() {
        if (!has(Part.ML_DSA) && TOLD_OF_ML_DSA.compareAndSet(false, true)) {
            log(objection(Part.ML_DSA) + ". Until then the JDK is asked, which has it from 24 on.");
        }
        return has(Part.ML_DSA);
    }

    /** What was found, in one line: the version and the jar, or that there is none. */
    public static String description() {
        return !isPresent() ? absent()
                : "BouncyCastle " + JARS.version() + ", " + String.join(" and ", JARS.places());
    }

    /** What an operator should know: nothing if all is well. */
    public static List<String> complaints() {
        if (!isPresent()) {
            return List.of(capitalised(absent()) + ". Handfast does without: it does not offer the groups secp384r1,"
                    + " secp521r1, x448 and SecP384r1MLKEM1024, takes no certificates on P-384 and P-521 in TLS 1.2,"
                    + " and"
                    + " leaves signatures by Ed25519, Ed448 and ECDSA on other curves than P-256 to the JDK, which is"
                    + " slower. To have them, " + advice(Part.CURVES) + ".");
        }
        Set<String> complaints = new LinkedHashSet<>();
        List<String> places = JARS.places();
        if (places.size() > 1) {
            complaints.add("There is more than one BouncyCastle: " + String.join(", ", places)
                    + ". The first is used; keep one, or classes of both are mixed.");
        }
        for (Part part : List.of(Part.CURVES, Part.X448, Part.EDDSA, Part.CMS)) {
            if (!has(part)) {
                complaints.add(objection(part) + ".");
            }
        }
        return List.copyOf(complaints);
    }

    private static void tell() {
        for (String complaint : complaints()) {
            log(complaint);
        }
    }

    private static void log(String text) {
        SafeLog.of(BouncyCastleJars.LOG).log(Level.WARNING, text);
    }

    private static String absent() {
        return "there is no BouncyCastle (bcprov) on the class path or module path";
    }

    private static String advice(Part part) {
        return "put one " + (part == Part.ENCRYPTED_KEYS ? "bcpkix-jdk18on, with bcutil and bcprov" : "bcprov-jdk18on")
                + ", " + part.since + " or newer, beside handfast-provider";
    }

    private static String capitalised(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    // Looking

    private static Optional<String> reason(Part part) {
        Optional<String> known = MISSING.get(part);
        if (known == null) {
            known = lookUp(part);
            MISSING.put(part, known);
        }
        return known;
    }

    private static Optional<String> lookUp(Part part) {
        if (!isPresent()) {
            return Optional.of(absent());
        }
        List<String> classes = new ArrayList<>();
        for (String need : part.needs) {
            classes.add(need.split(" ", 2)[0]);
        }
        if (JARS.areOf(part.since, classes)) {
            return Optional.empty();
        }
        for (String need : part.needs) {
            String missing = missing(need);
            if (missing != null) {
                return Optional.of(missing);
            }
        }
        return Optional.empty();
    }

    /** Why a class with its methods cannot be used, or null. */
    private static @Nullable String missing(String need) {
        List<String> words = List.of(need.split(" "));
        String name = ROOT + words.get(0);
        try {
            Class<?> type = Class.forName(name, false, BouncyCastle.class.getClassLoader());
            Set<String> methods = Arrays.stream(type.getMethods()).map(Method::getName).collect(Collectors.toSet());
            List<String> absent = words.stream().skip(1).filter(each -> !methods.contains(each)).toList();
            return absent.isEmpty() ? null : description() + " has no " + name + "." + absent.get(0);
        } catch (ClassNotFoundException e) {
            return description() + " has no " + name;
        } catch (LinkageError | SecurityException e) {
            // SecurityException: its package has classes of a jar that another key signed
            return description() + ", whose " + name + " cannot be loaded: " + e;
        }
    }
}
