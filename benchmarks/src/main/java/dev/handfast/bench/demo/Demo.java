package dev.handfast.bench.demo;

import dev.handfast.bench.Credentials;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * {@code java -jar benchmarks/target/handfast-benchmarks.jar demo}: {@link DemoServer} and {@link DemoClient} in a JVM
 * each, with nothing changed but the file that {@code -Djava.security.properties} names, in both versions and with and
 * without client certificates. Files are left in {@code benchmarks/target/demo}.
 */
public final class Demo {

    private static final Path TARGET = target();
    private static final Path DIRECTORY = TARGET.resolve("demo");
    private static final Path OVERRIDE = TARGET.resolve("../../provider/docs/handfast.security").normalize();
    private static final String TRACE = "-Dhandfast.debug.trace=handshake";
    private static final String RULE = "-".repeat(100);

    private final Credentials ofServer;
    private final Credentials ofClient;
    private boolean isShort;

    private Demo() throws GeneralSecurityException, IOException {
        Files.createDirectories(DIRECTORY);
        ofServer = Credentials.of("P-256", "CN=Demo server root", "CN=localhost");
        ofClient = Credentials.of("P-256", "CN=Demo client root", "CN=Demo client");
        store(ofServer.keyStore(), "server-key.p12");
        store(ofClient.keyStore(), "client-key.p12");
        store(ofServer.trustStore(), "client-trust.p12");
        store(ofClient.trustStore(), "server-trust.p12");
    }

    /**
     * Runs everything but the benchmark and prints it.
     *
     * @throws IOException if a program fails; the message has what it said
     */
    public static void run() throws IOException, GeneralSecurityException {
        new Demo().show();
    }

    private void show() throws IOException {
        System.out.printf("Handfast in two JVMs of JDK %s. The programs import the JDK alone:%n", Runtime.version());
        System.out.printf("  %s%n  %s%n", source("DemoServer"), source("DemoClient"));
        System.out.printf("What puts Handfast under them is -Djava.security.properties=%s%n", shown(OVERRIDE));
        List<String> ports = List.of("TLSv1.3", "TLSv1.3+", "TLSv1.2", "TLSv1.2+");
        List<String> options = options(ofServer, "server", true);
        options.add("-Djava.security.properties=" + OVERRIDE);
        options.add(TRACE);
        try (Jvm server = new Jvm(DemoServer.class, options, ports, DIRECTORY.resolve("server.txt"))) {
            String[] line = server.firstLine().split(" ");
            before(line[1]);
            client("TLS 1.3, server authenticated", line[1], false, server);
            isShort = true;
            client("TLS 1.3, both authenticated", line[2], true, server);
            client("TLS 1.2, server authenticated", line[3], false, server);
            client("TLS 1.2, both authenticated", line[4], true, server);
        }
        System.out.printf("%nThe server's side of these handshakes is in %s%n",
                shown(DIRECTORY.resolve("server.txt")));
        title("Benchmark: about two minutes");
    }

    /** The client as it was: without the override. */
    private void before(String port) throws IOException {
        title("Before: the client without the override");
        Path errors = DIRECTORY.resolve("client-before.txt");
        try (Jvm client = new Jvm(DemoClient.class, options(ofClient, "client", false), List.of(url(port)), errors)) {
            System.out.print(client.output());
        }
    }

    private void client(String title, String port, boolean isMutual, Jvm server) throws IOException {
        title(title);
        int told = server.errors().length();
        List<String> options = options(ofClient, "client", isMutual);
        options.add("-Djava.security.properties=" + OVERRIDE);
        options.add(TRACE);
        Path errors = DIRECTORY.resolve("client-" + port + ".txt");
        try (Jvm client = new Jvm(DemoClient.class, options, List.of(url(port)), errors)) {
            String output = client.output();
            System.out.print(isShort ? shortened(client.errors()) : client.errors());
            System.out.println("\n  What the server chose, and why");
            decisions(server.errors().substring(told)).forEach(System.out::println);
            System.out.println();
            System.out.print(output);
            if (!output.contains("on Handfast; server is")) {
                throw new IOException("the client did not run on Handfast");
            }
        }
    }

    /** A trace without what does not fit one line: its long lists have been shown in full. */
    private static String shortened(String trace) {
        return String.join("", trace.lines().map(line -> line + "\n").toList()).replaceAll(",(\n {26}.*)+", ", ...");
    }

    /** The lines of a trace that say what was chosen, each with its reason. */
    private static List<String> decisions(String trace) {
        List<String> lines = new ArrayList<>();
        boolean isDecision = false;
        for (String line : trace.lines().toList()) {
            isDecision = line.startsWith("  == ") || isDecision && line.startsWith("     ");
            if (isDecision) {
                lines.add(line);
            }
        }
        return lines;
    }

    /** What both programs are started with: the class path, and the JDK's properties for keys and trust. */
    private static List<String> options(Credentials credentials, String name, boolean withKey) throws IOException {
        List<String> options = new ArrayList<>(List.of("-cp", Jvm.path(classPath())));
        options.add("-Djavax.net.ssl.trustStore=" + DIRECTORY.resolve(name + "-trust.p12"));
        options.add("-Djavax.net.ssl.trustStorePassword=" + new String(Credentials.password()));
        if (withKey) {
            options.add("-Djavax.net.ssl.keyStore=" + DIRECTORY.resolve(name + "-key.p12"));
            options.add("-Djavax.net.ssl.keyStorePassword=" + new String(Credentials.password()));
        }
        return options;
    }

    /** The two programs, Handfast, and what Handfast needs. */
    private static List<Path> classPath() throws IOException {
        List<Path> parts = new ArrayList<>(List.of(TARGET.resolve("classes")));
        try (Stream<Path> libraries = Files.list(TARGET.resolve("lib"))) {
            libraries.filter(jar -> jar.getFileName().toString().matches("(handfast-provider|bc(prov|pkix|util)-).*"))
                    .sorted().forEach(parts::add);
        }
        return parts;
    }

    private static void store(KeyStore store, String name) throws IOException, GeneralSecurityException {
        try (OutputStream out = Files.newOutputStream(DIRECTORY.resolve(name))) {
            store.store(out, Credentials.password());
        }
    }

    private static void title(String title) {
        System.out.printf("%n%s%n%s%n%s%n", RULE, title, RULE);
    }

    private static String url(String port) {
        return "https://localhost:" + port + "/";
    }

    private static String source(String name) {
        return shown(TARGET.resolve("../src/main/java/dev/handfast/bench/demo").resolve(name + ".java").normalize());
    }

    /** A path as seen from the working directory, if that is above it. */
    private static String shown(Path path) {
        Path here = Path.of("").toAbsolutePath();
        return (path.startsWith(here) ? here.relativize(path) : path).toString();
    }

    /** The directory that holds this program's jar or {@code classes}. */
    private static Path target() {
        try {
            return Path.of(Demo.class.getProtectionDomain().getCodeSource().getLocation().toURI()).getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a class path entry is a file", e);
        }
    }
}
