package dev.handfast.peers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateExpiredException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("unit")
class CredentialsTest {

    private final Credentials credentials = Credentials.shared();

    @ParameterizedTest
    @EnumSource(KeyKind.class)
    void serversAndClientsAreSignedByTheRoot(KeyKind kind) throws Exception {
        for (Identity identity : List.of(credentials.server(kind), credentials.client(kind))) {
            X509Certificate certificate = identity.certificate();
            certificate.verify(credentials.root().getPublicKey());
            certificate.checkValidity();
            assertEquals(credentials.root(), identity.root());
        }
        assertTrue(
                credentials.server(kind).certificate().getSubjectAlternativeNames().toString().contains("localhost"));
    }

    @Test
    void thoseToBeRefusedHaveExactlyTheirFault() throws Exception {
        assertThrows(CertificateExpiredException.class, () -> credentials.expired().certificate().checkValidity());
        credentials.expired().certificate().verify(credentials.root().getPublicKey());
        credentials.wrongHost().certificate().verify(credentials.root().getPublicKey());
        assertTrue(
                !credentials.wrongHost().certificate().getSubjectAlternativeNames().toString().contains("localhost"));
        assertThrows(java.security.SignatureException.class,
                () -> credentials.unknownCa().certificate().verify(credentials.root().getPublicKey()));
    }

    @ParameterizedTest
    @EnumSource(KeyKind.class)
    void filesComeBack(KeyKind kind, @TempDir Path directory) throws Exception {
        Identity identity = credentials.server(kind);
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(Files.newInputStream(identity.writePkcs12(directory)), Identity.PASSWORD.toCharArray());
        assertArrayEquals(identity.key().getEncoded(),
                store.getKey(identity.name(), Identity.PASSWORD.toCharArray()).getEncoded());
        assertTrue(Files.readString(identity.writeChain(directory)).startsWith("-----BEGIN CERTIFICATE-----"));
        assertTrue(Files.readString(identity.writeKey(directory)).startsWith("-----BEGIN PRIVATE KEY-----"));
    }

    @Test
    void processesAreWaitedForAndKilled() throws IOException {
        try (ExternalProcess cat = ExternalProcess.start(List.of("cat"))) {
            cat.send("one\n");
            assertEquals("one", cat.await(Pattern.compile("o.e")).group());
            cat.endInput();
            assertEquals(0, cat.exitCode());
            assertEquals("one\n", cat.output());
            assertThrows(IOException.class, () -> cat.await(Pattern.compile("two")));
        }
        ExternalProcess endless = ExternalProcess.start(List.of("tail", "-f", "/dev/null"));
        endless.close();
        assertTrue(!endless.isAlive());
    }
}
