package dev.handfast.pki;

import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.CertReader;
import dev.handfast.wire.MalformedInput;
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
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Arrays;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes certificates for tests: an authority or an end entity with its key, which issues others. */
public final class TestPki {

    private static final AtomicLong SERIALS = new AtomicLong(1);

    /** What a certificate is to hold. */
    public static final class Content {

        private final Date now = new Date();
        private Date from = Date.from(now.toInstant().minus(1, ChronoUnit.DAYS));
        private Date to = Date.from(now.toInstant().plus(30, ChronoUnit.DAYS));
        private final LinkedHashMap<ASN1ObjectIdentifier, Object[]> extensions = new LinkedHashMap<>();
        private KeyPair keys;
        private String signature;
        private Function<PrivateKey, ContentSigner> signer;
        private X500Name subject;
        private BigInteger serial = BigInteger.valueOf(SERIALS.getAndIncrement());

        /** Another validity, in days from now. */
        public Content valid(long fromDays, long toDays) {
            from = Date.from(now.toInstant().plus(fromDays, ChronoUnit.DAYS));
            to = Date.from(now.toInstant().plus(toDays, ChronoUnit.DAYS));
            return this;
        }

        /** Basic constraints and key usage of an authority; -1 for no path length. */
        public Content authority(int pathLength) {
            extension(Extension.basicConstraints, true,
                    pathLength < 0 ? new BasicConstraints(true) : new BasicConstraints(pathLength));
            return extension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        }

        /** Alternative names. */
        public Content names(GeneralName... names) {
            return extension(Extension.subjectAlternativeName, false, new GeneralNames(names));
        }

        /** DNS names. */
        public Content dns(String... names) {
            GeneralName[] all = new GeneralName[names.length];
            for (int i = 0; i < names.length; i++) {
                all[i] = new GeneralName(GeneralName.dNSName, names[i]);
            }
            return names(all);
        }

        /** An extension; a later one of the same type replaces it, null removes it. */
        public Content extension(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
            if (value == null) {
                extensions.remove(oid);
            } else {
                extensions.put(oid, new Object[] {critical, value});
            }
            return this;
        }

        /** An extension whose value is these bytes, whatever they are. */
        public Content raw(ASN1ObjectIdentifier oid, byte[] value) {
            extensions.put(oid, new Object[] {false, value.clone()});
            return this;
        }

        /** The demand of a staple (RFC 7633): the TLS feature status_request. */
        public Content mustStaple() {
            return extension(new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.24"), false,
                    new DERSequence(new ASN1Integer(5)));
        }

        /** A given key pair instead of a fresh one on P-256. */
        public Content keys(KeyPair pair) {
            keys = pair;
            return this;
        }

        /** A subject in an encoding of its own, instead of the one given as text. */
        public Content subject(X500Name name) {
            subject = name;
            return this;
        }

        /** A given serial number. */
        public Content serial(BigInteger number) {
            serial = number;
            return this;
        }

        /** A signer of the test's own, made of the issuer's key. */
        public Content signer(Function<PrivateKey, ContentSigner> maker) {
            signer = maker;
            return this;
        }

        /** Another signature algorithm than the issuer's key with SHA-256. */
        public Content signature(String algorithm) {
            signature = algorithm;
            return this;
        }
    }

    private final String name;
    private final KeyPair keys;
    private final X509Certificate certificate;

    private TestPki(String name, KeyPair keys, X509Certificate certificate) {
        this.name = name;
        this.keys = keys;
        this.certificate = certificate;
    }

    /** A self-signed authority. */
    public static TestPki root(String name) {
        return root(name, content -> {});
    }

    /** A self-signed authority with more content. */
    public static TestPki root(String name, Consumer<Content> more) {
        Content content = new Content().authority(-1);
        more.accept(content);
        KeyPair keys = content.keys != null ? content.keys : keys("EC", 256);
        return new TestPki(name, keys, make(name, keys, name, keys, content));
    }

    /** An authority below this one. */
    public TestPki authority(String subject) {
        return issue(subject, content -> content.authority(-1));
    }

    /** A certificate by this one's key. */
    public TestPki issue(String subject, Consumer<Content> more) {
        Content content = new Content();
        more.accept(content);
        KeyPair own = content.keys != null ? content.keys : keys("EC", 256);
        return new TestPki(subject, own, make(subject, own, name, keys, content));
    }

    /** A cross certificate: this one's name and key, issued by another. */
    public TestPki crossSignedBy(TestPki other, Consumer<Content> more) {
        return other.issue(name, content -> {
            content.authority(-1).keys(keys);
            more.accept(content);
        });
    }

    /** The encoding of a self-signed certificate that JCA may not read. */
    public static byte[] raw(Consumer<Content> more) {
        Content content = new Content();
        more.accept(content);
        KeyPair keys = content.keys != null ? content.keys : keys("EC", 256);
        try {
            return holder("CN=raw", keys, "CN=raw", keys, content).getEncoded();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same with a signature that is not encoded as one of ECDSA. */
    public TestPki withMalformedSignature() {
        try {
            byte[] encoded = certificate.getEncoded();
            encoded[encoded.length - certificate.getSignature().length] = 0x31;
            return new TestPki(name, keys, (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(encoded)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A fresh key pair. */
    public static KeyPair keys(String algorithm, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Key managers with one entry: the first one's key and the chain as it stands. */
    public static KeyManager[] keyManagers(TestPki... chain) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("one", chain[0].keys.getPrivate(), new char[0],
                    Arrays.stream(chain).map(TestPki::certificate).toArray(X509Certificate[]::new));
            KeyManagerFactory factory = KeyManagerFactory.getInstance("SunX509");
            factory.init(store, new char[0]);
            return factory.getKeyManagers();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The certificate as JCA has it. */
    public X509Certificate certificate() {
        return certificate;
    }

    /** The certificate as we read it. */
    public Cert cert() {
        try {
            return CertReader.read(certificate.getEncoded());
        } catch (MalformedInput | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The key pair. */
    public KeyPair keys() {
        return keys;
    }

    /** The subject. */
    public String name() {
        return name;
    }

    /** The present, in milliseconds. */
    public static long now() {
        return Instant.now().toEpochMilli();
    }

    private static X509Certificate make(String subject, KeyPair keys, String issuer, KeyPair issuerKeys,
            Content content) {
        try {
            return new JcaX509CertificateConverter().getCertificate(holder(subject, keys, issuer, issuerKeys, content));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509CertificateHolder holder(String subject, KeyPair keys, String issuer, KeyPair issuerKeys,
            Content content) {
        try {
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(new X500Name(issuer),
                    content.serial, content.from, content.to,
                    content.subject != null ? content.subject : new X500Name(subject), keys.getPublic());
            for (var extension : content.extensions.entrySet()) {
                boolean critical = (Boolean) extension.getValue()[0];
                if (extension.getValue()[1] instanceof byte[] raw) {
                    builder.addExtension(extension.getKey(), critical, raw);
                } else {
                    builder.addExtension(extension.getKey(), critical, (ASN1Encodable) extension.getValue()[1]);
                }
            }
            String algorithm = content.signature != null ? content.signature : "SHA256with"
                    + (issuerKeys.getPrivate().getAlgorithm().equals("EC") ? "ECDSA"
                            : issuerKeys.getPrivate().getAlgorithm());
            return builder.build(content.signer != null ? content.signer.apply(issuerKeys.getPrivate())
                    : new JcaContentSignerBuilder(algorithm).build(issuerKeys.getPrivate()));
        } catch (OperatorCreationException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
