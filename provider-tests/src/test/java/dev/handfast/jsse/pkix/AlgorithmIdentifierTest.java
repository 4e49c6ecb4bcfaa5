package dev.handfast.jsse.pkix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.HandfastProvider;
import dev.handfast.pki.OddSigner;
import dev.handfast.pki.TestPki;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Provider;
import java.security.cert.CRL;
import java.security.cert.CRLException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Every signature algorithm with every form of its parameters, on a leaf, an intermediate, a revocation list and an
 * OCSP response: either it counts, or the refusal says that the signature cannot be verified, and never that another
 * key made it.
 */
@Tag("contract")
class AlgorithmIdentifierTest {

    private static final Provider OURS = new HandfastProvider();
    /** Reads what SUN's factory refuses. */
    private static final CertificateFactory OTHER = other();
    private static final ASN1Encodable GARBAGE = new DEROctetString(new byte[] {1, 2, 3});
    private static final String PSS = "1.2.840.113549.1.1.10";
    private static final KeyPair RSA = TestPki.keys("RSA", 2048);
    private static final KeyPair EC = TestPki.keys("EC", 256);
    private static final KeyPair DSA = TestPki.keys("DSA", 2048);
    private static final KeyPair ED25519 = edwards("Ed25519");
    private static final KeyPair ED448 = edwards("Ed448");

    /** One form of an identifier: what signs, what is written, whether it counts. */
    private record Form(String name, KeyPair key, String algorithm, AlgorithmParameterSpec parameters, String oid,
            ASN1Encodable written, boolean counts) {

        ContentSigner signer() {
            return new OddSigner(key.getPrivate(), algorithm, parameters, oid, written);
        }
    }

    private enum Place { LEAF, INTERMEDIATE, LIST, RESPONSE }

    private static List<Form> forms() {
        List<Form> forms = new ArrayList<>();
        plain(forms, "RSA with SHA-256", RSA, "SHA256withRSA", "1.2.840.113549.1.1.11", true);
        plain(forms, "RSA with SHA-512", RSA, "SHA512withRSA", "1.2.840.113549.1.1.13", true);
        plain(forms, "ECDSA with SHA-1", EC, "SHA1withECDSA", "1.2.840.10045.4.1", true);
        plain(forms, "ECDSA with SHA-256", EC, "SHA256withECDSA", "1.2.840.10045.4.3.2", true);
        plain(forms, "ECDSA with SHA-384", EC, "SHA384withECDSA", "1.2.840.10045.4.3.3", true);
        plain(forms, "DSA with SHA-256", DSA, "SHA256withDSA", "2.16.840.1.101.3.4.3.2", true);
        plain(forms, "Ed25519", ED25519, "Ed25519", "1.3.101.112", false);
        plain(forms, "Ed448", ED448, "Ed448", "1.3.101.113", false);
        for (int salt : new int[] {0, 20, 31, 32, 48, 64, 222}) {
            for (String mask : new String[] {"SHA-1", "SHA-256", "SHA-512"}) {
                forms.add(pss("salt " + salt + ", mask " + mask, "SHA-256", mask, salt, salt,
                        NISTObjectIdentifiers.id_sha256, true));
            }
        }
        for (String mask : new String[] {"SHA-1", "SHA-256", "SHA-384", "SHA-512"}) {
            forms.add(pss("SHA-384, mask " + mask, "SHA-384", mask, 48, 48, NISTObjectIdentifiers.id_sha384, true));
            forms.add(pss("SHA-384, no salt, mask " + mask, "SHA-384", mask, 0, 0, NISTObjectIdentifiers.id_sha384,
                    true));
            forms.add(pss("SHA-512, mask " + mask, "SHA-512", mask, 64, 64, NISTObjectIdentifiers.id_sha512, true));
            forms.add(pss("SHA-512, salt 190, mask " + mask, "SHA-512", mask, 190, 190,
                    NISTObjectIdentifiers.id_sha512, true));
        }
        forms.add(pss("SHA-1 by its identifier", "SHA-1", "SHA-1", 20, 20, OIWObjectIdentifiers.idSHA1, true));
        forms.add(new Form("PSS by defaults", RSA, "RSASSA-PSS", spec("SHA-1", "SHA-1", 20), PSS, new DERSequence(),
                true));
        AlgorithmParameterSpec usual = spec("SHA-256", "SHA-256", 32);
        forms.add(new Form("PSS absent", RSA, "RSASSA-PSS", usual, PSS, null, false));
        forms.add(new Form("PSS NULL", RSA, "RSASSA-PSS", usual, PSS, DERNull.INSTANCE, false));
        forms.add(new Form("PSS trailer written", RSA, "RSASSA-PSS", usual, PSS, parameters(
                NISTObjectIdentifiers.id_sha256, mask("1.2.840.113549.1.1.8", NISTObjectIdentifiers.id_sha256), 32, 1),
                true));
        forms.add(new Form("PSS trailer 2", RSA, "RSASSA-PSS", usual, PSS, parameters(
                NISTObjectIdentifiers.id_sha256, mask("1.2.840.113549.1.1.8", NISTObjectIdentifiers.id_sha256), 32, 2),
                false));
        forms.add(new Form("PSS unknown mask", RSA, "RSASSA-PSS", usual, PSS, parameters(
                NISTObjectIdentifiers.id_sha256, mask("1.2.3.4", NISTObjectIdentifiers.id_sha256), 32, 1), false));
        forms.add(new Form("PSS unknown hash", RSA, "RSASSA-PSS", usual, PSS, parameters(
                new ASN1ObjectIdentifier("1.2.3.4"), mask("1.2.840.113549.1.1.8", NISTObjectIdentifiers.id_sha256), 32,
                1), false));
        forms.add(new Form("PSS salt without end", RSA, "RSASSA-PSS", usual, PSS, parameters(
                NISTObjectIdentifiers.id_sha256, mask("1.2.840.113549.1.1.8", NISTObjectIdentifiers.id_sha256),
                Integer.MAX_VALUE, 1), false));
        forms.add(new Form("unknown algorithm", EC, "SHA256withECDSA", null, "1.2.3.4", null, false));
        return forms;
    }

