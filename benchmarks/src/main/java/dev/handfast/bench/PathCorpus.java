package dev.handfast.bench;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Chains for {@link PathBenchmark}: straight ones, a mesh of cross-signed authorities, one under many constraints. */
final class PathCorpus {

    private static final int MESH_SIDE = 10;
    private static final int CONSTRAINTS = 1000;
    private static final long DAY = 86_400_000L;

    /** Signs; SunEC would take seconds for a corpus. */
    private static final Provider SIGNER = new BouncyCastleProvider();

    /**
     * One search.
     *
     * @param target the certificate to find a path for
     * @param others all else that is sent: of a straight chain the issuers from the target upwards, of a mesh in an
     *        order that helps nobody
     */
    record Chain(byte[] target, List<byte[]> others) {
    }

    private final String kind;
    private final List<KeyPair> keys = new ArrayList<>();
    private final byte[] root;
    private long serial = 1;

    /** A corpus of a kind of {@link PathBenchmark#chain}. */
    PathCorpus(String kind) throws GeneralSecurityException {
        this.kind = kind;
        KeyPairGenerator generator = KeyPairGenerator.getInstance(isRsa() ? "RSA" : "EC");
        generator.initialize(isRsa() ? 2048 : 256);
        int authorities = kind.startsWith("mesh") ? MESH_SIDE : intermediates();
        for (int i = 0; i <= authorities + 1; i++) {
            keys.add(generator.generateKeyPair());
        }
        root = make("CN=root", 0, "CN=root", 0, null);
    }

    /** How many certificates each chain has below the root. */
    int size() {
        return kind.startsWith("mesh") ? MESH_SIDE * (MESH_SIDE - 1) + 2 : intermediates() + 1;
    }

    private boolean isRsa() {
        return kind.startsWith("RSA");
    }

    private int intermediates() {
        return kind.startsWith("constraints") ? 1 : Integer.parseInt(kind.substring(kind.indexOf(' ') + 1)) - 2;
    }

    byte[] root() {
        return root;
    }

    /** The chain of a number; chains of different numbers share keys, but no certificate below the root. */
    Chain make(int number) throws GeneralSecurityException {
        if (kind.startsWith("mesh")) {
            return mesh(number);
        }
        int intermediates = intermediates();
        List<byte[]> others = new ArrayList<>();
        String issuer = "CN=root";
        int issuerKey = 0;
        for (int i = 1; i <= intermediates; i++) {
            String name = "CN=authority " + i + " of " + number;
            others.add(0, make(name, i, issuer, issuerKey, kind.startsWith("constraints") ? constraints() : null));
            issuer = name;
            issuerKey = i;
        }
        return new Chain(leaf(number, issuer, issuerKey), others);
    }

    /** Ten authorities, each certified by all others; the last in the list by the root too. */
    private Chain mesh(int number) throws GeneralSecurityException {
        List<byte[]> others = new ArrayList<>();
        for (int below = 1; below <= MESH_SIDE; below++) {
            for (int above = 1; above <= MESH_SIDE; above++) {
                if (above != below) {
                    others.add(make("CN=mesh " + below + " of " + number, below, "CN=mesh " + above + " of " + number,
                            above, null));
                }
            }
        }
        others.add(make("CN=mesh " + MESH_SIDE + " of " + number, MESH_SIDE, "CN=root", 0, null));
        return new Chain(leaf(number, "CN=mesh 1 of " + number, 1), others);
    }

    private byte[] leaf(int number, String issuer, int issuerKey) throws GeneralSecurityException {
        try {
            GeneralNames names = new GeneralNames(new GeneralName(GeneralName.dNSName, "www.host7.example"));
            return sign(builder("CN=leaf " + number, keys.size() - 1, issuer)
                    .addExtension(Extension.subjectAlternativeName, false, names), issuerKey);
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private byte[] make(String subject, int key, String issuer, int issuerKey, NameConstraints constraints)
            throws GeneralSecurityException {
        try {
            JcaX509v3CertificateBuilder builder = builder(subject, key, issuer);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
            if (constraints != null) {
                builder.addExtension(Extension.nameConstraints, true, constraints);
            }
            return sign(builder, issuerKey);
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private JcaX509v3CertificateBuilder builder(String subject, int key, String issuer) {
        long now = System.currentTimeMillis();
        return new JcaX509v3CertificateBuilder(new X500Name(issuer), BigInteger.valueOf(serial++),
                new Date(now - DAY), new Date(now + 30 * DAY), new X500Name(subject), keys.get(key).getPublic());
    }

    private byte[] sign(org.bouncycastle.cert.X509v3CertificateBuilder builder, int issuerKey)
            throws GeneralSecurityException {
        try {
            PrivateKey key = keys.get(issuerKey).getPrivate();
            return builder.build(new JcaContentSignerBuilder(isRsa() ? "SHA256withRSA" : "SHA256withECDSA")
                    .setProvider(SIGNER).build(key)).getEncoded();
        } catch (IOException | OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static NameConstraints constraints() {
        GeneralSubtree[] permitted = new GeneralSubtree[CONSTRAINTS];
        for (int i = 0; i < CONSTRAINTS; i++) {
            permitted[i] = new GeneralSubtree(new GeneralName(GeneralName.dNSName, "host" + i + ".example"));
        }
        return new NameConstraints(permitted, null);
    }
}
