package dev.handfast.dropin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.handfast.peers.Identity;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spring Boot serves by our engines with a key store of type PEM and one of the JDK's types. */
@Tag("interop")
class SpringBootTest {

    @ParameterizedTest
    @CsvSource({"3.5.7, PEM, CLASS_PATH", "4.0.7, PEM, CLASS_PATH", "4.0.7, PKCS12, MODULE_PATH",
        "4.0.7, PKCS12, NOT"})
    void anApplicationServes(String version, String type, Installed how) throws IOException {
        how.assumePackaged();
        Program program = Program.compile(List.of("org.springframework.boot:spring-boot-starter-web:" + version),
                Map.of(), "SpringRow.java");

        // Its Tomcat takes the key store's type for that of the default trust store
        List<String> options = List.of("-Djavax.net.ssl.trustStoreType=PKCS12");
        String said = how.run(options, program, "row.SpringRow", "--server.port=0", "--server.http2.enabled=true",
                "--server.ssl.key-store=" + Installed.keyStore(type), "--server.ssl.key-store-type=" + type,
                "--server.ssl.key-store-password=" + Identity.PASSWORD);

        assertEquals(List.of("jdk HTTP_2 hello, contexts of " + (how == Installed.NOT ? "SunJSSE" : "Handfast")),
                said.lines().filter(line -> line.startsWith("jdk ")).toList(), said);
    }
}
