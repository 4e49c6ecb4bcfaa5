package dev.handfast.jsse.pkix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.HandfastProvider;
import dev.handfast.jsse.pkix.TestRevocation.Status;
import dev.handfast.memory.Retained;
import dev.handfast.pki.TestPki;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.PKIXRevocationChecker.Option;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.ocsp.BasicOCSPResponse;
import org.bouncycastle.asn1.ocsp.OCSPResponse;
import org.bouncycastle.asn1.ocsp.ResponseBytes;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cms.CMSAbsentContent;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a man in the middle puts beside the truth is not kept with it, and does not spend what others need. */
@Tag("contract")
class UnverifiedObjectsTest {

    private static final int MANY = 60;
    private static final EnumSet<Option> LISTS = EnumSet.of(Option.PREFER_CRLS, Option.NO_FALLBACK);

    private final TestPki root = root(1);
    private final TestPki stranger = root(2);
    private final Responder server = new Responder();

    UnverifiedObjectsTest() throws IOException {
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** The signatures of bogus objects are nowhere in what the provider holds; those of true ones are. */
    @Test
    void noStoreOfFetchedObjectsHoldsAnUnverifiedOne() throws Exception {
        List<byte[]> bogus = new ArrayList<>();
        List<byte[]> kept = new ArrayList<>();
        lists(bogus, kept);
        responses(bogus, kept);
        issuers(bogus, kept);
        List<byte[]> held = Retained.objects(byte[].class);
        for (byte[] signature : kept) {
            assertTrue(isIn(signature, held), "what was verified is remembered");
        }
        for (int i = 0; i < bogus.size(); i++) {
            assertFalse(isIn(bogus.get(i), held), "bogus object " + i + " of " + bogus.size());
        }
    }

    private void lists(List<byte[]> bogus, List<byte[]> kept) throws Exception {
        List<X509CRL> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            all.add(list(stranger, 100 + i, null, null));
            bogus.add(all.get(i).getSignature());
        }
        all.add(list(root, 1, null, null));
        kept.add(all.get(3).getSignature());
        server.says("/lists", pem(all));
        TestPki leaf = root.issue("CN=leaf", server.lists("/lists"));
        validate(LISTS, leaf);
        server.says("/lists", null);
        validate(LISTS, leaf);
    }

