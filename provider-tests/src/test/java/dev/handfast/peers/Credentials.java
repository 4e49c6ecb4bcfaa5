package dev.handfast.peers;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Certificates made for this run: an RSA root (whose signature every peer takes, whatever its groups), and end-entity
 * certificates of each {@link KeyKind} below it, for servers (SAN {@code localhost}, {@code 127.0.0.1}, {@code ::1})
 * and clients, together with those that must be refused.
 */
public final class Credentials {

    private static final AtomicLong SERIAL = new AtomicLong(System.nanoTime() & Long.MAX_VALUE);
    private static final GeneralNames LOOPBACK = new GeneralNames(new GeneralName[] {
        new GeneralName(GeneralName.dNSName, "localhost"),
        new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
        new GeneralName(GeneralName.iPAddress, "::1")});

    private final KeyPair rootKeys;
    private final X509Certificate root;
    private final Map<KeyKind, KeyPair> keys = new EnumMap<>(KeyKind.class);
    private final Map<KeyKind, Identity> servers = new EnumMap<>(KeyKind.class);
    private final Map<KeyKind, Identity> clients = new EnumMap<>(KeyKind.class);
    private final Identity expired;
    private final Identity wrongHost;
    private final Identity unknownCa;

    private static final class Shared {
        static final Credentials INSTANCE = new Credentials();
    }

    /** The one set that all tests of this JVM share. */
    public static Credentials shared() {
        return Shared.INSTANCE;
    }

    private Credentials() {
        try {
            rootKeys = KeyKind.RSA.generate();
            root = root("CN=Handfast test root", rootKeys);
            for (KeyKind kind : KeyKind.values()) {
                keys.put(kind, kind.generate());
                servers.put(kind, serverNamed(kind, "server-" + kind, LOOPBACK));
                clients.put(kind, identity(kind, "client-" + kind, null, Instant.now().plus(30, ChronoUnit.DAYS), root,
                        rootKeys));
            }
            expired = identity(KeyKind.P256, "expired", LOOPBACK, Instant.now().minus(1, ChronoUnit.DAYS), root,
                    rootKeys);
            wrongHost = server(KeyKind.P256, "elsewhere.example");
            KeyPair otherKeys = KeyKind.RSA.generate();
            unknownCa = identity(KeyKind.P256, "unknown-ca", LOOPBACK, Instant.now().plus(30, ChronoUnit.DAYS),
                    root("CN=Unknown root", otherKeys), otherKeys);
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException("cannot make test certificates", e);
        }
    }

    /** The root of all but {@link #unknownCa()}. */
    public X509Certificate root() {
        return root;
    }

    /** A server for localhost with this kind of key. */
    public Identity server(KeyKind kind) {
        return servers.get(kind);
    }

    /** A server with this kind of key for the given DNS name only. */
    public Identity server(KeyKind kind, String dnsName) {
        try {
            return serverNamed(kind, "server-" + dnsName,
                    new GeneralNames(new GeneralName(GeneralName.dNSName, dnsName)));
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException("cannot make a certificate for " + dnsName, e);
        }
    }

    /** A client certificate with this kind of key, under the same root. */
    public Identity client(KeyKind kind) {
        return clients.get(kind);
    }

    /** A server for localhost whose certificate ended yesterday. */
    public Identity expired() {
        return expired;
    }

    /** A server for {@code elsewhere.example} only. */
    public Identity wrongHost() {
        return wrongHost;
    }

    /** A server for localhost below a root that nobody trusts. */
    public Identity unknownCa() {
        return unknownCa;
    }

    private Identity serverNamed(KeyKind kind, String name, GeneralNames names)
            throws GeneralSecurityException, IOException, OperatorCreationException {
        return identity(kind, name, names, Instant.now().plus(30, ChronoUnit.DAYS), root, rootKeys);
    }

    private Identity identity(KeyKind kind, String name, GeneralNames names, Instant end, X509Certificate issuer,
            KeyPair issuerKeys) throws GeneralSecurityException, IOException, OperatorCreationException {
        KeyPair pair = keys.containsKey(kind) ? keys.get(kind) : kind.generate();
        X509v3CertificateBuilder builder = builder(new X500Name(issuer.getSubjectX500Principal().getName()),
                new X500Name("CN=" + name), pair.getPublic(), end);
        JcaX509ExtensionUtils ids = new JcaX509ExtensionUtils();
        int use = KeyUsage.digitalSignature | (kind == KeyKind.RSA ? KeyUsage.keyEncipherment : 0);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(use));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(
                names == null ? KeyPurposeId.id_kp_clientAuth : KeyPurposeId.id_kp_serverAuth));
        builder.addExtension(Extension.authorityKeyIdentifier, false,
                ids.createAuthorityKeyIdentifier(issuer.getPublicKey()));
        if (names != null) {
            builder.addExtension(Extension.subjectAlternativeName, false, names);
        }
        return new Identity(name, pair.getPrivate(), List.of(sign(builder, issuerKeys), issuer));
    }

    private static X509Certificate root(String name, KeyPair pair)
            throws GeneralSecurityException, IOException, OperatorCreationException {
        X509v3CertificateBuilder builder = builder(new X500Name(name), new X500Name(name), pair.getPublic(),
                Instant.now().plus(365, ChronoUnit.DAYS));
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        builder.addExtension(Extension.subjectKeyIdentifier, false,
                new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
        return sign(builder, pair);
    }

    private static X509v3CertificateBuilder builder(X500Name issuer, X500Name subject, PublicKey key, Instant end) {
        return new JcaX509v3CertificateBuilder(issuer, BigInteger.valueOf(SERIAL.incrementAndGet()),
                Date.from(Instant.now().minus(10, ChronoUnit.DAYS)), Date.from(end), subject, key);
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, KeyPair issuer)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withRSA").build(issuer.getPrivate())));
    }
}
