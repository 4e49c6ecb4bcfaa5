package dev.handfast.jsse.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.crypto.jca.PrivateKeys;
import dev.handfast.jsse.certs.PathEngine;
import dev.handfast.peers.Identity;
import dev.handfast.tls.LiveIdentities;
import dev.handfast.tls.LiveTrust;

import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The forms in which files have identities and authorities, and which files of a directory belong together. */
@Tag("contract")
class LiveFormsTest {

    private static final LiveFixture PKI = new LiveFixture("forms");
    private static final Identity ONE = PKI.identity("one");
    private static final char[] PASSWORD = Identity.PASSWORD.toCharArray();

    @TempDir
    private Path directory;

    private final TestClocks clocks = new TestClocks();

    private Follower<Identities> follow(LiveIdentities source) throws Unusable {
        return new Follower<>(source, new IdentitySource(source, PathEngine.ofProcess()), clocks);
    }

    private Follower<TrustBundle> follow(LiveTrust source) throws Unusable {
        return new Follower<>(source, new TrustBundleSource(source), clocks);
    }

    private <T> T look(Follower<T> follower) {
        clocks.pass();
        return follower.fresh().content();
    }

    private static Set<String> names(Identities identities) {
        return identities.all().stream().map(OwnIdentity::name).collect(Collectors.toCollection(TreeSet::new));
    }

    /** PKCS#1. */
    private static String traditional(Identity identity) throws IOException {
        return written(identity.key());
    }

    private static String sec1(Identity identity) throws IOException {
        // The form of SEC 1 has the curve, which the JDK's PKCS#8 says outside of it.
        org.bouncycastle.asn1.pkcs.PrivateKeyInfo info = org.bouncycastle.asn1.pkcs.PrivateKeyInfo
                .getInstance(identity.key().getEncoded());
        java.security.interfaces.ECPrivateKey ec = (java.security.interfaces.ECPrivateKey) identity.key();
        return written(new org.bouncycastle.util.io.pem.PemObject("EC PRIVATE KEY",
                new org.bouncycastle.asn1.sec.ECPrivateKey(ec.getParams().getOrder().bitLength(), ec.getS(),
                        info.getPrivateKeyAlgorithm().getParameters()).getEncoded()));
    }