    private void responses(List<byte[]> bogus, List<byte[]> kept) throws Exception {
        TestPki delegate = delegate(root);
        TestPki leaf = root.issue("CN=leaf", server.ocsp("/ocsp"));
        List<TestPki> along = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            along.add(delegate(stranger));
            bogus.add(along.get(i).certificate().getSignature());
        }
        along.add(delegate);
        kept.add(delegate.certificate().getSignature());
        server.says("/ocsp", with(along, TestRevocation.response(root, leaf.certificate(), Status.GOOD, delegate,
                -1, 9)));
        validate(EnumSet.of(Option.NO_FALLBACK), leaf);
        server.says("/ocsp", null);
        validate(EnumSet.of(Option.NO_FALLBACK), leaf);
    }

    private void issuers(List<byte[]> bogus, List<byte[]> kept) throws Exception {
        TestPki issuer = Fetching.ROOT.authority("CN=fetched");
        CMSSignedDataGenerator bundle = new CMSSignedDataGenerator();
        for (int i = 0; i < 3; i++) {
            TestPki namesake = stranger.authority("CN=fetched");
            bogus.add(namesake.certificate().getSignature());
            bundle.addCertificate(new JcaX509CertificateHolder(namesake.certificate()));
        }
        bundle.addCertificate(new JcaX509CertificateHolder(issuer.certificate()));
        kept.add(issuer.certificate().getSignature());
        server.says("/issuers", bundle.generate(new CMSAbsentContent()).getEncoded());
        Fetching.build(Fetching.Kind.ISSUER, issuer.issue("CN=leaf", server.issuers("/issuers")), Map.of());
    }

    /** The search goes on without the file: the responder is asked, and another certificate's list is read. */
    @Test
    void bogusListsDoNotSpendTheBudget() throws Exception {
        TestPki authority = root.issue("CN=authority", content -> {
            content.authority(0);
            server.lists("/root").accept(content);
        });
        TestPki leaf = authority.issue("CN=leaf", content -> {
            server.lists("/leaf").accept(content);
            server.ocsp("/ocsp").accept(content);
        });
        List<X509CRL> all = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            all.add(TestRevocation.list(authority, stranger, 100 + i, 9, null));
        }
        all.add(TestRevocation.list(authority, authority, 1, 9, null));
        server.says("/leaf", pem(all));
        List<X509CRL> others = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            others.add(list(stranger, 100 + i, null, stranger));
        }
        others.add(list(root, 1, null, root));
        server.says("/root", pem(others));
        server.says("/ocsp", TestRevocation.response(authority, leaf.certificate(), Status.GOOD, authority, -1, 9));
        validate(EnumSet.of(Option.PREFER_CRLS), leaf, authority);
        validate(EnumSet.of(Option.PREFER_CRLS, Option.NO_FALLBACK, Option.SOFT_FAIL), leaf, authority);
        CertPathValidatorException refused = assertThrows(CertPathValidatorException.class,
                () -> validate(LISTS, leaf, authority));
        assertEquals(BasicReason.UNDETERMINED_REVOCATION_STATUS, refused.getReason(), refused.getMessage());
    }

    /** Lists of one file that other certificates need are fetched when they are needed, and stay beside the first. */
    @Test
    void listsOfOneFileServeTheCertificatesThatTheyCover() throws Exception {
        server.says("/scopes", pem(List.of(
                TestRevocation.list(root, root, 1, 9, scope(true)),
                TestRevocation.list(root, root, 2, 9, scope(false)))));
        TestPki leaf = root.issue("CN=leaf", server.lists("/scopes"));
        TestPki authority = root.issue("CN=authority", content -> {
            content.authority(0);
            server.lists("/scopes").accept(content);
        });
        for (int i = 0; i < 3; i++) {
            validate(LISTS, leaf);
            validate(LISTS, authority);
        }
        assertEquals(2, server.asked());
    }

    /** What a delta list revokes is remembered with the complete list, whichever certificate they were fetched for. */
    @Test
    void aListIsNotKeptWithoutItsDeltas() throws Exception {
        TestPki first = root.issue("CN=first", server.lists("/both"));
        TestPki second = root.issue("CN=second", server.lists("/both"));
        server.says("/both", pem(List.of(list(root, 1, null, null, first),
                list(root, 2, BigInteger.ONE, null, second))));
        for (TestPki leaf : List.of(first, second)) {
            CertPathValidatorException refused = assertThrows(CertPathValidatorException.class,
                    () -> validate(LISTS, leaf));
            assertEquals(BasicReason.REVOKED, refused.getReason(), refused.getMessage());
        }
        assertEquals(1, server.asked());
    }

    private static TestPki root(int keyId) {
        return TestPki.root("CN=root", content -> content.extension(Extension.subjectKeyIdentifier, false,
                new SubjectKeyIdentifier(new byte[] {(byte) keyId})));
    }

    private static IssuingDistributionPoint scope(boolean endEntities) {
        return new IssuingDistributionPoint(null, endEntities, !endEntities, null, false, false);
    }

    private static boolean isIn(byte[] part, List<byte[]> held) {
        String wanted = new String(part, StandardCharsets.ISO_8859_1);
        return held.stream().anyMatch(each -> new String(each, StandardCharsets.ISO_8859_1).contains(wanted));
    }

    private static TestPki delegate(TestPki issuer) {
        return issuer.issue("CN=delegate", content -> content.extension(Extension.extendedKeyUsage, false,
                new ExtendedKeyUsage(KeyPurposeId.id_kp_OCSPSigning)));
    }

    /** A response with other certificates, which its signature does not cover. */
    private static byte[] with(List<TestPki> along, byte[] response) throws Exception {
        ResponseBytes bytes = OCSPResponse.getInstance(response).getResponseBytes();
        BasicOCSPResponse basic = BasicOCSPResponse.getInstance(
                ASN1OctetString.getInstance(bytes.getResponse()).getOctets());
        ASN1EncodableVector certificates = new ASN1EncodableVector();
        for (TestPki each : along) {
            certificates.add(new JcaX509CertificateHolder(each.certificate()).toASN1Structure());
        }
        BasicOCSPResponse other = new BasicOCSPResponse(basic.getTbsResponseData(), basic.getSignatureAlgorithm(),
                basic.getSignature(), new DERSequence(certificates));
        return new OCSPResponse(OCSPResponse.getInstance(response).getResponseStatus(),
                new ResponseBytes(bytes.getResponseType(), new DEROctetString(other))).getEncoded();
    }

    /** A list in the root's name. */
    private X509CRL list(TestPki signer, int number, BigInteger base, TestPki key, TestPki... revoked)
            throws Exception {
        Date now = Date.from(Instant.now().minus(1, ChronoUnit.DAYS));
        X509v2CRLBuilder builder = new X509v2CRLBuilder(new X500Name(root.name()), now);
        builder.setNextUpdate(Date.from(Instant.now().plus(9, ChronoUnit.DAYS)));
        builder.addExtension(Extension.cRLNumber, false, new CRLNumber(BigInteger.valueOf(number)));
        if (base != null) {
            builder.addExtension(Extension.deltaCRLIndicator, true, new CRLNumber(base));
        }
        if (key != null) {
            builder.addExtension(Extension.authorityKeyIdentifier, false,
                    new AuthorityKeyIdentifier(key.cert().subjectKeyId().toBytes()));
        }
        for (TestPki each : revoked) {
            builder.addCRLEntry(each.certificate().getSerialNumber(), now, CRLReason.keyCompromise);
        }
        byte[] encoded = builder.build(new JcaContentSignerBuilder("SHA256withECDSA")
                .build(signer.keys().getPrivate())).getEncoded();
        return (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(encoded));
    }

    private static byte[] pem(List<X509CRL> lists) throws Exception {
        StringBuilder text = new StringBuilder();
        for (X509CRL list : lists) {
            text.append("-----BEGIN X509 CRL-----\n").append(Base64.getMimeEncoder().encodeToString(list.getEncoded()))
                    .append("\n-----END X509 CRL-----\n");
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private void validate(EnumSet<Option> options, TestPki... chain) throws Exception {
        CertPathValidator validator = CertPathValidator.getInstance("PKIX", new HandfastProvider());
        PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
        checker.setOptions(options);
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root.certificate(), null)));
        parameters.addCertPathChecker(checker);
        List<X509Certificate> path = new ArrayList<>();
        for (TestPki each : chain) {
            path.add(each.certificate());
        }
        validator.validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
    }
}
