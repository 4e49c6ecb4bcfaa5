package dev.handfast.bench;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.conscrypt.Conscrypt;

/**
 * The cryptographic operations of a handshake and of records, by name, so that what each library charges for them can
 * be measured again when a library or a JDK changes.
 */
final class Primitives {

    /** The platform's own providers. */
    static final String JDK = "JDK";

    private static final String OWN = "Handfast";
    private static final String BC = "BC";
    private static final String BC_LIGHT = "BC light";
    private static final String ACCP = "ACCP";
    private static final String CONSCRYPT = "Conscrypt";

    private static final Map<String, FromJca> JCA = new LinkedHashMap<>();

    static {
        JCA.put("X25519 key pair", jca -> jca.keyPair("X25519"));
        JCA.put("X25519 agree", jca -> jca.agree("X25519", "X25519"));
        JCA.put("P-256 key pair", jca -> jca.keyPair("P-256"));
        JCA.put("P-256 ECDH", jca -> jca.agree("P-256", "ECDH"));
        JCA.put("ECDSA P-256 sign", jca -> jca.sign("P-256", "SHA256withECDSA"));
        JCA.put("ECDSA P-256 verify", jca -> jca.verify("P-256", "SHA256withECDSA"));
        JCA.put("RSA-2048 PSS sign", jca -> jca.sign("RSA-2048", "SHA256withRSA/PSS"));
        JCA.put("RSA-2048 PSS verify", jca -> jca.verify("RSA-2048", "SHA256withRSA/PSS"));
        JCA.put("Ed25519 sign", jca -> jca.sign("Ed25519", "Ed25519"));
        JCA.put("Ed25519 verify", jca -> jca.verify("Ed25519", "Ed25519"));
        JCA.put("ML-KEM-768 key pair", jca -> jca.keyPair("ML-KEM-768"));
        JCA.put("ML-KEM-768 encapsulate", jca -> jca.encapsulate("ML-KEM-768"));
        JCA.put("ML-KEM-768 decapsulate", jca -> jca.decapsulate("ML-KEM-768"));
        for (int size : new int[] {16384, 1024, 64}) {
            JCA.put("AES-128-GCM seal " + size + " B", jca -> jca.seal("AES_128_GCM", size));
        }
        for (int size : new int[] {16384, 1024}) {
            JCA.put("ChaCha20-Poly1305 seal " + size + " B", jca -> jca.seal("CHACHA20_POLY1305", size));
        }
        JCA.put("HMAC-SHA256 init and 64 B", jca -> jca.mac("HmacSHA256", 64));
        JCA.put("SHA-256 4096 B", jca -> jca.digest("SHA-256", 4096));
    }

    private Primitives() {}

    /** One use of an operation, ready to be repeated; the result is for JMH to swallow. */
    @FunctionalInterface
    interface Operation {
        Object run() throws GeneralSecurityException;
    }

    @FunctionalInterface
    private interface FromJca {
        Operation prepare(JcaPrimitives jca) throws GeneralSecurityException;
    }

    /** All operations, in the order of the report. */
    static List<String> operations() {
        return List.copyOf(JCA.keySet());
    }

    /** All libraries, in the order of the report. */
    static List<String> providers() {
        return List.of(JDK, OWN, BC, BC_LIGHT, ACCP, CONSCRYPT);
    }

    /**
     * Prepares an operation of a library.
     *
     * @throws Unavailable if the library does not have it
     */
    static Operation prepare(String operation, String provider) throws Unavailable, GeneralSecurityException {
        if (provider.equals(OWN)) {
            return OwnPrimitives.prepare(operation);
        }
        if (provider.equals(BC_LIGHT)) {
            return LightPrimitives.prepare(operation);
        }
        try {
            return JCA.get(operation).prepare(new JcaPrimitives(jcaProvider(provider)));
        } catch (NoSuchAlgorithmException e) {
            throw new Unavailable(provider + " does not have it", e);
        } catch (LinkageError e) {
            throw new Unavailable(provider + " does not load", e);
        }
    }

    /** Null stands for the platform's order. */
    private static Provider jcaProvider(String name) {
        return switch (name) {
            case JDK -> null;
            case BC -> new BouncyCastleProvider();
            case ACCP -> AmazonCorrettoCryptoProvider.INSTANCE;
            case CONSCRYPT -> Conscrypt.newProvider();
            default -> throw new IllegalArgumentException(name + " is none of " + providers());
        };
    }
}
