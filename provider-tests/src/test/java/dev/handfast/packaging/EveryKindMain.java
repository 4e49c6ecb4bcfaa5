package dev.handfast.packaging;

import dev.handfast.HandfastProvider;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.Identity;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/**
 * Handshakes with every group and every kind of key, both versions, and validates a certificate that is signed with
 * ML-DSA, in a JVM whose class path has the libraries that are tried. It must not need any itself.
 */
final class EveryKindMain {

    private static final List<String> GROUPS = List.of("x25519", "secp256r1", "secp384r1", "secp521r1", "x448",
            "ffdhe2048", "ffdhe3072", "ffdhe4096", "X25519MLKEM768", "SecP256r1MLKEM768", "SecP384r1MLKEM1024");

    private static final Provider PROVIDER = new HandfastProvider();

    private EveryKindMain() {
    }

    /** A directory with key stores in {@code *.p12}, all below one root, and with {@code ml-dsa.cer} and its root. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        List<Path> stores;
        try (Stream<Path> files = Files.list(directory)) {
            stores = files.filter(file -> file.toString().endsWith(".p12")).sorted().toList();
        }
        for (String version : List.of("TLSv1.3", "TLSv1.2")) {
            for (Path store : stores) {
                String name = store.getFileName().toString().replace(".p12", "");
                report(version + " key " + name, () -> handshake(version, store));
            }
            for (String group : GROUPS) {
                if (version.equals("TLSv1.2") && group.contains("MLKEM")) {
                    continue;
                }
                System.setProperty("jdk.tls.namedGroups", group);
                report(version + " group " + group, () -> handshake(version, directory.resolve("server-RSA.p12")));
                System.clearProperty("jdk.tls.namedGroups");
            }
        }
        report("certificate ML-DSA", () -> validate(directory));
    }

    private interface Step {
        void run() throws GeneralSecurityException, IOException;
    }

    private static void report(String what, Step step) {
        String outcome;
        try {
            step.run();
            outcome = "works";
        } catch (GeneralSecurityException | IOException | IllegalArgumentException | IllegalStateException failed) {
            outcome = "fails: " + failed;
        }
        System.out.println("RESULT " + what + " " + outcome);
    }

    static void handshake(String version, Path file) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, Identity.PASSWORD.toCharArray());
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX", PROVIDER);
        keys.init(store, Identity.PASSWORD.toCharArray());
        KeyStore anchors = KeyStore.getInstance("PKCS12");
        anchors.load(null, null);
        var chain = store.getCertificateChain(store.aliases().nextElement());
        anchors.setCertificateEntry("root", chain[chain.length - 1]);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX", PROVIDER);
        trust.init(anchors);
        SSLContext context = SSLContext.getInstance("TLS", PROVIDER);
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        EnginePair pair = EnginePair.of(context, context).protocol(version).handshake();
        byte[] sent = {1, 2, 3};
        pair.send(pair.client(), sent);
        if (!Arrays.equals(sent, pair.server().received())) {
            throw new SSLException("other bytes came than were sent");
        }
    }

    private static void validate(Path directory) throws GeneralSecurityException, IOException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        X509Certificate root = read(factory, directory.resolve("ml-dsa-root.cer"));
        X509Certificate leaf = read(factory, directory.resolve("ml-dsa.cer"));
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
        parameters.setRevocationEnabled(false);
        CertPathValidator.getInstance("PKIX", PROVIDER).validate(factory.generateCertPath(List.of(leaf)), parameters);
    }

    private static X509Certificate read(CertificateFactory factory, Path file)
            throws GeneralSecurityException, IOException {
        return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(Files.readAllBytes(file)));
    }
}
