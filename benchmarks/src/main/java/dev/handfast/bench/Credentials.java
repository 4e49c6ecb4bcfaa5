package dev.handfast.bench;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A key with its two-certificate path, root and leaf of the same key type, made afresh for each run.
 *
 * <p>Keys and certificates are the platform's own classes, as a program gets them from a key store; the leaf is good
 * for both ends and names {@code localhost}.
 *
 * @param key  the leaf's private key
 * @param leaf the end-entity certificate
 * @param root the trust anchor
 */
public record Credentials(PrivateKey key, X509Certificate leaf, X509Certificate root) {

    private static final char[] PASSWORD = "bench".toCharArray();

    /** Makes a path for a key type of {@link Plan#keyType()}. */
    public static Credentials of(String keyType) throws GeneralSecurityException {
        return of(keyType, "CN=Handfast benchmark root " + keyType, "CN=localhost");
    }

    /** Makes a path for a key type of {@link Plan#keyType()} with the given subjects. */
    public static Credentials of(String keyType, String ofRoot, String ofLeaf) throws GeneralSecurityException {
        try {
            KeyPair rootKeys = keyPair(keyType);
            KeyPair leafKeys = keyPair(keyType);
            X500Name rootName = new X500Name(ofRoot);
            X509Certificate root = sign(keyType, rootKeys, rootName, rootKeys, rootName, true);
            X509Certificate leaf = sign(keyType, rootKeys, rootName, leafKeys, new X500Name(ofLeaf), false);
            return new Credentials(leafKeys.getPrivate(), leaf, root);
        } catch (IOException | OperatorCreationException e) {
            throw new GeneralSecurityException("cannot make a " + keyType + " certificate path", e);
        }
    }

    /** The certificates as sent: leaf, then root. */
    public List<X509Certificate> chain() {
        return List.of(leaf, root);
    }

    /** A key store with the private key and its path. */
    public KeyStore keyStore() throws GeneralSecurityException {
        KeyStore store = emptyStore();
        store.setKeyEntry("leaf", key, PASSWORD, new X509Certificate[] {leaf, root});
        return store;
    }

    /** A key store with the trust anchor alone. */
    public KeyStore trustStore() throws GeneralSecurityException {
        KeyStore store = emptyStore();
        store.setCertificateEntry("root", root);
        return store;
    }

    /** The password of the private key in {@link #keyStore()}. */
    public static char[] password() {
        return PASSWORD.clone();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try {
            store.load(null, null);
        } catch (IOException e) {
            throw new GeneralSecurityException("an empty key store could not be made", e);
        }
        return store;
    }

    private static KeyPair keyPair(String keyType) throws GeneralSecurityException {
        KeyPairGenerator generator;
        switch (keyType) {
            case "RSA-2048" -> {
                generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(2048);
            }
            case "P-256" -> {
                generator = KeyPairGenerator.getInstance("EC");
                generator.initialize(new ECGenParameterSpec("secp256r1"));
            }
            case "Ed25519" -> generator = KeyPairGenerator.getInstance("Ed25519");
            default -> throw new IllegalArgumentException("key type " + keyType + ", not RSA-2048, P-256 or Ed25519");
        }
        return generator.generateKeyPair();
    }

    private static X509Certificate sign(String keyType, KeyPair issuer, X500Name issuerName, KeyPair subject,
            X500Name subjectName, boolean isAuthority)
            throws IOException, OperatorCreationException, GeneralSecurityException {
        Instant now = Instant.now();
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(issuerName,
                new BigInteger(63, new java.security.SecureRandom()).add(BigInteger.ONE),
                Date.from(now.minus(Duration.ofHours(1))), Date.from(now.plus(Duration.ofDays(2))), subjectName,
                subject.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
        if (isAuthority) {
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        } else {
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(
                    new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}));
            builder.addExtension(Extension.subjectAlternativeName, false,
                    new GeneralNames(new GeneralName(GeneralName.dNSName, "localhost")));
        }
        byte[] encoded = builder.build(new JcaContentSignerBuilder(signatureName(keyType)).build(issuer.getPrivate()))
                .getEncoded();
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(encoded));
    }

    private static String signatureName(String keyType) {
        return switch (keyType) {
            case "RSA-2048" -> "SHA256withRSA";
            case "P-256" -> "SHA256withECDSA";
            default -> keyType;
        };
    }
}
