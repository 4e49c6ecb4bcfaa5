package dev.handfast.jsse.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.crypto.jca.JcaCryptoProvider;
import dev.handfast.peers.HarmlessText;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.SystemProperties;
import dev.handfast.session.jcache.LogLines;
import dev.handfast.spec.NamedGroup;
import java.security.Security;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a property lists and this provider does not know is said, once, and the rest holds. */
@Tag("contract")
class ToldListsTest {

    private static final String LOG = "dev.handfast.properties";

    private static SSLContext context(Map<String, String> properties) throws Exception {
        return SystemProperties.with(properties, () -> {
            SSLContext context = SSLContext.getInstance("TLS", JsseStack.HANDFAST.provider());
            context.init(null, null, null);
            return context;
        });
    }

    @ParameterizedTest
    @CsvSource({
        "jdk.tls.namedGroups, secp256r1",
        "jdk.tls.client.cipherSuites, TLS_AES_128_GCM_SHA256",
        "jdk.tls.server.cipherSuites, TLS_AES_128_GCM_SHA256",
        "jdk.tls.client.SignatureSchemes, ecdsa_secp256r1_sha256",
        "jdk.tls.server.SignatureSchemes, ecdsa_secp256r1_sha256",
    })
    void whatIsUnknownInAList(String property, String known) throws Exception {
        try (LogLines lines = new LogLines(LOG, property)) {
            Map<String, String> set = Map.of(property, "no-such-thing, " + known + ",x\u001b[31m");
            for (int i = 0; i < 3; i++) {
                context(set);
            }
            assertEquals(List.of("WARNING property " + property + ": not supported and left out are [no-such-thing, "
                    + "x\\u001b[31m]"), lines.all());
        }
    }

    /** A default would not be what was asked for; the exception comes from what is used, and names the property. */
    @ParameterizedTest
    @CsvSource({"jdk.tls.namedGroups", "jdk.tls.client.cipherSuites", "jdk.tls.server.cipherSuites",
        "jdk.tls.client.SignatureSchemes", "jdk.tls.server.SignatureSchemes"})
    void aListOfUnknownThingsAlone(String property) {
        Exception refused = assertThrows(Exception.class,
                () -> context(Map.of(property, "no-such-thing")).createSSLEngine());
        HarmlessText.check(refused);
        StringBuilder said = new StringBuilder();
        for (Throwable each = refused; each != null; each = each.getCause()) {
            said.append(each.getMessage()).append('\n');
        }
        assertTrue(said.indexOf(property + "=no-such-thing names nothing that is supported here") >= 0, said::toString);
    }

    /** As SunJSSE refuses it: who lists versions must not find that one of them was a slip of the pen. */
    @ParameterizedTest
    @CsvSource({"jdk.tls.client.protocols", "jdk.tls.server.protocols"})
    void aVersionThatIsUnknown(String property) {
        Exception refused = assertThrows(Exception.class,
                () -> context(Map.of(property, "TLSv1.3,TLSv9\u001b[31m")).createSSLEngine());
        HarmlessText.check(refused);
        assertTrue(refused.toString().contains(property), refused::toString);
        assertTrue(refused.toString().contains("TLSv9\\u001b[31m"), refused::toString);
    }

    @Test
    void manyAreCounted() throws Exception {
        try (LogLines lines = new LogLines(LOG, "jdk.tls.namedGroups")) {
            context(Map.of("jdk.tls.namedGroups", "x25519," + IntStream.range(0, 500).mapToObj(i -> "group" + i)
                    .collect(Collectors.joining(","))));
            assertEquals(1, lines.count("group15, ... and 484 more]"), lines.all()::toString);
            lines.all().forEach(HarmlessText::check);
        }
    }

    /** RFC 9846 section 4.3.7: no group stands twice in supported_groups. */
    @Test
    void aGroupThatIsNamedTwiceCountsOnce() throws Exception {
        List<NamedGroup> groups = SystemProperties.with(Map.of("jdk.tls.namedGroups", "x25519,secp256r1,x25519"),
                () -> Policy.current(JcaCryptoProvider.standard()).namedGroups());
        assertEquals(List.of(NamedGroup.X25519, NamedGroup.SECP256R1), groups);
    }

    @ParameterizedTest
    @CsvSource({"jdk.tls.client.disableExtensions", "jdk.tls.server.disableExtensions"})
    void extensionsThatCannotBeDisabled(String property) throws Exception {
        try (LogLines lines = new LogLines(LOG, property)) {
            for (int i = 0; i < 3; i++) {
                context(Map.of(property, "no_such_extension,extended_master_secret"));
            }
            assertEquals(List.of("WARNING property " + property + ": no effect have [no_such_extension]"),
                    lines.all());
        }
    }

    @Test
    void limitsOfKeysThatAreNone() throws Exception {
        String before = Security.getProperty("jdk.tls.keyLimits");
        try (LogLines lines = new LogLines(LOG, "jdk.tls.keyLimits")) {
            Security.setProperty("jdk.tls.keyLimits", "AES/GCM/NoPadding KeyUpdate 2^37, AES/GCM/NoPadding Often 9");
            for (int i = 0; i < 3; i++) {
                context(Map.of());
            }
            assertEquals(List.of("WARNING security property jdk.tls.keyLimits: \"AES/GCM/NoPadding Often 9\" has no"
                    + " effect; entries are such as AES/GCM/NoPadding KeyUpdate 2^37"), lines.all());
        } finally {
            Security.setProperty("jdk.tls.keyLimits", before == null ? "" : before);
        }
    }
}