    private static void plain(List<Form> forms, String name, KeyPair key, String algorithm, String oid,
            boolean nullCounts) {
        forms.add(new Form(name + " absent", key, algorithm, null, oid, null, true));
        forms.add(new Form(name + " NULL", key, algorithm, null, oid, DERNull.INSTANCE, nullCounts));
        forms.add(new Form(name + " garbage", key, algorithm, null, oid, GARBAGE, false));
    }

    private static Form pss(String name, String hash, String maskHash, int salt, int written,
            ASN1ObjectIdentifier hashId, boolean counts) {
        ASN1ObjectIdentifier mask = switch (maskHash) {
            case "SHA-1" -> OIWObjectIdentifiers.idSHA1;
            case "SHA-256" -> NISTObjectIdentifiers.id_sha256;
            case "SHA-384" -> NISTObjectIdentifiers.id_sha384;
            default -> NISTObjectIdentifiers.id_sha512;
        };
        return new Form("PSS " + name, RSA, "RSASSA-PSS", spec(hash, maskHash, salt), PSS,
                parameters(hashId, mask("1.2.840.113549.1.1.8", mask), written, 1), counts);
    }

    /** The parameters as they are written. */
    static ASN1Encodable written(PSSParameterSpec spec) {
        boolean sha1 = ((MGF1ParameterSpec) spec.getMGFParameters()).getDigestAlgorithm().equals("SHA-1");
        return parameters(NISTObjectIdentifiers.id_sha256, mask("1.2.840.113549.1.1.8",
                sha1 ? OIWObjectIdentifiers.idSHA1 : NISTObjectIdentifiers.id_sha256), spec.getSaltLength(), 1);
    }

