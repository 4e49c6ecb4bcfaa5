package dev.handfast.jsse.live;

import dev.handfast.peers.Identity;
import dev.handfast.peers.JsseStack;
import dev.handfast.pki.TestPki;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Consumer;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** An authority with one below it that issues identities for {@code localhost}, and ways to write them to files. */
public final class LiveFixture {

    private final TestPki root;
    private final TestPki issuer;

    /** A fresh authority of this name. */
    public LiveFixture(String name) {
        root = TestPki.root("CN=" + name + " root");
        issuer = root.authority("CN=" + name + " issuer");
    }

    /** The root, which peers trust. */
    public X509Certificate root() {
        return root.certificate();
    }

    /** The root in PEM. */
    public String rootPem() {
        return identity("root", content -> {}).rootPem();
    }

    /** A fresh identity that is valid. */
    public Identity identity(String name) {
        return identity(name, content -> {});
    }

    /** A fresh identity with more content. */
    public Identity identity(String name, Consumer<TestPki.Content> more) {
        TestPki own = issuer.issue("CN=" + name, content -> more.accept(content.dns("localhost")));
        return new Identity(name, own.keys().getPrivate(),
                List.of(own.certificate(), issuer.certificate(), root.certificate()));
    }

    /** Certificates, without the root, and the key in one text. */
    public static String pem(Identity identity) {
        return identity.chainPem() + identity.keyPem();
    }

    /** The own certificate alone, and the key. */
    public static String pemWithoutIssuer(Identity identity) {
        return new Identity("own", identity.key(), List.of(identity.certificate(), identity.root())).chainPem()
                + identity.keyPem();
    }

    /** Writes a file at once, as it should be done. */
    public static void replace(Path file, String content) throws IOException {
        Path beside = file.resolveSibling(".new");
        Files.writeString(beside, content);
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Writes a mount as Kubernetes does: the files are links through {@code ..data}, which is a link that changes. */
    public static void project(Path mount, String version, String certificates, String key) throws IOException {
        Path data = Files.createDirectory(mount.resolve(".." + version));
        Files.writeString(data.resolve("tls.crt"), certificates);
        Files.writeString(data.resolve("tls.key"), key);
        Path link = Files.createSymbolicLink(mount.resolve("..data_tmp"), data.getFileName());
        Files.move(link, mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        for (String name : List.of("tls.crt", "tls.key")) {
            if (!Files.exists(mount.resolve(name))) {
                Files.createSymbolicLink(mount.resolve(name), Path.of("..data", name));
            }
        }
    }

    /** A context that trusts this authority, of Handfast. */
    public SSLContext client() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS", JsseStack.HANDFAST.provider());
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX",
                JsseStack.HANDFAST.provider());
        KeyStore anchors = Identity.trustStore(List.of(root()));
        trust.init(anchors);
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
