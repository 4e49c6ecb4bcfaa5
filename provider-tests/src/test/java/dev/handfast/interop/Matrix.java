package dev.handfast.interop;

import dev.handfast.peers.KeyKind;
import dev.handfast.peers.Pin;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The pins of the interop matrix: each suite, group, key type and client key in each version that has it. */
final class Matrix {

    static final List<String> SUITES_13 = List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_CCM_SHA256");
    static final List<String> SUITES_12 = List.of(
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_CCM", "TLS_ECDHE_ECDSA_WITH_AES_256_CCM",
            "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
            "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
            "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384",
            "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_DHE_RSA_WITH_AES_128_CCM", "TLS_DHE_RSA_WITH_AES_256_CCM",
            "TLS_DHE_RSA_WITH_AES_128_CBC_SHA", "TLS_DHE_RSA_WITH_AES_256_CBC_SHA",
            "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256", "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256",
            "TLS_RSA_WITH_AES_128_GCM_SHA256", "TLS_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_RSA_WITH_AES_128_CCM", "TLS_RSA_WITH_AES_256_CCM",
            "TLS_RSA_WITH_AES_128_CBC_SHA", "TLS_RSA_WITH_AES_256_CBC_SHA",
            "TLS_RSA_WITH_AES_128_CBC_SHA256", "TLS_RSA_WITH_AES_256_CBC_SHA256");
    static final List<String> ECDHE_GROUPS = List.of("x25519", "secp256r1", "secp384r1", "secp521r1", "x448");
    static final List<String> DHE_GROUPS = List.of("ffdhe2048", "ffdhe3072", "ffdhe4096");
    static final List<String> HYBRID_GROUPS = List.of("X25519MLKEM768", "SecP256r1MLKEM768", "SecP384r1MLKEM1024");

    private Matrix() {
    }

    /** All pins. */
    static List<Pin> pins() {
        List<Pin> pins = new ArrayList<>();
        SUITES_13.forEach(suite -> pins.add(new Pin("TLSv1.3", suite, null, KeyKind.P256, null)));
        SUITES_12.forEach(suite -> pins.add(new Pin("TLSv1.2", suite, null,
                suite.contains("_ECDSA_") ? KeyKind.P256 : KeyKind.RSA, null)));
        Stream.of(HYBRID_GROUPS, ECDHE_GROUPS, DHE_GROUPS).flatMap(List::stream)
                .forEach(group -> pins.add(new Pin("TLSv1.3", null, group, KeyKind.RSA, null)));
        // RSA keys: the list of groups limits the curves of ECDSA certificates too (RFC 8422 section 5.1)
        ECDHE_GROUPS.forEach(group -> pins.add(new Pin("TLSv1.2", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", group,
                KeyKind.RSA, null)));
        DHE_GROUPS.forEach(group -> pins.add(new Pin("TLSv1.2", "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256", group,
                KeyKind.RSA, null)));
        for (String version : List.of("TLSv1.3", "TLSv1.2")) {
            for (KeyKind key : KeyKind.values()) {
                pins.add(new Pin(version, null, null, key, null));
                pins.add(new Pin(version, null, null, KeyKind.P256, key));
            }
        }
        return List.copyOf(pins);
    }
}
