package dev.handfast.jsse.props;

import dev.handfast.spec.BulkCipher;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.HashAlgorithm;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.SignatureScheme;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Takes algorithm names apart, so that a rule about {@code SHA1} is seen to concern {@code SHA1withRSA} and
 * {@code TLS_RSA_WITH_AES_128_CBC_SHA}. All names come out in upper case.
 */
final class AlgorithmComponents {

    /** Of the names that handshakes ask for. No other is kept: the name of a peer's algorithm may be any OID. */
    private static final Map<String, Set<String>> PREPARED = new HashMap<>();

    static {
        for (SignatureScheme scheme : SignatureScheme.usable()) {
            prepare(scheme.jcaName());
        }
        for (NamedGroup group : NamedGroup.usable()) {
            prepare(group.toString());
        }
        for (String key : List.of("EC", "RSA", "RSASSA-PSS", "EdDSA", "Ed25519", "Ed448")) {
            prepare(key);
        }
    }

    private AlgorithmComponents() {
    }

    private static void prepare(String name) {
        PREPARED.put(name, Collections.unmodifiableSet(apart(name)));
    }

    /** The name itself and its parts, by every name each is known by; unmodifiable. */
    static Set<String> partsOf(String algorithm) {
        Set<String> prepared = PREPARED.get(algorithm);
        return prepared != null ? prepared : Collections.unmodifiableSet(apart(algorithm));
    }

    private static Set<String> apart(String algorithm) {
        CipherSuite suite = algorithm.startsWith("TLS_") ? CipherSuite.named(algorithm) : null;
        return suite != null && suite.isUsable() ? partsOf(suite) : NameParts.of(algorithm);
    }

    private static Set<String> partsOf(CipherSuite suite) {
        Set<String> parts = new LinkedHashSet<>();
        parts.add(suite.toString().toUpperCase(Locale.ROOT));
        switch (suite.agreement()) {
            case RSA -> add(parts, "RSA", "K_RSA");
            case DHE -> add(parts, "RSA", "DH", "DHE", "DIFFIEHELLMAN", "DHE_RSA");
            case ECDHE -> {
                String signer = suite.authentication() == CipherSuite.Authentication.BY_RSA ? "RSA" : "ECDSA";
                add(parts, "ECDHE", signer, "ECDHE_" + signer);
            }
            case TLS13 -> {}
        }
        addCipher(parts, suite.cipher());
        if (suite.mac() != null) {
            addHash(parts, suite.mac());
        }
        addHash(parts, suite.hash());
        return parts;
    }

    private static void addCipher(Set<String> parts, BulkCipher cipher) {
        add(parts, cipher.name());
        switch (cipher.kind()) {
            case GCM -> add(parts, "AES", "GCM", "AES/GCM/NOPADDING");
            case CCM -> add(parts, "AES", "CCM");
            case CBC -> add(parts, "AES", "CBC", "AES/CBC/NOPADDING");
            case CHACHA20 -> add(parts, "CHACHA20", "POLY1305", "CHACHA20-POLY1305");
        }
    }

    private static void addHash(Set<String> parts, HashAlgorithm hash) {
        add(parts, hash.name(), hash.digestName(), hash.macName().toUpperCase(Locale.ROOT));
    }

    private static void add(Set<String> parts, String... names) {
        parts.addAll(Set.of(names));
    }
}
