package dev.handfast.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.handfast.peers.Costs;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import dev.handfast.pki.TestPki;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.CertReader;
import dev.handfast.pki.cert.Subtrees;
import dev.handfast.pki.path.ConstraintTrial;
import dev.handfast.pki.path.PathRefused;
import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLParameters;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Values of one hash in what is made only while a handshake or a path is at work, beside as many that anyone would
 * choose: constraints of names, searches, graphs of policies, protocols of applications.
 */
@Tag("contract")
class CollisionsInUseTest {

    /** As in CollisionsTest. */
    private static final int MOST = 15;

    private static final KeyPair KEYS = TestPki.keys("EC", 256);

    private interface Preparation {
        Costs.Work of(boolean colliding) throws Exception;
    }

    private static void compare(String what, Preparation preparation) throws Exception {
        Costs.compare(what, MOST, preparation.of(false), preparation.of(true));
    }

    @Test
    void constraintsOfNames() throws Exception {
        compare("constraints of names", colliding -> {
            List<String> names = Colliding.texts(8_192, colliding);
            Subtrees subtrees = Subtrees.parse(new NameConstraints(null, names.stream().map(CollisionsInUseTest::dns)
                    .map(GeneralSubtree::new).toArray(GeneralSubtree[]::new)).getEncoded("DER"));
            Cert leaf = CertReader.read(TestPki.raw(content -> content.keys(KEYS).names(names.stream()
                    .map(name -> dns(name + "x")).toArray(GeneralName[]::new))));
            return () -> {
                try {
                    ConstraintTrial.check(subtrees, leaf);
                } catch (PathRefused tooMuch) {
                    assertEquals(false, tooMuch.getMessage().isEmpty());
                }
            };
        });
    }

    private static GeneralName dns(String name) {
        return new GeneralName(GeneralName.dNSName, new DERIA5String(name));
    }

    /** Certificates of many subjects, as the pool of a search and as a chain. */
    @Test
    void subjectsInASearch() throws Exception {
        TestPki root = TestPki.root("CN=root");
        X509Certificate leaf = TestPki.root("CN=stranger", c -> c.keys(KEYS)).issue("CN=leaf", c -> c.keys(KEYS))
                .certificate();
        compare("subjects in a search", colliding -> {
            List<X509Certificate> pool = new ArrayList<>(List.of(leaf));
            for (String text : Colliding.texts(900, colliding)) {
                pool.add(TestPki.root("CN=" + text, c -> c.keys(KEYS)).certificate());
            }
            PKIXBuilderParameters parameters = search(root, leaf, pool);
            return () -> assertThrows(CertPathBuilderException.class, () -> CertPathBuilder
                    .getInstance("PKIX", JsseStack.HANDFAST.provider()).build(parameters));
        });
    }

    /** Two authorities and an end entity, each with as many policies; the search meets its bound or not. */
    @Test
    void policiesOfAPath() throws Exception {
        TestPki root = TestPki.root("CN=root", c -> c.keys(KEYS));
        compare("policies of a path", colliding -> {
            CertificatePolicies all = new CertificatePolicies(Colliding.oids(2_048, colliding).stream()
                    .map(PolicyInformation::new).toArray(PolicyInformation[]::new));
            TestPki authority = root.issue("CN=authority", c -> c.keys(KEYS).authority(-1)
                    .extension(Extension.certificatePolicies, false, all));
            X509Certificate leaf = authority.issue("CN=leaf", c -> c.keys(KEYS)
                    .extension(Extension.certificatePolicies, false, all)
                    // Explicit policies from the first certificate on, so that the graph is looked at.
                    .extension(Extension.policyConstraints, true,
                            new DERSequence(new DERTaggedObject(false, 0, new ASN1Integer(0)))))
                    .certificate();
            PKIXBuilderParameters parameters = search(root, leaf, List.of(leaf, authority.certificate()));
            return () -> {
                try {
                    CertPathBuilder.getInstance("PKIX", JsseStack.HANDFAST.provider()).build(parameters);
                } catch (CertPathBuilderException tooMuch) {
                    assertEquals(false, tooMuch.getMessage().isEmpty());
                }
            };
        });
    }

    private static PKIXBuilderParameters search(TestPki root, X509Certificate leaf, List<X509Certificate> pool)
            throws Exception {
        X509CertSelector target = new X509CertSelector();
        target.setCertificate(leaf);
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(
                Set.of(new TrustAnchor(root.certificate(), null)), target);
        parameters.setRevocationEnabled(false);
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(pool)));
        return parameters;
    }

    @Test
    void protocolsOfApplications() throws Exception {
        SSLContext client = JsseStack.HANDFAST.context(null);
        SSLContext server = JsseStack.HANDFAST.context(Credentials.shared().server(KeyKind.P256));
        compare("protocols of applications", colliding -> {
            List<String> names = new ArrayList<>(Colliding.texts(1_024, colliding));
            names.add("last");
            byte[] hello = hello(client, names);
            return () -> {
                SSLEngine engine = server.createSSLEngine();
                engine.setUseClientMode(false);
                SSLParameters parameters = engine.getSSLParameters();
                parameters.setApplicationProtocols(new String[] {"last"});
                engine.setSSLParameters(parameters);
                ByteBuffer records = ByteBuffer.wrap(hello);
                while (records.hasRemaining()) {
                    engine.unwrap(records, ByteBuffer.allocate(20_000));
                    for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                        task.run();
                    }
                }
                assertEquals("last", engine.getHandshakeApplicationProtocol());
            };
        });
    }

    private static byte[] hello(SSLContext client, List<String> names) throws Exception {
        SSLEngine engine = client.createSSLEngine("localhost", 443);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setApplicationProtocols(names.toArray(new String[0]));
        engine.setSSLParameters(parameters);
        ByteBuffer out = ByteBuffer.allocate(60_000);
        while (engine.getHandshakeStatus() != SSLEngineResult.HandshakeStatus.NEED_UNWRAP) {
            engine.wrap(ByteBuffer.allocate(0), out);
        }
        out.flip();
        byte[] hello = new byte[out.remaining()];
        out.get(hello);
        return hello;
    }
}
