package dev.handfast.jsse.pkix;

import static dev.handfast.peers.SystemProperties.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.memory.Stranger;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import dev.handfast.peers.Lookups;
import dev.handfast.peers.TestJvm;
import dev.handfast.pki.HostileUris;
import dev.handfast.pki.ShownCertificate;
import dev.handfast.pki.TestPki;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertPathBuilderException;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CRLHolder;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cms.CMSAbsentContent;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * No name in what strangers send is looked up: not in the certificates of peers on either side, in issuers that are
 * fetched, certificates of OCSP responders, nor revocation lists. In a JVM of its own, which knows what it looked up.
 */
@Tag("contract")
class StrangersNamesTest {

    private static final int ROUNDS = 20;

    @Test
    void noNameIsLookedUp() throws Exception {
        String output = TestJvm.run(Lookups.options(), Probe.class);
        List<String> said = output.lines().filter(line -> line.matches("(SEED|LOOKED UP|DONE) .*")).toList();
        assertTrue(said.size() == 3 && said.get(0).startsWith("SEED"), output);
        assertEquals("LOOKED UP {}", said.get(1), output);
        assertEquals("DONE " + List.of(ROUNDS * 8, ROUNDS, ROUNDS * 2), said.get(2), output);
    }

    /** The program in the other JVM. */
    static final class Probe {

        private final HostileUris hostile;
        private final Random random;
        private final Map<String, List<String>> lookedUp = new TreeMap<>();
        private int seen;

        private Probe(long seed) {
            random = new Random(seed);
            hostile = new HostileUris(random);
        }

        public static void main(String[] arguments) throws Exception {
            Lookups.record();
            long seed = arguments.length > 0 ? Long.parseLong(arguments[0]) : System.nanoTime();
            System.out.print("SEED " + seed + "\n");
            Probe probe = new Probe(seed);
            int shaken = 0;
            for (String version : List.of("TLSv1.3", "TLSv1.2")) {
                shaken += probe.handshakes(version);
            }
            int answered;
            int listed;
            try (Responder server = new Responder()) {
                for (int i = 0; i < ROUNDS; i++) {
                    probe.issuer(server, i);
                }
                answered = server.asked();
                for (int i = 0; i < ROUNDS; i++) {
                    probe.response(server, i);
                    probe.list(server, i);
                }
                listed = server.asked() - answered;
            }
            System.out.print("LOOKED UP " + probe.lookedUp + "\nDONE " + List.of(shaken, answered, listed) + "\n");
        }

        private void note(String where) throws Exception {
            List<String> all = Lookups.of(HostileUris.MARK);
            if (all.size() > seen) {
                lookedUp.putIfAbsent(where, all.subList(0, Math.min(3, all.size())));
                seen = all.size();
            }
        }

        /** A stranger on either side, before a trust manager of ours and before one that takes any. */
        private int handshakes(String version) throws Exception {
            int failed = 0;
            TestPki own = TestPki.root("CN=nobody trusts me");
            SSLContext trustsAny = victim(own, new Stranger.TakesAny());
            SSLContext trustsOne = victim(own, JsseStack.HANDFAST.trustManagers(
                    List.of(Credentials.shared().server(KeyKind.P256).certificate())));
            for (int i = 0; i < ROUNDS; i++) {
                for (boolean clientIsVictim : new boolean[] {true, false}) {
                    for (boolean trusting : new boolean[] {true, false}) {
                        SSLContext stranger = Stranger.context(own.keys().getPrivate(),
                                new ShownCertificate(own.certificate(),
                                        hostile.certificate("CN=s", "CN=s", own.keys(), own.keys())));
                        SSLContext victim = trusting ? trustsAny : trustsOne;
                        SSLEngine client = (clientIsVictim ? victim : stranger).createSSLEngine("localhost", 1);
                        SSLEngine server = (clientIsVictim ? stranger : victim).createSSLEngine();
                        client.setUseClientMode(true);
                        server.setUseClientMode(false);
                        server.setNeedClientAuth(!clientIsVictim);
                        try {
                            new EnginePair(client, server).protocol(version).handshake();
                        } catch (SSLException e) {
                            // Most are refused: for their URI, or their signature.
                        }
                        failed++;
                        note(version + (clientIsVictim ? " client" : " server") + (trusting ? ", trusting" : ""));
                    }
                }
            }
            return failed;
        }

        private static SSLContext victim(TestPki own, TrustManager... trust) throws Exception {
            SSLContext victim = SSLContext.getInstance("TLS", JsseStack.HANDFAST.provider());
            victim.init(TestPki.keyManagers(own), trust, null);
            return victim;
        }

