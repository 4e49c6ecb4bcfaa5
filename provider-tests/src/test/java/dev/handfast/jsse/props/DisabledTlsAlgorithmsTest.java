package dev.handfast.jsse.props;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.jsse.props.DisabledTlsAlgorithms.Use;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.KeyKind;
import java.security.CryptoPrimitive;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Security;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The syntax of {@code jdk.tls.disabledAlgorithms} as {@code java.security} describes it. */
@Tag("contract")
class DisabledTlsAlgorithmsTest {

    private static final Set<CryptoPrimitive> ANY = EnumSet.of(CryptoPrimitive.KEY_AGREEMENT);

    /** JDK 25's own value. */
    private static final String OF_JDK_25 = "SSLv3, TLSv1, TLSv1.1, DTLSv1.0, RC4, DES, MD5withRSA, DH keySize < 1024, "
            + "EC keySize < 224, 3DES_EDE_CBC, anon, NULL, ECDH, TLS_RSA_*, rsa_pkcs1_sha1 usage HandshakeSignature, "
            + "ecdsa_sha1 usage HandshakeSignature, dsa_sha1 usage HandshakeSignature";

    @ParameterizedTest
    @CsvSource({"TLSv1, false", "TLSv1.1, false", "TLSv1.2, true", "TLSv1.3, true",
        "TLS_RSA_WITH_AES_128_GCM_SHA256, false", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, true",
        "TLS_AES_128_GCM_SHA256, true", "MD5withRSA, false", "SHA256withRSA, true", "ecdsa_sha1, true",
        "x25519, true", "X25519MLKEM768, true", "ECDH, false", "ECDHE, true"})
    void theJdksOwnRulesAreUnderstood(String algorithm, boolean permitted) {
        assertEquals(permitted, DisabledTlsAlgorithms.parse(OF_JDK_25, "jdk25").permits(ANY, algorithm, null));
    }

    @Test
    void aUsageForbidsThatUseOnly() {
        DisabledTlsAlgorithms rules = DisabledTlsAlgorithms.parse(OF_JDK_25, "jdk25");
        assertFalse(rules.permits("ecdsa_sha1", Set.of(Use.HANDSHAKE_SIGNATURE)));
        assertTrue(rules.permits("ecdsa_sha1", Set.of(Use.CERTIFICATE_SIGNATURE)));
        assertTrue(rules.permits("ecdsa_secp256r1_sha256", Set.of(Use.HANDSHAKE_SIGNATURE)));
    }

    @ParameterizedTest
    @CsvSource({"SHA1, SHA1withRSA", "SHA-1, SHA1withECDSA", "RSA, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        "ECDHE_RSA, TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA", "SHA1, TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
        "AES_256_CBC, TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA", "DHE, TLS_DHE_RSA_WITH_AES_128_GCM_SHA256",
        "DiffieHellman, TLS_DHE_RSA_WITH_AES_128_GCM_SHA256", "ChaCha20-Poly1305, TLS_CHACHA20_POLY1305_SHA256",
        "AES/GCM/NoPadding, TLS_AES_128_GCM_SHA256", "tls_aes_128_*, TLS_AES_128_GCM_SHA256"})
    void aPartForbidsTheWhole(String rule, String algorithm) {
        assertFalse(DisabledTlsAlgorithms.parse(rule, "rule").permits(ANY, algorithm, null));
    }

    @ParameterizedTest
    @CsvSource({"SHA1, SHA256withRSA", "DES, 3DES_EDE_CBC", "RSA, RSASSA-PSS",
        "TLS_RSA_*, TLS_DHE_RSA_WITH_AES_128_CCM",
        "AES_128_CBC, TLS_AES_128_GCM_SHA256"})
    void similarNamesAreNotConcerned(String rule, String algorithm) {
        assertTrue(DisabledTlsAlgorithms.parse(rule, "rule").permits(ANY, algorithm, null));
    }

    @ParameterizedTest
    @CsvSource({"RSA keySize < 2048, true", "RSA keySize < 2049, false", "RSA keySize <= 2048, false",
        "RSA keySize == 2048, false", "RSA keySize != 2048, true", "RSA keySize > 2047, false",
        "RSA keySize >= 2048, false", "RSA keySize > 2048, true", "RSA keySize < 4096 & usage TLSServer, true",
        "EC keySize < 521, true", "RSA jdkCA, true", "RSA denyAfter 2020-01-01, false",
        "RSA denyAfter 2999-01-01, true"})
    void keySizesAreCompared(String rule, boolean permitted) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        assertEquals(permitted, DisabledTlsAlgorithms.parse(rule, "rule").permits(ANY, pair.getPublic()));
    }

    @Test
    void allConditionsOfARuleMustHold() {
        PublicKey key = Credentials.shared().server(KeyKind.P256).certificate().getPublicKey();
        DisabledTlsAlgorithms rules = DisabledTlsAlgorithms.parse("EC keySize < 384 & usage TLSClient", "rule");
        assertTrue(rules.permitsKey(key, Set.of(Use.TLS_SERVER)));
        assertFalse(rules.permitsKey(key, Set.of(Use.TLS_CLIENT)));
    }

    @Test
    void curvesAreNamed() {
        PublicKey key = Credentials.shared().server(KeyKind.P256).certificate().getPublicKey();
        assertFalse(DisabledTlsAlgorithms.parse("secp256r1", "rule").permits(ANY, key));
        assertTrue(DisabledTlsAlgorithms.parse("secp384r1", "rule").permits(ANY, key));
    }

    @Test
    void anotherPropertyIsIncluded() {
        String property = "handfast.test.included";
        Security.setProperty(property, "secp521r1, x448");
        DisabledTlsAlgorithms rules = DisabledTlsAlgorithms.parse("NULL, include " + property, "rule");
        assertFalse(rules.permits(ANY, "x448", null));
        assertFalse(rules.permits(ANY, "NULL", null));
        assertTrue(rules.permits(ANY, "x25519", null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA keysize < 1024 & color blue", "RSA size < 12", "RSA denyAfter tomorrow"})
    void whatIsNotUnderstoodIsAnError(String rule) {
        String message = assertThrows(IllegalArgumentException.class,
                () -> DisabledTlsAlgorithms.parse(rule, "some.property")).getMessage();
        assertTrue(message.contains("some.property"), message);
    }

    @Test
    void nothingIsForbiddenWithoutRules() {
        assertTrue(DisabledTlsAlgorithms.parse(null, "unset").permits(ANY, "NULL", null));
        assertThrows(IllegalArgumentException.class,
                () -> DisabledTlsAlgorithms.parse(null, "unset").permits(Set.of(), "NULL", null));
        assertThrows(IllegalArgumentException.class,
                () -> DisabledTlsAlgorithms.parse(null, "unset").permits(ANY, "", null));
    }
}
