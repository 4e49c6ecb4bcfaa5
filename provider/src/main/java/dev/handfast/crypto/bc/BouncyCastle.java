package dev.handfast.crypto.bc;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.lang.reflect.Method;
import java.net.URL;
import java.security.CodeSource;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.stream.Collectors;

/**
 * The BouncyCastle that applications bring: which one it is, and which parts of it can be used. Only classes that ask
 * {@link #has} first may call it. Everything is looked up once, when this class is loaded, without running any of it;
 * what is missing, too old or mixed is said once, in the log {@code dev.handfast.crypto}.
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

    private static final String LOG = "dev.handfast.crypto";
    private static final String ROOT = "org.bouncycastle.";
    /** In every BouncyCastle that has a lightweight API. */
    private static final String ANCHOR = ROOT + "crypto.CipherParameters";

    private static final @Nullable Class<?> FOUND = anchor();
    private static final List<String> PLACES = places();
    /** Why a part cannot be used. */
    private static final Map<Part, String> MISSING = missing();
    private static final AtomicBoolean TOLD_OF_ML_DSA = new AtomicBoolean();

    static {
        tell();
    }

    private BouncyCastle() {
    }

    /** Whether there is any. */
    public static boolean isPresent() {
        return FOUND != null;
    }

    /** Whether a part can be used. */
    public static boolean has(Part part) {
        return !MISSING.containsKey(part);
    }

    /** Why a part cannot be used, with what to do, without a full stop; null if it can. */
    public static @Nullable String objection(Part part) {
        String reason = MISSING.get(part);
        return reason == null ? null : capitalised(part.use) + ": " + (FOUND == null ? absent() : reason) + "; "
                + advice(part);
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
        return FOUND == null ? absent() : "BouncyCastle " + version() + ", " + String.join(" and ", PLACES);
    }

    /** What an operator should know: nothing if all is well. */
    public static List<String> complaints() {
        if (FOUND == null) {
            return List.of(capitalised(absent()) + ". Handfast does without: it does not offer the groups secp384r1,"
                    + " secp521r1, x448 and SecP384r1MLKEM1024, takes no certificates on P-384 and P-521 in TLS 1.2,"
                    + " and"
                    + " leaves signatures by Ed25519, Ed448 and ECDSA on other curves than P-256 to the JDK, which is"
                    + " slower. To have them, " + advice(Part.CURVES) + ".");
        }
        Set<String> complaints = new LinkedHashSet<>();
        if (PLACES.size() > 1) {
            complaints.add("There is more than one BouncyCastle: " + String.join(", ", PLACES)
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
        complaints().forEach(BouncyCastle::log);
    }

    private static void log(String text) {
        System.getLogger(LOG).log(Level.WARNING, text);
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

    private static @Nullable Class<?> anchor() {
        try {
            return Class.forName(ANCHOR, false, loader());
        } catch (ClassNotFoundException | LinkageError | SecurityException absent) {
            return null;
        }
    }

    private static Map<Part, String> missing() {
        Map<Part, String> missing = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            String reason = part.needs.stream().map(BouncyCastle::missing).filter(each -> each != null).findFirst()
                    .orElse(null);
            if (reason != null) {
                missing.put(part, reason);
            }
        }
        return Collections.unmodifiableMap(missing);
    }

    /** Why a class with its methods cannot be used, or null. */
    private static @Nullable String missing(String need) {
        List<String> words = List.of(need.split(" "));
        String name = ROOT + words.get(0);
        try {
            Class<?> type = Class.forName(name, false, loader());
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

    /** Jars or directories that have the anchor, the one in use first. */
    private static List<String> places() {
        Set<String> places = new LinkedHashSet<>();
        if (FOUND != null) {
            CodeSource source = FOUND.getProtectionDomain().getCodeSource();
            if (source != null && source.getLocation() != null) {
                places.add(source.getLocation().toString());
            }
            String file = ANCHOR.replace('.', '/') + ".class";
            try {
                for (URL each : Collections.list(loader().getResources(file))) {
                    places.add(each.toString().replaceFirst("(!/|/)(META-INF/versions/\\d+/)?" + file + "$", "")
                            .replaceFirst("^jar:", ""));
                }
            } catch (IOException unreadable) {
                places.add("a place that cannot be read: " + unreadable);
            }
        }
        return List.copyOf(places);
    }

    /** What the manifest of the jar says that has the anchor; a jar of the application's own says nothing of it. */
    private static String version() {
        try (InputStream in = manifest()) {
            Attributes manifest = new Manifest(in == null ? InputStream.nullInputStream() : in).getMainAttributes();
            String bundle = manifest.getValue("Bundle-SymbolicName");
            if (bundle != null && bundle.startsWith("bcprov")) {
                return manifest.getValue("Bundle-Version");
            }
        } catch (IOException noJar) {
            // A directory, or a place that only its loader can read
            System.getLogger(LOG).log(Level.DEBUG, "no manifest beside " + ANCHOR, noJar);
        }
        return "of unknown version";
    }

    /** Of a module or a jar; may be null. */
    private static @Nullable InputStream manifest() throws IOException {
        String file = "META-INF/MANIFEST.MF";
        if (FOUND == null || PLACES.isEmpty()) {
            return null;
        }
        return FOUND.getModule().isNamed() ? FOUND.getModule().getResourceAsStream(file)
                : new URL("jar:" + PLACES.get(0) + "!/" + file).openStream();
    }

    private static ClassLoader loader() {
        return BouncyCastle.class.getClassLoader();
    }
}