    private static String written(Object object) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }

    private static String encrypted(Identity identity) throws Exception {
        return written(new JcaPKCS8Generator(identity.key(), new JceOpenSSLPKCS8EncryptorBuilder(
                org.bouncycastle.asn1.nist.NISTObjectIdentifiers.id_aes256_CBC)
                .setProvider(new org.bouncycastle.jce.provider.BouncyCastleProvider())
                .setPassword(PASSWORD).build()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PKCS12", "JKS", "JCEKS"})
    void keyStoresAreKnownByTheirContent(String type) throws Exception {
        for (String named : new String[] {type, null}) {
            Path file = directory.resolve("store");
            for (Identity identity : List.of(ONE, PKI.identity("another"))) {
                KeyStore store = KeyStore.getInstance(type);
                store.load(null, null);
                store.setKeyEntry("alias", identity.key(), PASSWORD, identity.chain().toArray(new X509Certificate[0]));
                try (OutputStream out = Files.newOutputStream(file)) {
                    store.store(out, PASSWORD);
                }
                OwnIdentity read = follow(LiveIdentities.ofKeyStore(file, named, PASSWORD)).current().content().all()
                        .get(0);
                assertEquals("alias", read.name());
                assertEquals(identity.chain(), read.chain());
                assertEquals(identity.key(), read.key());
            }
        }
    }

    @Test
    void keysInAllFormsOfPem() throws Exception {
        Identity rsa = PKI.identity("rsa", content -> content.keys(dev.handfast.pki.TestPki.keys("RSA", 2048)));
        for (Identity identity : List.of(ONE, rsa)) {
            for (String key : List.of(identity.keyPem(), identity == rsa ? traditional(identity) : sec1(identity),
                    encrypted(identity))) {
                Path both = Files.writeString(directory.resolve("both.pem"), key + identity.chainPem());
                Path own = Files.writeString(directory.resolve("own.pem"), identity.chainPem());
                Path apart = Files.writeString(directory.resolve("apart.pem"), key);
                for (LiveIdentities source : List.of(LiveIdentities.ofPem(both, PASSWORD),
                        LiveIdentities.ofPem(own, apart, PASSWORD), LiveIdentities.ofKeyStore(both, null, PASSWORD))) {
                    OwnIdentity read = follow(source).current().content().all().get(0);
                    assertEquals(identity.certificate(), read.own(), source::toString);
                    assertTrue(PrivateKeys.belongTogether(read.key(), identity.certificate().getPublicKey()));
                }
            }
        }
    }

    @Test
    void aDirectoryHasPairsByName() throws Exception {
        for (String name : List.of("a.crt", "b.pem", "c.cer", "tls.crt", "fullchain.pem")) {
            Files.writeString(directory.resolve(name), ONE.chainPem());
        }
        for (String name : List.of("a.key", "b.key", "c.key", "tls.key", "privkey.pem")) {
            Files.writeString(directory.resolve(name), ONE.keyPem());
        }
        Files.writeString(directory.resolve("whole.pem"), LiveFixture.pem(ONE));
        Files.write(directory.resolve("store.p12"), Files.readAllBytes(ONE.writePkcs12(directory.resolve(""))));
        Files.delete(directory.resolve("one.p12"));
        // None of an identity.
        Files.writeString(directory.resolve("ca.crt"), ONE.rootPem());
        Files.writeString(directory.resolve("chain.pem"), ONE.chainPem());
        Files.writeString(directory.resolve(".hidden.pem"), "garbage");
        Files.writeString(directory.resolve("README.md"), "garbage");
        Files.createDirectory(directory.resolve("directory.pem"));
        Follower<Identities> follower = follow(LiveIdentities.ofDirectory(directory, PASSWORD));
        assertEquals(Set.of("a", "b", "c", "tls", "fullchain", "whole", "store.p12"),
                names(follower.current().content()));
        assertTrue(follower.problem().isEmpty(), () -> follower.problem().toString());
    }

    /** One that cannot be renewed does not keep the others from it. */
    @Test
    void identitiesOfADirectoryAreTakenEachAlone() throws Exception {
        for (String name : List.of("a", "b")) {
            Files.writeString(directory.resolve(name + ".crt"), ONE.chainPem());
            Files.writeString(directory.resolve(name + ".key"), ONE.keyPem());
        }
        Follower<Identities> follower = follow(LiveIdentities.ofDirectory(directory, null));
        Identity next = PKI.identity("next");
        Files.writeString(directory.resolve("a.crt"), next.chainPem());
        LiveFixture.replace(directory.resolve("b.crt"), next.chainPem());
        LiveFixture.replace(directory.resolve("b.key"), next.keyPem());
        for (int i = 0; i < 3; i++) {
            Identities now = look(follower);
            assertEquals(ONE.certificate(), now.named("a").orElseThrow().own());
            assertEquals(next.certificate(), now.named("b").orElseThrow().own());
        }
        assertEquals(2, follower.current().generation());
        assertTrue(follower.problem().orElseThrow().contains("a.crt"), () -> follower.problem().toString());
    }

    @Test
    void anIdentityIsWithdrawnWhenItsFilesStayAway() throws Exception {
        for (String name : List.of("a", "b")) {
            Files.writeString(directory.resolve(name + ".crt"), ONE.chainPem());
            Files.writeString(directory.resolve(name + ".key"), ONE.keyPem());
        }
        Follower<Identities> follower = follow(LiveIdentities.ofDirectory(directory, null));
        Files.delete(directory.resolve("a.key"));
        look(follower);
        assertEquals(Set.of("a", "b"), names(look(follower)), "half of it is there");
        Files.delete(directory.resolve("a.crt"));
        assertEquals(Set.of("a", "b"), names(look(follower)), "it may come back");
        assertEquals(Set.of("b"), names(look(follower)));
        Files.delete(directory.resolve("b.crt"));
        Files.delete(directory.resolve("b.key"));
        look(follower);
        assertEquals(Set.of("b"), names(look(follower)), "never nothing");
    }

    @Test
    void bundlesInFilesAndDirectories() throws Exception {
        LiveFixture other = new LiveFixture("other");
        Path bundle = Files.writeString(directory.resolve("bundle.pem"), PKI.rootPem() + other.rootPem());
        Path store = Identity.write(Identity.trustStore(List.of(PKI.root(), other.root())),
                directory.resolve("trust.p12"));
        Path folder = Files.createDirectory(directory.resolve("folder"));
        Files.writeString(folder.resolve("one.crt"), PKI.rootPem());
        Files.writeString(folder.resolve("other.pem"), other.rootPem());
        for (LiveTrust source : List.of(LiveTrust.ofPem(bundle), LiveTrust.ofKeyStore(store, null, PASSWORD),
                LiveTrust.ofDirectory(folder))) {
            assertEquals(Set.of(PKI.root(), other.root()),
                    Set.copyOf(follow(source).current().content().anchors()), source::toString);
        }
    }

    @Test
    void aBundleIsTakenWholeOrNotAtAll() throws Exception {
        LiveFixture other = new LiveFixture("other");
        Path bundle = Files.writeString(directory.resolve("bundle.pem"), PKI.rootPem());
        Follower<TrustBundle> follower = follow(LiveTrust.ofPem(bundle));
        String both = other.rootPem() + PKI.rootPem();
        for (String broken : List.of("", both.substring(0, both.length() - 40), "no certificate", ONE.keyPem())) {
            Files.writeString(bundle, broken);
            look(follower);
            assertEquals(List.of(PKI.root()), look(follower).anchors(), broken);
            assertTrue(follower.problem().orElseThrow().contains("bundle.pem"), () -> follower.problem().toString());
        }
        Files.writeString(bundle, other.rootPem());
        assertEquals(List.of(other.root()), look(follower).anchors());
    }
}
