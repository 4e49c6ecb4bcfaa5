package dev.handfast.bench;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedFrame;

/** Tells by the stack of a sample what a handshake was doing: an operation of cryptography, or a layer of the house. */
final class Places {

    /** What no frame of Handfast is in: the benchmark's own loop, the JVM. */
    static final String ELSEWHERE = "elsewhere";

    private static final String HOUSE = "dev.handfast.";
    private static final String BENCH = "dev.handfast.bench.";

    /**
     * Operations by the class, and the method if it matters, that a stack must have; the frame nearest to the top of a
     * stack decides.
     */
    private static final Map<String, String> OPERATIONS = Map.ofEntries(
            Map.entry("crypto.bc.XdhKeyExchange.agree", "X25519 agree"),
            Map.entry("crypto.bc.XdhKeyExchange.share", "X25519 key pair"),
            Map.entry("crypto.bc.P256KeyExchange.agree", "P-256 ECDH"),
            Map.entry("crypto.bc.P256KeyExchange.share", "P-256 key pair"),
            Map.entry("crypto.bc.EcdsaP256.sign", "ECDSA P-256 sign"),
            Map.entry("crypto.bc.EcdsaP256.verify", "ECDSA P-256 verify"),
            Map.entry("crypto.mlkem.ParameterSet.newKey", "ML-KEM-768 key pair"),
            Map.entry("crypto.mlkem.ParameterSet.encapsulate", "ML-KEM-768 encapsulate"),
            Map.entry("crypto.mlkem.DecapsulationKey.decapsulate", "ML-KEM-768 decapsulate"),
            Map.entry("crypto.jca.JcaSignatures", "other signatures"),
            Map.entry("crypto.jca.JcaAead", "records and tickets"),
            Map.entry("crypto.jca.JcaCbc", "records and tickets"),
            Map.entry("crypto.jca.JcaHash", "transcript hash"),
            Map.entry("crypto.jca.JcaHashes", "transcript hash"),
            Map.entry("crypto.jca.JcaHmac", "key schedule"),
            Map.entry("crypto.jca.JcaMacs", "key schedule"),
            Map.entry("crypto.Hkdf", "key schedule"));

    private Places() {}

    /** Where a sample was taken: {@code operation} or {@code layer: package}. */
    static String of(List<RecordedFrame> stack) {
        for (RecordedFrame frame : stack) {
            String type = frame.getMethod().getType().getName();
            if (type.startsWith(HOUSE) && !type.startsWith(BENCH)) {
                String within = outer(type.substring(HOUSE.length()));
                String operation = Stream.of(within + "." + frame.getMethod().getName(), within)
                        .map(OPERATIONS::get).filter(found -> found != null).findFirst().orElse(null);
                if (operation != null) {
                    return operation;
                }
                if (!within.startsWith("crypto.") && !within.startsWith("wire.")) {
                    return layer(within);
                }
            }
        }
        return stack.stream().map(frame -> frame.getMethod().getType().getName())
                .filter(type -> type.startsWith(HOUSE) && !type.startsWith(BENCH)).findFirst()
                .map(type -> layer(outer(type.substring(HOUSE.length())))).orElse(ELSEWHERE);
    }

    private static String outer(String type) {
        int nested = type.indexOf('$');
        return nested < 0 ? type : type.substring(0, nested);
    }

    private static String layer(String within) {
        int end = within.lastIndexOf('.');
        return "layer " + (end < 0 ? "root" : within.substring(0, end));
    }
}