        private void issuer(Responder server, int i) throws Exception {
            TestPki inner = TestPki.root("CN=inner");
            byte[] certificate = hostile.certificate("CN=inner", "CN=root", inner.keys(), Fetching.ROOT.keys(),
                    new Extension(Extension.basicConstraints, true, new BasicConstraints(true).getEncoded()));
            server.says("/issuer" + i, file(certificate, false));
            attempt(Fetching.Kind.ISSUER, inner.issue("CN=leaf",
                    Fetching.Kind.ISSUER.at(List.of(server.at("/issuer" + i).toString()))));
            note("issuer");
        }

        private void response(Responder server, int i) throws Exception {
            TestPki signer = TestPki.root("CN=signer");
            byte[] certificate = hostile.certificate("CN=signer", "CN=authority", signer.keys(),
                    Fetching.AUTHORITY.keys(), new Extension(Extension.extendedKeyUsage, false,
                            new ExtendedKeyUsage(KeyPurposeId.id_kp_OCSPSigning).getEncoded()));
            TestPki leaf = Fetching.leaf(Fetching.Kind.RESPONSE, server.at("/response" + i).toString());
            BasicOCSPRespBuilder builder = new BasicOCSPRespBuilder(new RespID(new X500Name("CN=signer")));
            builder.addResponse(new CertificateID(new JcaDigestCalculatorProviderBuilder().build()
                    .get(CertificateID.HASH_SHA1), new JcaX509CertificateHolder(Fetching.AUTHORITY.certificate()),
                    leaf.certificate().getSerialNumber()), CertificateStatus.GOOD);
            server.says("/response" + i, new OCSPRespBuilder().build(OCSPRespBuilder.SUCCESSFUL, builder.build(
                    new JcaContentSignerBuilder("SHA256withECDSA").build(signer.keys().getPrivate()),
                    new X509CertificateHolder[] {new X509CertificateHolder(certificate)}, new Date())).getEncoded());
            attempt(Fetching.Kind.RESPONSE, leaf);
            note("response");
        }

        private void list(Responder server, int i) throws Exception {
            GeneralNames names = new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, hostile.uri()
                    .replaceAll("[^\\x00-\\x7f]", "")));
            DistributionPointName point = new DistributionPointName(names);
            X509v2CRLBuilder builder = new X509v2CRLBuilder(new X500Name("CN=authority"), new Date());
            builder.setNextUpdate(new Date(System.currentTimeMillis() + 86_400_000L));
            builder.addExtension(Extension.freshestCRL, false, new CRLDistPoint(new DistributionPoint[] {
                new DistributionPoint(point, null, null)}));
            builder.addExtension(Extension.issuerAlternativeName, false, names);
            builder.addExtension(Extension.issuingDistributionPoint, true, new IssuingDistributionPoint(point, false,
                    false, null, false, false));
            builder.addCRLEntry(BigInteger.ONE, new Date(), new org.bouncycastle.asn1.x509.ExtensionsGenerator() {
                {
                    addExtension(Extension.certificateIssuer, true, names);
                }
            }.generate());
            X509CRLHolder list = builder.build(new JcaContentSignerBuilder("SHA256withECDSA")
                    .build(Fetching.AUTHORITY.keys().getPrivate()));
            server.says("/list" + i, file(list.getEncoded(), true));
            attempt(Fetching.Kind.LIST, Fetching.leaf(Fetching.Kind.LIST, server.at("/list" + i).toString()));
            note("list");
        }

        /** In DER, in PEM, or in a message of CMS. */
        private byte[] file(byte[] encoded, boolean list) throws Exception {
            int kind = random.nextInt(3);
            if (kind == 0) {
                return encoded;
            }
            if (kind == 1) {
                return ("-----BEGIN IT-----\n" + Base64.getMimeEncoder().encodeToString(encoded)
                        + "\n-----END IT-----\n")
                        .getBytes(StandardCharsets.US_ASCII);
            }
            CMSSignedDataGenerator message = new CMSSignedDataGenerator();
            if (list) {
                message.addCRL(new X509CRLHolder(encoded));
            } else {
                message.addCertificate(new X509CertificateHolder(encoded));
            }
            return message.generate(new CMSAbsentContent()).getEncoded();
        }

        private void attempt(Fetching.Kind kind, TestPki leaf) throws Exception {
            Map<String, String> properties = Map.of("com.sun.security.enableAIAcaIssuers", "true",
                    "com.sun.security.allowedAIALocations", "any");
            with(properties, () -> {
                try {
                    Fetching.search(kind, leaf);
                } catch (CertPathBuilderException e) {
                    // Whether it is trusted is not asked here.
                } catch (RuntimeException e) {
                    lookedUp.put(kind + " threw", List.of(e.toString()));
                }
                return null;
            });
        }
    }
}
