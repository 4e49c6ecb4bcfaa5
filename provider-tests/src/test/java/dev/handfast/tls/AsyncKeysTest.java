package dev.handfast.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Credentials;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.Identity;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import dev.handfast.peers.OneKeyManager;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/** Keys that sign elsewhere, as keys: where they come from, which are chosen, and what they do not do. */
@Tag("contract")
class AsyncKeysTest {

    /** Signs in some schemes only, and notes what it was asked. */
    private record Choosy(Identity identity, Set<String> schemes, List<String> asked) implements AsyncSigner {

        Choosy(Identity identity, String... schemes) {
            this(identity, Set.of(schemes), new ArrayList<>());
        }

        @Override
        public CompletionStage<byte[]> sign(SignatureRequest request) {
            asked.add("sign " + request.scheme());
            return CompletableFuture.completedFuture(Signers.signature(identity, request));
        }

        @Override
        public boolean signsIn(String scheme) {
            return schemes.contains(scheme);
        }

        X509Certificate[] chain() {
            return identity.chain().toArray(new X509Certificate[0]);
        }
    }

    private static SSLContext server(KeyManager... managers) throws Exception {
        return TlsContext.builder(JsseStack.HANDFAST.provider()).keyManagers(managers).build();
    }

    private static KeyManager[] managers(AsyncCredentials credentials) throws Exception {
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX", JsseStack.HANDFAST.provider());
        factory.init(credentials);
        return factory.getKeyManagers();
    }

