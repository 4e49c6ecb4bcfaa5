package dev.handfast.jsse.pkix;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.handfast.pki.TestPki;
import dev.handfast.pki.cert.Cert;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JDK's list of blocked certificates, by a list of our own in its format. */
@Tag("contract")
class BlockedCertificatesTest {

    @TempDir
    private Path folder;

    @Test
    void listedCertificatesAreRefusedAndNoOthers() throws Exception {
        Cert listed = TestPki.root("CN=listed").cert();
        Cert other = TestPki.root("CN=listed").cert();
        String fingerprint = HexFormat.of().withUpperCase().formatHex(
                MessageDigest.getInstance("SHA-256").digest(listed.encoded().toBytes()));
        Path file = Files.writeString(folder.resolve("blocked.certs"), "Algorithm=SHA-256\n" + fingerprint + "\n");
        BlockedCertificates blocked = new BlockedCertificates(file);
        assertNotNull(blocked.refusesKey(listed.key(), listed, null));
        assertNotNull(blocked.refusesKey(listed.key(), listed, null), "the second time");
        assertNull(blocked.refusesKey(other.key(), other, null));
        assertNull(blocked.refusesKey(other.key(), null, null), "an anchor without a certificate");
        assertNull(new BlockedCertificates(folder.resolve("absent")).refusesKey(listed.key(), listed, null));
    }
}
