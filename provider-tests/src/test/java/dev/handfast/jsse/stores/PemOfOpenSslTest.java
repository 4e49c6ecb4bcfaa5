package dev.handfast.jsse.stores;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.HandfastProvider;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.Identity;
import dev.handfast.peers.KeyKind;
import dev.handfast.peers.Tools;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.util.ArrayList;
import java.util.List;

/** Private keys in every form in which OpenSSL writes them. */
@Tag("interop")
class PemOfOpenSslTest {

    private static final String PASSWORD = "s3cr3t pass";

    @TempDir
    private Path directory;

    /** A key and the options that write it. */
    record Form(KeyKind kind, String label, List<String> options) {

        boolean isEncrypted() {
            return options.contains("pass:" + PASSWORD);
        }

        @Override
        public String toString() {
            return kind + " " + String.join(" ", options);
        }
    }

    static List<Form> forms() {
        List<Form> forms = new ArrayList<>();
        List<String> password = List.of("-passout", "pass:" + PASSWORD);
        for (KeyKind kind : KeyKind.values()) {
            forms.add(new Form(kind, "PRIVATE KEY", List.of("pkcs8", "-topk8", "-nocrypt")));
            for (String way : List.of("-v2 aes-256-cbc", "-v2 aes-128-cbc -v2prf hmacWithSHA512", "-v2 des3",
                    "-scrypt", "-v1 PBE-SHA1-3DES")) {
                List<String> options = new ArrayList<>(List.of("pkcs8", "-topk8"));
                options.addAll(List.of(way.split(" ")));
                options.addAll(password);
                forms.add(new Form(kind, "ENCRYPTED PRIVATE KEY", options));
            }
        }
        for (String cipher : List.of("-aes128", "-aes256", "-des3")) {
            List<String> rsa = new ArrayList<>(List.of("rsa", "-traditional", cipher));
            List<String> ec = new ArrayList<>(List.of("ec", cipher));
            rsa.addAll(password);
            ec.addAll(password);
            forms.add(new Form(KeyKind.RSA, "RSA PRIVATE KEY", rsa));
            forms.add(new Form(KeyKind.P384, "EC PRIVATE KEY", ec));
        }
        forms.add(new Form(KeyKind.RSA, "RSA PRIVATE KEY", List.of("rsa", "-traditional")));
        for (KeyKind kind : List.of(KeyKind.P256, KeyKind.P384, KeyKind.P521)) {
            forms.add(new Form(kind, "EC PRIVATE KEY", List.of("ec")));
        }
        return forms;
    }

    @ParameterizedTest
    @MethodSource("forms")
    void aKeyIsRead(Form form) throws Exception {
        Identity identity = Credentials.shared().server(form.kind);
        String key = written(identity, form);
        assertTrue(key.contains("BEGIN " + form.label + "-----"), key);
        KeyStore store = KeyStore.getInstance("PEM", new HandfastProvider());
        byte[] file = (key + identity.chainPem()).getBytes();

        store.load(new ByteArrayInputStream(file), null);
        String alias = store.aliases().nextElement();
        char[] password = form.isEncrypted() ? PASSWORD.toCharArray() : null;
        PemKeyStoreTest.assertIsKeyOf(identity, store.getKey(alias, password));

        store.load(new ByteArrayInputStream(file), PASSWORD.toCharArray());
        PemKeyStoreTest.assertIsKeyOf(identity, store.getKey(alias, PASSWORD.toCharArray()));
        if (form.isEncrypted()) {
            for (char[] wrong : new char[][] {null, {}, "wrong".toCharArray()}) {
                UnrecoverableKeyException thrown = assertThrows(UnrecoverableKeyException.class,
                        () -> store.getKey(alias, wrong));
                assertTrue(thrown.getMessage().matches("the " + form.label + " in line 1: (it is encrypted and no"
                        + " password was given|the password is wrong)"), thrown::getMessage);
            }
        }
    }

    /** Which of two certificates a key belongs to, only the opened key says. */
    @ParameterizedTest
    @MethodSource("forms")
    void severalEncryptedKeysNeedTheirPasswordAtOnce(Form form) throws Exception {
        Identity identity = Credentials.shared().server(form.kind);
        Identity other = Credentials.shared().client(KeyKind.P256);
        byte[] file = (other.keyPem() + other.chainPem() + written(identity, form) + identity.chainPem()).getBytes();
        KeyStore store = KeyStore.getInstance("PEM", new HandfastProvider());
        if (form.isEncrypted()) {
            IOException thrown = assertThrows(IOException.class,
                    () -> store.load(new ByteArrayInputStream(file), "wrong".toCharArray()));
            assertInstanceOf(UnrecoverableKeyException.class, thrown.getCause());
        }
        store.load(new ByteArrayInputStream(file), PASSWORD.toCharArray());
        PemKeyStoreTest.assertIsKeyOf(identity, store.getKey(store.getCertificateAlias(identity.certificate()),
                PASSWORD.toCharArray()));
        PemKeyStoreTest.assertIsKeyOf(other, store.getKey(store.getCertificateAlias(other.certificate()), null));
    }

    private String written(Identity identity, Form form) throws IOException {
        Path out = directory.resolve("out.pem");
        List<String> command = new ArrayList<>(List.of(Tools.require("openssl")));
        command.addAll(form.options);
        command.addAll(List.of("-in", identity.writeKey(directory).toString(), "-out", out.toString()));
        Tools.output(command);
        return Files.readString(out);
    }
}
