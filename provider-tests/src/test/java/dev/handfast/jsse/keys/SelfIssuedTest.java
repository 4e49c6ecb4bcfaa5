package dev.handfast.jsse.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.handfast.peers.EnginePair;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.OneKeyManager;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * With a plain trust manager every certificate that is not an accepted issuer is judged by the algorithm constraints,
 * also one that names itself as its issuer. SunJSSE is the oracle.
 */
@Tag("contract")
class SelfIssuedTest {

    private static final KeyPair OWN = keys();
    private static final KeyPair AUTHORITY = keys();

    /** A chain that a server shows, and whether a client takes it. */
    private enum Case {
        SELF_SIGNED(true, cert("CN=localhost", "CN=localhost", OWN, OWN, "SHA256withRSA")),
        SELF_SIGNED_MD5(false, cert("CN=localhost", "CN=localhost", OWN, OWN, "MD5withRSA")),
        NAMED_AS_ITS_ISSUER_MD5(false, cert("CN=X", "CN=X", OWN, AUTHORITY, "MD5withRSA"), root("SHA256withRSA")),
        NAMED_AS_ITS_ISSUER(true, cert("CN=X", "CN=X", OWN, AUTHORITY, "SHA256withRSA"), root("SHA256withRSA")),
        LEAF_MD5(false, cert("CN=localhost", "CN=X", OWN, AUTHORITY, "MD5withRSA"), root("SHA256withRSA")),
        ROOT_SHA1(true, cert("CN=localhost", "CN=X", OWN, AUTHORITY, "SHA256withRSA"), root("SHA1withRSA")),
        ROOT_MD5(false, cert("CN=localhost", "CN=X", OWN, AUTHORITY, "SHA256withRSA"), root("MD5withRSA")),
        ACCEPTED_ROOT_MD5(true, cert("CN=localhost", "CN=X", OWN, AUTHORITY, "SHA256withRSA"), root("MD5withRSA"));

        private final boolean accepted;
        private final X509Certificate[] chain;

        Case(boolean accepted, X509Certificate... chain) {
            this.accepted = accepted;
            this.chain = chain;
        }

        private X509Certificate[] issuers() {
            return this == ACCEPTED_ROOT_MD5 ? new X509Certificate[] {chain[1]} : new X509Certificate[0];
        }
    }

    @ParameterizedTest
    @EnumSource
    void isJudgedAsInSunJsse(Case sample) throws Exception {
        for (JsseStack stack : List.of(JsseStack.SUN, JsseStack.HANDFAST)) {
            for (String version : List.of("TLSv1.3", "TLSv1.2")) {
                SSLContext client = context(stack, null, new Plain(sample.issuers()));
                SSLContext server = context(JsseStack.HANDFAST,
                        new OneKeyManager(OWN.getPrivate(), List.of(sample.chain)), null);
                EnginePair pair = EnginePair.of(client, server).protocol(version);
                if (sample.accepted) {
                    pair.handshake();
                    assertEquals(sample.chain[0], pair.client().engine().getSession().getPeerCertificates()[0]);
                } else {
                    assertThrows(SSLHandshakeException.class, pair::handshake, stack + " " + version);
                }
            }
        }
    }

    private static SSLContext context(JsseStack stack, KeyManager keys, TrustManager trust) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS", stack.provider());
        context.init(keys == null ? null : new KeyManager[] {keys}, trust == null ? null : new TrustManager[] {trust},
                null);
        return context;
    }

    private static KeyPair keys() {
        try {
            return KeyPairGenerator.getInstance("RSA").generateKeyPair();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509Certificate root(String signature) {
        return cert("CN=X", "CN=X", AUTHORITY, AUTHORITY, signature);
    }

    private static X509Certificate cert(String subject, String issuer, KeyPair own, KeyPair signer, String signature) {
        try {
            long now = System.currentTimeMillis();
            return new JcaX509CertificateConverter().getCertificate(new JcaX509v3CertificateBuilder(
                    new X500Name(issuer), BigInteger.valueOf(now), new Date(now - 60_000), new Date(now + 3_600_000),
                    new X500Name(subject), own.getPublic()).build(
                            new JcaContentSignerBuilder(signature)
                                    .build(signer.getPrivate())));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Trusts everybody, as many an application's own does. */
    private record Plain(X509Certificate[] getAcceptedIssuers) implements X509TrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
        }
    }
}
