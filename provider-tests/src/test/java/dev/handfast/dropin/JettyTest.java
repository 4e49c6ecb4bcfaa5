package dev.handfast.dropin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Identity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Jetty negotiates by ALPN only with engines whose maker it knows: with ours by the services in our jar, on both sides,
 * for h2, for HTTP/1.1, for a client that does not ask, and for one with which nothing is common.
 */
@Tag("interop")
class JettyTest {

    /** What has another name before Jetty 12. */
    private static final Map<String, String> BEFORE_12 = Map.of(
            "org.eclipse.jetty.client.transport.HttpClientTransportDynamic",
            "org.eclipse.jetty.client.dynamic.HttpClientTransportDynamic",
            "org.eclipse.jetty.client.transport.HttpClientConnectionFactory",
            "org.eclipse.jetty.client.http.HttpClientConnectionFactory",
            "org.eclipse.jetty.http2.client.transport.", "org.eclipse.jetty.http2.client.http.");

    @ParameterizedTest
    @CsvSource({"10.0.26, CLASS_PATH, TLSv1.3", "11.0.26, CLASS_PATH, TLSv1.2", "12.0.16, CLASS_PATH, TLSv1.2",
        "12.1.14, CLASS_PATH, TLSv1.3",
        "12.1.14, NOT, TLSv1.3"})
    void aConnectorNegotiatesByAlpn(String version, Installed how, String tls) throws IOException {
        how.assumePackaged();
        boolean old = version.compareTo("12") < 0;
        Program program = Program.compile(libraries(version, old), old ? BEFORE_12 : Map.of(), "JettyRow.java");
        String said = how.run(List.of(), program, "JettyRow", Installed.keyStore("PKCS12").toString(),
                Installed.trustStore().toString(),
                Identity.PASSWORD, tls);

        List<String> expected = new ArrayList<>();
        expected.add("engines of " + (how == Installed.NOT ? "sun.security.ssl" : "dev.handfast.jsse.engine"));
        expected.addAll(List.of("jetty HTTP/2.0 404", "jetty HTTP/2.0 404", "jetty HTTP/2.0 404", "jetty HTTP/1.1 404",
                "jetty HTTP/1.1 404", "jetty HTTP/1.1 404", "jdk HTTP_2 404", "without ALPN 404"));
        List<String> lines = said.lines().filter(line -> line.matches("(engines|jetty|jdk|without) .*")).toList();
        assertEquals(expected, lines, said);
        // With SunJSSE Jetty closes before the alert is out
        Pattern refused = Pattern.compile("nothing in common: " + (how == Installed.NOT ? "(?!connected)"
                : ".*no_application_protocol"));
        assertTrue(said.lines().anyMatch(line -> refused.matcher(line).lookingAt()), said);
    }

    private static List<String> libraries(String version, boolean old) {
        String http2 = "org.eclipse.jetty.http2:" + (old ? "http2-" : "jetty-http2-");
        String transport = "org.eclipse.jetty.http2:" + (old ? "http2-http-client-transport:"
                : "jetty-http2-client-transport:");
        return List.of("org.eclipse.jetty:jetty-alpn-server:" + version,
                "org.eclipse.jetty:jetty-alpn-java-server:" + version,
                "org.eclipse.jetty:jetty-alpn-java-client:" + version, http2 + "server:" + version, transport + version,
                "org.slf4j:slf4j-nop:2.0.17");
    }
}