    private static EnginePair pair(SSLContext server, String version) {
        return EnginePair.of(JsseStack.HANDFAST.context(null), server).protocol(version);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aKeyManagerOfTheApplicationsGivesThem(String version) throws Exception {
        Choosy signer = new Choosy(Credentials.shared().server(KeyKind.P384), "ecdsa_secp384r1_sha384");
        PrivateKey key = AsyncPrivateKey.of(signer, signer.identity.certificate().getPublicKey());
        EnginePair pair = pair(server(new OneKeyManager(key, signer.identity.chain())), version).handshake();
        assertEquals(signer.identity.certificate(), pair.client().engine().getSession().getPeerCertificates()[0]);
        assertEquals(List.of("sign ecdsa_secp384r1_sha384"), signer.asked);
    }

    /** The scheme is one that the signer says it signs in. */
    @ParameterizedTest
    @ValueSource(strings = {"rsa_pss_rsae_sha256", "rsa_pss_rsae_sha384", "rsa_pss_rsae_sha512", "rsa_pkcs1_sha256",
        "rsa_pkcs1_sha384", "rsa_pkcs1_sha512"})
    void signersAreAskedInWhatTheySign(String scheme) throws Exception {
        Choosy signer = new Choosy(Credentials.shared().server(KeyKind.RSA), scheme);
        SSLContext server = server(managers(AsyncCredentials.of(signer, signer.chain())));
        pair(server, "TLSv1.2").handshake();
        assertEquals(List.of("sign " + scheme), signer.asked);
        EnginePair newer = pair(server, "TLSv1.3");
        if (scheme.startsWith("rsa_pss")) {
            newer.handshake();
            assertEquals(List.of("sign " + scheme, "sign " + scheme), signer.asked);
        } else {
            // RFC 9846 section 4.3.3: PKCS#1 does not sign handshakes of TLS 1.3.
            SSLException refused = assertThrows(SSLException.class, newer::handshake);
            assertTrue(refused.getMessage().contains("the signer " + Choosy.class.getName() + " signs in none of"),
                    refused::getMessage);
            assertEquals(1, signer.asked.size());
        }
    }

    /** As of any keys in one store: the first that fits what the peer takes. */
    @Test
    void severalAreChosenFrom() throws Exception {
        Choosy rsa = new Choosy(Credentials.shared().server(KeyKind.RSA), "rsa_pss_rsae_sha256");
        Choosy ed = new Choosy(Credentials.shared().server(KeyKind.ED25519), "ed25519");
        SSLContext server = server(managers(AsyncCredentials.of(rsa, rsa.chain()).and(ed, ed.chain())));
        for (Choosy wanted : List.of(rsa, ed)) {
            EnginePair pair = pair(server, "TLSv1.3");
            TlsParameters parameters = new TlsParameters();
            parameters.setProtocols(new String[] {"TLSv1.3"});
            parameters.setSignatureSchemes(new String[] {wanted.schemes.iterator().next(), "rsa_pkcs1_sha256",
                "ecdsa_secp256r1_sha256"});
            pair.client().engine().setSSLParameters(parameters);
            pair.handshake();
            assertEquals(wanted.identity.certificate(),
                    pair.client().engine().getSession().getPeerCertificates()[0]);
        }
        assertEquals(2, rsa.asked.size() + ed.asked.size());
    }

    private enum Fault {
        NO_SIGNER, THROWS_FOR_SIGNER, THROWS_FOR_SCHEME
    }

    /** What a key or signer throws where it is only asked ends the handshake with an alert, as of any key manager. */
    @ParameterizedTest
    @EnumSource(Fault.class)
    void keysThatFailEndTheHandshake(Fault fault) throws Exception {
        Identity identity = Credentials.shared().server(KeyKind.P256);
        AsyncPrivateKey key = new AsyncPrivateKey() {
            @Override
            public AsyncSigner signer() {
                return switch (fault) {
                    case NO_SIGNER -> null;
                    case THROWS_FOR_SIGNER -> throw new IllegalStateException("a bug");
                    case THROWS_FOR_SCHEME -> new AsyncSigner() {
                        @Override
                        public CompletionStage<byte[]> sign(SignatureRequest request) {
                            throw new AssertionError("asked to sign");
                        }

                        @Override
                        public boolean signsIn(String scheme) {
                            throw new IllegalStateException("a bug");
                        }
                    };
                };
            }

            @Override
            public String getAlgorithm() {
                return "EC";
            }
        };
        EnginePair pair = pair(server(new OneKeyManager(key, identity.chain())), "TLSv1.3");
        SSLException refused = assertThrows(SSLException.class, pair::handshake);
        assertTrue(refused.getMessage().contains(fault == Fault.NO_SIGNER ? "the key gives no signer" : "a bug"),
                refused::getMessage);
        assertTrue(assertThrows(SSLException.class, pair::settle).getMessage().contains(
                fault == Fault.NO_SIGNER ? "handshake_failure" : "internal_error"));
    }

    /** Who knows nothing of such keys is told clearly. */
    @Test
    void othersRefuseThem() throws Exception {
        Identity identity = Credentials.shared().server(KeyKind.RSA);
        PrivateKey key = AsyncPrivateKey.of(new Choosy(identity), identity.certificate().getPublicKey());
        assertNull(key.getEncoded());
        assertNull(key.getFormat());
        assertEquals("RSA", key.getAlgorithm());
        assertEquals("RSA key of " + Choosy.class.getName(), key.toString());
        for (String algorithm : List.of("SHA256withRSA", "RSASSA-PSS")) {
            assertThrows(InvalidKeyException.class, () -> Signature.getInstance(algorithm).initSign(key));
        }
        assertThrows(NotSerializableException.class,
                () -> new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(key));
    }

    @Test
    void credentialsAreChecked() {
        Choosy signer = new Choosy(Credentials.shared().server(KeyKind.P256));
        assertThrows(IllegalArgumentException.class, () -> AsyncCredentials.of(signer));
        assertThrows(NullPointerException.class, () -> AsyncCredentials.of(null, signer.chain()));
        assertThrows(IllegalArgumentException.class,
                () -> TlsContext.builder(JsseStack.HANDFAST.provider()).signer(signer));
        assertFalse(AsyncCredentials.of(signer, signer.chain()).toString().contains("@"));
    }
}
