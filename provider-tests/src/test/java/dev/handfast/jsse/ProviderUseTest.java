package dev.handfast.jsse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.HandfastProvider;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.ExternalProcess;
import dev.handfast.peers.HttpsInOneJvm;
import dev.handfast.peers.Identity;
import dev.handfast.peers.KeyKind;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ways to use the provider, each in a JVM of its own, and that the rest of the JVM goes on working behind it. */
@Tag("contract")
class ProviderUseTest {

    private static final Path HOME = Path.of(System.getProperty("java.home"));

    @TempDir
    Path folder;

    private Path properties;
    private Path store;

    @BeforeEach
    void files() throws Exception {
        List<String> lines = new ArrayList<>(List.of("security.provider.1=Handfast"));
        Provider[] platform = Arrays.stream(Security.getProviders())
                .filter(p -> p.getClass().getModule().isNamed()).toArray(Provider[]::new);
        for (int i = 0; i < platform.length; i++) {
            lines.add("security.provider." + (i + 2) + "=" + platform[i].getName());
        }
        properties = Files.write(folder.resolve("handfast.security"), lines);
        KeyStore keys = Credentials.shared().server(KeyKind.P256).keyStore();
        keys.setCertificateEntry("root", Credentials.shared().root());
        store = Identity.write(keys, folder.resolve("store.p12"));
    }

    /** The provider and what it needs, as class or module path; tests run on the class path. */
    private static String jars() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.matches(".*(provider/target|handfast-provider|bcprov|bcpkix|bcutil).*")
                        && !entry.contains("provider-tests"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private String run(List<String> arguments) throws Exception {
        try (ExternalProcess process = ExternalProcess.start(arguments)) {
            int code = process.exitCode();
            assertEquals(0, code, process.output());
            return process.output();
        }
    }

    private List<String> java(String... options) {
        List<String> command = new ArrayList<>(List.of(HOME.resolve("bin/java").toString(),
                "-Djavax.net.ssl.keyStore=" + store, "-Djavax.net.ssl.keyStorePassword=" + Identity.PASSWORD,
                "-Djavax.net.ssl.trustStore=" + store, "-Djavax.net.ssl.trustStorePassword=" + Identity.PASSWORD));
        command.addAll(List.of(options));
        return command;
    }

    private static String tests() throws Exception {
        return Path.of(HttpsInOneJvm.class.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    }

    private static void check(String output) {
        assertTrue(output.contains("context of Handfast"), output);
        assertTrue(output.contains("HttpsURLConnection: TLSv1.3"), output);
        assertTrue(output.contains("HttpClient: TLSv1.3"), output);
    }

    @Test
    void byPropertiesOnTheClassPath() throws Exception {
        List<String> command = java("-Djava.security.properties=" + properties, "-cp",
                jars() + File.pathSeparator + tests());
        command.add(HttpsInOneJvm.class.getName());
        check(run(command));
    }

    @Test
    void byPropertiesOnTheModulePath() throws Exception {
        List<String> command = java("-Djava.security.properties=" + properties, "-p", jars(), "--add-modules",
                "dev.handfast.provider", "-cp", tests());
        command.add(HttpsInOneJvm.class.getName());
        String output = run(command);
        check(output);
        assertTrue(output.contains("in module dev.handfast.provider"), output);
    }

    @Test
    void byInsertingItAtRunTime() throws Exception {
        List<String> command = java("-cp", jars() + File.pathSeparator + tests());
        command.addAll(List.of(HttpsInOneJvm.class.getName(), "insert"));
        check(run(command));
    }

    @Test
    void byName() throws Exception {
        Security.addProvider(new HandfastProvider());
        try {
            SSLContext context = SSLContext.getInstance("TLS", HandfastProvider.NAME);
            context.init(null, null, null);
            assertEquals("TLS_AES_256_GCM_SHA384", context.createSSLEngine().getEnabledCipherSuites()[0]);
        } finally {
            Security.removeProvider(HandfastProvider.NAME);
        }
    }

    @ParameterizedTest
    @CsvSource({"SSLContext, TLS", "SSLContext, TLSv1.3", "SSLContext, TLSv1.2", "SSLContext, Default",
        "SSLContext, SSL",
        "KeyManagerFactory, PKIX", "KeyManagerFactory, NewSunX509", "KeyManagerFactory, SunX509",
        "TrustManagerFactory, PKIX", "TrustManagerFactory, SunX509", "TrustManagerFactory, X.509"})
    void servicesAreMade(String type, String algorithm) throws Exception {
        Provider.Service service = new HandfastProvider().getService(type, algorithm);
        assertInstanceOf(Class.forName(service.getClassName()), service.newInstance(null));
    }

    @Test
    void nothingElseIsOffered() {
        assertThrows(NoSuchAlgorithmException.class, () -> SSLContext.getInstance("DTLS", new HandfastProvider()));
        assertThrows(NoSuchAlgorithmException.class, () -> SSLContext.getInstance("TLSv1.1", new HandfastProvider()));
        assertThrows(NoSuchAlgorithmException.class,
                () -> KeyManagerFactory.getInstance("none", new HandfastProvider()));
    }

    @Test
    void theServiceLoaderFindsIt() throws Exception {
        URL[] none = {};
        try (URLClassLoader loader = new URLClassLoader(none, HandfastProvider.class.getClassLoader())) {
            assertTrue(ServiceLoader.load(Provider.class, loader).stream()
                    .anyMatch(found -> found.type() == HandfastProvider.class));
        }
    }

    @Test
    void defaultTrustIsThePlatforms() throws Exception {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX", new HandfastProvider());
        factory.init((KeyStore) null);
        assertTrue(((X509ExtendedTrustManager) factory.getTrustManagers()[0]).getAcceptedIssuers().length > 0);
    }

    @Test
    void keytoolAndJarsignerWorkBehindIt() throws Exception {
        String security = "-J-Djava.security.properties=" + properties;
        String path = "-J-Djava.class.path=" + jars();
        Path keys = folder.resolve("signer.p12");
        run(List.of(HOME.resolve("bin/keytool").toString(), security, path, "-genkeypair", "-alias", "signer",
                "-keyalg",
                "EC", "-dname", "CN=signer", "-keystore", keys.toString(), "-storepass", "changeit"));
        String listed = run(List.of(HOME.resolve("bin/keytool").toString(), security, path, "-list", "-keystore",
                keys.toString(), "-storepass", "changeit"));
        assertTrue(listed.contains("PrivateKeyEntry"), listed);
        Path content = Files.writeString(folder.resolve("content.txt"), "signed");
        Path jar = folder.resolve("signed.jar");
        run(List.of(HOME.resolve("bin/jar").toString(), "cf", jar.toString(), "-C", folder.toString(),
                content.getFileName().toString()));
        run(List.of(HOME.resolve("bin/jarsigner").toString(), security, path, "-keystore", keys.toString(),
                "-storepass",
                "changeit", jar.toString(), "signer"));
        String verified = run(List.of(HOME.resolve("bin/jarsigner").toString(), security, path, "-verify",
                jar.toString()));
        assertTrue(verified.contains("jar verified"), verified);
    }
}
