package dev.handfast.dropin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.handfast.peers.Identity;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tomcat serves by our engines, from key stores of the JDK's types and from PEM, which it copies into memory. */
@Tag("interop")
class TomcatTest {

    @ParameterizedTest
    @CsvSource({"11.0.27, Nio, PEM, CLASS_PATH", "11.0.27, Nio2, PKCS12, MODULE_PATH", "11.0.27, Nio, PKCS12, NOT"})
    void aConnectorServes(String version, String connector, String type, Installed how) throws IOException {
        how.assumePackaged();
        Program program = Program.compile(List.of("org.apache.tomcat.embed:tomcat-embed-core:" + version), Map.of(),
                "TomcatRow.java");

        // Tomcat takes the key store's type for that of the default trust store
        List<String> options = List.of("-Djavax.net.ssl.trustStoreType=PKCS12");
        String said = how.run(options, program, "TomcatRow",
                "org.apache.coyote.http11.Http11" + connector + "Protocol", Installed.keyStore(type).toString(), type,
                Identity.PASSWORD);

        String provider = how == Installed.NOT ? "SunJSSE" : "Handfast";
        assertEquals(List.of("contexts of " + provider, "jdk HTTP_2 404", "jdk HTTP_2 404", "jdk HTTP_2 404",
                "without ALPN 404"), said.lines().filter(line -> line.matches("(contexts|jdk|without) .*")).toList(),
                said);
        assertFalse(said.contains("SEVERE"), said);
    }
}
