package dev.handfast.peers;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.util.io.pem.PemObject;

/**
 * A private key and its certificate chain.
 *
 * @param name a short name, used as key store alias and file name
 * @param key the private key
 * @param chain the end-entity certificate first, the root last
 */
public record Identity(String name, PrivateKey key, List<X509Certificate> chain) {

    /** The password of every key store written here. */
    public static final String PASSWORD = "handfast";

    /** Copies the chain. */
    public Identity {
        chain = List.copyOf(chain);
    }

    /** The end-entity certificate. */
    public X509Certificate certificate() {
        return chain.get(0);
    }

    /** The root that the chain ends in. */
    public X509Certificate root() {
        return chain.get(chain.size() - 1);
    }

    /** A fresh PKCS#12 key store that holds this key and chain, readable by other tools too. */
    public KeyStore keyStore() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(name, key, PASSWORD.toCharArray(), chain.toArray(new X509Certificate[0]));
            return store;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no key store for " + name, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A fresh key store that trusts the given certificates. */
    public static KeyStore trustStore(List<X509Certificate> anchors) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (int i = 0; i < anchors.size(); i++) {
                store.setCertificateEntry("anchor-" + i, anchors.get(i));
            }
            return store;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no trust store", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the key store to {@code directory}; its password is {@link #PASSWORD}. */
    public Path writePkcs12(Path directory) throws IOException {
        return write(keyStore(), directory.resolve(name + ".p12"));
    }

    /** Writes {@code store} under {@link #PASSWORD}. */
    public static Path write(KeyStore store, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot write " + file, e);
        }
        return file;
    }

    /** Writes the chain without its root, as a server sends it, in PEM. */
    public Path writeChain(Path directory) throws IOException {
        return Files.writeString(directory.resolve(name + "-chain.pem"), pem(chain.subList(0, chain.size() - 1)));
    }

    /** Writes the private key in PEM (PKCS#8, unencrypted). */
    public Path writeKey(Path directory) throws IOException {
        return Files.writeString(directory.resolve(name + "-key.pem"), keyPem());
    }

    /** Writes the root in PEM. */
    public Path writeRoot(Path directory) throws IOException {
        return Files.writeString(directory.resolve(name + "-root.pem"), pem(List.of(root())));
    }

    /**
     * The private key as unencrypted PKCS#8 PEM; an EC key with its public key, which GnuTLS wants and the JDK leaves
     * out.
     */
    public String keyPem() {
        PrivateKeyInfo info = PrivateKeyInfo.getInstance(key.getEncoded());
        if (!(key instanceof java.security.interfaces.ECPrivateKey ec)) {
            return pem(List.of(info));
        }
        try {
            SubjectPublicKeyInfo own = SubjectPublicKeyInfo.getInstance(certificate().getPublicKey().getEncoded());
            return pem(List.of(new PrivateKeyInfo(info.getPrivateKeyAlgorithm(), new ECPrivateKey(
                    ec.getParams().getOrder().bitLength(), ec.getS(), own.getPublicKeyData(), null))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The chain without its root, in PEM. */
    public String chainPem() {
        return pem(chain.subList(0, chain.size() - 1));
    }

    /** The root in PEM. */
    public String rootPem() {
        return pem(List.of(root()));
    }

    private static String pem(List<?> objects) {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            for (Object object : objects) {
                // PrivateKeyInfo is written as "PRIVATE KEY" only when wrapped; its traditional form is not for all
                // keys
                writer.writeObject(object instanceof PrivateKeyInfo info
                        ? new PemObject("PRIVATE KEY", info.getEncoded()) : object);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return name;
    }
}