    private static PSSParameterSpec spec(String hash, String mask, int salt) {
        return new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(mask), salt, 1);
    }

    private static ASN1Encodable mask(String generator, ASN1ObjectIdentifier hash) {
        return new AlgorithmIdentifier(new ASN1ObjectIdentifier(generator), new AlgorithmIdentifier(hash));
    }

    private static ASN1Encodable parameters(ASN1ObjectIdentifier hash, ASN1Encodable mask, int salt, int trailer) {
        ASN1EncodableVector all = new ASN1EncodableVector();
        all.add(new DERTaggedObject(0, new AlgorithmIdentifier(hash)));
        all.add(new DERTaggedObject(1, mask));
        all.add(new DERTaggedObject(2, new ASN1Integer(salt)));
        all.add(new DERTaggedObject(3, new ASN1Integer(trailer)));
        return new DERSequence(all);
    }

    @TestFactory
    List<DynamicTest> everyFormInEveryPlace() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Form form : forms()) {
            for (Place place : Place.values()) {
                tests.add(DynamicTest.dynamicTest(form.name() + " on the " + place, () -> judge(form, place)));
            }
        }
        return tests;
    }

    private static void judge(Form form, Place place) throws Exception {
        ContentSigner plain = new OddSigner(EC.getPrivate(), "SHA256withECDSA", null, "1.2.840.10045.4.3.2", null);
        // The key under test is the root's for the intermediate, else the intermediate's.
        boolean above = place == Place.INTERMEDIATE;
        boolean status = place == Place.LIST || place == Place.RESPONSE;
        KeyPair rootKey = above ? form.key() : EC;
        KeyPair middleKey = above ? EC : form.key();
        X509Certificate root = certificate("CN=root", rootKey, "CN=root", true, new OddSigner(EC.getPrivate(),
                "SHA256withECDSA", null, "1.2.840.10045.4.3.2", null));
        X509Certificate middle = certificate("CN=middle", middleKey, "CN=root", true, above ? form.signer() : plain);
        Form good = forms().stream().filter(f -> f.key() == form.key() && f.counts()).findFirst().orElseThrow();
        X509Certificate leaf = certificate("CN=leaf", EC, "CN=middle", false,
                above ? plain : status ? good.signer() : form.signer());
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
        parameters.setRevocationEnabled(false);
        if (status) {
            PKIXRevocationChecker checker = (PKIXRevocationChecker) CertPathValidator.getInstance("PKIX", OURS)
                    .getRevocationChecker();
            EnumSet<PKIXRevocationChecker.Option> options = EnumSet.of(PKIXRevocationChecker.Option.ONLY_END_ENTITY,
                    PKIXRevocationChecker.Option.NO_FALLBACK);
            if (place == Place.LIST) {
                options.add(PKIXRevocationChecker.Option.PREFER_CRLS);
            }
            checker.setOptions(options);
            if (place == Place.LIST) {
                parameters.addCertStore(CertStore.getInstance("Collection",
                        new CollectionCertStoreParameters(List.of(list(leaf, form.signer())))));
            } else {
                checker.setOcspResponses(Map.of(leaf, response(leaf, middle, form.signer())));
            }
            parameters.addCertPathChecker(checker);
        }
        CertPathValidatorException refusal = validate(List.of(leaf, middle), parameters);
        if (status && form.counts()) {
            assertNotNull(refusal, "it says that the certificate is revoked");
            assertEquals(CertPathValidatorException.BasicReason.REVOKED, refusal.getReason(), refusal.getMessage());
        } else if (form.counts()) {
            assertEquals(null, refusal == null ? null : refusal.getMessage());
        } else {
            assertNotNull(refusal);
            assertTrue(refusal.getMessage().contains("cannot be verified"), refusal.getMessage());
            assertFalse(refusal.getMessage().contains("not signed by"), refusal.getMessage());
            assertFalse(refusal.getMessage().contains("was signed by no"), refusal.getMessage());
        }
    }

    private static CertPathValidatorException validate(List<X509Certificate> chain, PKIXParameters parameters)
            throws GeneralSecurityException {
        try {
            CertPathValidator.getInstance("PKIX", OURS).validate(
                    CertificateFactory.getInstance("X.509").generateCertPath(chain), parameters);
            return null;
        } catch (CertPathValidatorException e) {
            return e;
        }
    }

    private static X509Certificate certificate(String subject, KeyPair key, String issuer, boolean authority,
            ContentSigner signer) throws Exception {
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(new X500Name(issuer),
                BigInteger.valueOf(subject.hashCode() & 0x7fffffff), days(-1), days(30), new X500Name(subject),
                key.getPublic());
        if (authority) {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        }
        byte[] encoded = builder.build(signer).getEncoded();
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(encoded));
        } catch (CertificateException e) {
            return (X509Certificate) OTHER.generateCertificate(new ByteArrayInputStream(encoded));
        }
    }

    private static CRL list(X509Certificate revoked, ContentSigner signer) throws Exception {
        X509v2CRLBuilder builder = new X509v2CRLBuilder(new X500Name("CN=middle"), days(-1));
        builder.setNextUpdate(days(10));
        builder.addExtension(Extension.cRLNumber, false, new CRLNumber(BigInteger.ONE));
        builder.addCRLEntry(revoked.getSerialNumber(), days(-1), CRLReason.keyCompromise);
        byte[] encoded = builder.build(signer).getEncoded();
        try {
            return CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(encoded));
        } catch (CRLException e) {
            return OTHER.generateCRL(new ByteArrayInputStream(encoded));
        }
    }

    private static byte[] response(X509Certificate about, X509Certificate issuer, ContentSigner signer)
            throws Exception {
        BasicOCSPRespBuilder builder = new BasicOCSPRespBuilder(new RespID(new X500Name("CN=middle")));
        builder.addResponse(new CertificateID(new JcaDigestCalculatorProviderBuilder().build()
                .get(CertificateID.HASH_SHA1), new JcaX509CertificateHolder(issuer), about.getSerialNumber()),
                new RevokedStatus(days(-1), CRLReason.keyCompromise), days(-1), days(10));
        return new OCSPRespBuilder().build(OCSPRespBuilder.SUCCESSFUL, builder.build(signer, null, days(0)))
                .getEncoded();
    }

    private static Date days(int from) {
        return Date.from(Instant.now().plus(from, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS));
    }

    private static CertificateFactory other() {
        try {
            return CertificateFactory.getInstance("X.509", new BouncyCastleProvider());
        } catch (CertificateException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair edwards(String name) {
        try {
            return java.security.KeyPairGenerator.getInstance(name).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
