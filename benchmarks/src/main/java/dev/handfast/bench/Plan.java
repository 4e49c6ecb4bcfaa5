package dev.handfast.bench;

import java.util.List;

/**
 * What the two ends of a benchmark connection must negotiate; nothing else is enabled on them.
 *
 * @param version    {@code TLSv1.3} or {@code TLSv1.2}
 * @param keyType    the end-entity keys: {@code RSA-2048}, {@code P-256} or {@code Ed25519}
 * @param group      the name of the key exchange group, as in the IANA registry: {@code x25519}, {@code secp256r1},
 *                   {@code X25519MLKEM768}
 * @param cipher     {@code AES_128_GCM}, {@code AES_256_GCM} or {@code CHACHA20_POLY1305}
 * @param clientAuth whether the server requires a certificate
 * @param resumed    whether all handshakes but the first of a pair of contexts resume a session
 */
public record Plan(String version, String keyType, String group, String cipher, boolean clientAuth, boolean resumed) {

    /** Whether this is TLS 1.3 rather than 1.2. */
    public boolean isTls13() {
        return version.equals("TLSv1.3");
    }

    /** The same in another version. */
    public Plan in(String otherVersion) {
        return new Plan(otherVersion, keyType, group, cipher, clientAuth, resumed);
    }

    /** The name of the one cipher suite that has this version, key type and cipher. */
    public String suite() {
        String hash = cipher.equals("AES_256_GCM") ? "SHA384" : "SHA256";
        if (isTls13()) {
            return "TLS_" + cipher + "_" + hash;
        }
        return "TLS_ECDHE_" + (keyType.startsWith("RSA") ? "RSA" : "ECDSA") + "_WITH_" + cipher + "_" + hash;
    }

    /**
     * The groups to enable, best first: the one asked for, and in TLS 1.2 also the curve of an ECDSA key, since there
     * supported_groups limits certificates too (RFC 8422 section 5.1.1).
     */
    public List<String> groups() {
        return isTls13() ? List.of(group) : groupsAndKeyCurve();
    }

    /** The groups of TLS 1.2, which BCJSSE wants in TLS 1.3 too: it ties ECDSA schemes to the groups enabled. */
    public List<String> groupsAndKeyCurve() {
        if (keyType.equals("P-256") && !group.equals("secp256r1")) {
            return List.of(group, "secp256r1");
        }
        return List.of(group);
    }
}
