package dev.handfast.jsse;

import dev.handfast.HandfastProvider;
import dev.handfast.peers.EnginePair;
import dev.handfast.pki.TestPki;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathValidator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * Run in a JVM of its own with Handfast first: gives every property that the documents name a value that it cannot
 * have, asks for every service, and prints a line that begins with BAD for what is not as it should be.
 */
public final class GarbageProbe {

    private static final Pattern NAME = Pattern.compile("`([\\u2026\\w.{},]+)`");
    private static final List<String> GARBAGE = List.of("gar\u001bbage", "-7,a b\\c:");

    /** Held, because the JDK holds loggers only weakly. */
    private static final Logger LOGGER = Logger.getLogger("dev.handfast");

    private final List<LogRecord> logged = new ArrayList<>();
    private final Set<String> told = new TreeSet<>();
    private final TestPki root = TestPki.root("CN=r");
    private final KeyManager[] keys = TestPki.keyManagers(root.issue("CN=s", content -> content.dns("localhost")));

    private GarbageProbe() {
    }

    /** @param arguments the documents, then the word "silent" and the properties that may be anything */
    public static void main(String[] arguments) throws Exception {
        Security.insertProviderAt(new HandfastProvider(), 1);
        List<String> all = List.of(arguments);
        new GarbageProbe().run(all.subList(0, all.indexOf("silent")),
                all.subList(all.indexOf("silent") + 1, all.size()));
        System.exit(0);
    }

    private void run(List<String> documents, List<String> silent) throws Exception {
        Logger.getLogger("").getHandlers()[0].setLevel(java.util.logging.Level.OFF);
        LOGGER.addHandler(new Handler() {
            @Override
            public void publish(LogRecord record) {
                logged.add(record);
            }

            @Override
            public void flush() {
            }

            @Override
            public void close() {
            }
        });
        Map<String, Boolean> properties = new TreeMap<>();
        for (String document : documents) {
            for (String line : Files.readAllLines(Path.of(document))) {
                properties.putAll(named(line));
            }
        }
        // Any name is one of a store, and the caching provider of the tests would start its cluster.
        properties.remove("handfast.session.jcache");
        int tried = 0;
        for (Map.Entry<String, Boolean> property : properties.entrySet()) {
            String name = property.getKey();
            for (String value : name.equals("handfast.debug.keyLog") ? List.of("/nonexistent/log", "/nonexistent\u0000")
                    : GARBAGE) {
                String before = property.getValue() ? Security.getProperty(name) : System.getProperty(name);
                set(property.getValue(), name, value);
                try {
                    tryOut(name, value, silent.contains(name));
                } finally {
                    set(property.getValue(), name, before == null ? "" : before);
                    if (!property.getValue() && before == null) {
                        System.clearProperty(name);
                    }
                }
                tried++;
            }
        }
        System.out.println("TRIED " + properties.size() + " properties, " + tried + " values");
    }

    private static void set(boolean security, String name, String value) {
        if (security) {
            Security.setProperty(name, value);
        } else {
            System.setProperty(name, value);
        }
    }

    /** The properties of a table's row that have an effect, each with whether it is a security property. */
    private static Map<String, Boolean> named(String line) {
        Map<String, Boolean> named = new LinkedHashMap<>();
        String[] cells = line.split("\\|");
        if (cells.length < 3 || cells[2].trim().startsWith("no effect")) {
            return named;
        }
        Matcher names = NAME.matcher(cells[1]);
        while (names.find()) {
            String name = names.group(1).replace("\u2026", "javax.net.ssl.");
            for (String role : name.contains("{client,server}") ? List.of("client", "server") : List.of("")) {
                String one = name.replace("{client,server}", role);
                if (one.indexOf('.') > 0 && !one.endsWith(".")) {
                    named.put(one, cells[1].contains("(S)") && !one.startsWith("com.sun.net"));
                }
            }
        }
        return named;
    }

    private interface Use {
        void run() throws Exception;
    }

    private void tryOut(String name, String value, boolean silent) {
        logged.clear();
        List<Throwable> failures = new ArrayList<>();
        for (int round = 0; round < 2; round++) {
            for (String kind : List.of("TLS", "TLSv1.3", "TLSv1.2")) {
                use(failures, () -> context(kind, null, null));
            }
            if (round > 0) {
                continue;
            }
            use(failures, () -> {
                SSLContext serving = context("TLS", keys, null);
                KeyStore store = KeyStore.getInstance("JKS");
                store.load(null, null);
                store.setCertificateEntry("r", root.certificate());
                TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
                require(trust.getProvider());
                trust.init(store);
                KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
                require(factory.getProvider());
                factory.init(store, new char[0]);
                EnginePair.of(context("TLS", factory.getKeyManagers(), trust.getTrustManagers()), serving).handshake();
            });
            use(failures, () -> {
                SSLContext context = SSLContext.getInstance("Default");
                require(context.getProvider());
                context.getSocketFactory().createSocket().close();
                context.getServerSocketFactory().createServerSocket().close();
                context.createSSLEngine();
            });
            for (String algorithm : List.of("SunX509", "NewSunX509", "PKIX")) {
                use(failures, () -> require(KeyManagerFactory.getInstance(algorithm).getProvider()));
            }
            use(failures, () -> require(CertPathBuilder.getInstance("PKIX").getProvider()));
            use(failures, () -> require(CertPathValidator.getInstance("PKIX").getProvider()));
        }
        for (Throwable failure : failures) {
            StringWriter text = new StringWriter();
            failure.printStackTrace(new PrintWriter(text, true));
            boolean visible = String.valueOf(failure.getMessage()).chars().allMatch(c -> c >= 0x20 && c < 0x7f);
            if (!text.toString().contains(name) || !visible || failure instanceof Error) {
                System.out.println("BAD " + name + "=" + value + " fails without its name: " + text);
            }
        }
        Map<String, Integer> lines = new TreeMap<>();
        for (LogRecord record : logged) {
            if (record.getMessage().contains(name)) {
                lines.merge(record.getMessage(), 1, Integer::sum);
            }
        }
        lines.forEach((line, times) -> {
            if (times > 1 || !line.chars().allMatch(c -> c >= 0x20 && c < 0x7f)) {
                System.out.println("BAD " + name + ": logged " + times + " times: " + line);
            }
        });
        told.addAll(lines.keySet());
        // The same text for another value was told before.
        if (!silent && told.stream().noneMatch(line -> line.contains(name))) {
            System.out.println("BAD " + name + "=" + value + " is not logged; failed " + failures);
        }
    }

    private static void use(List<Throwable> failures, Use use) {
        try {
            use.run();
        } catch (Exception | Error e) {
            failures.add(e);
        }
    }

    private static SSLContext context(String kind, KeyManager[] keys, TrustManager[] trust) throws Exception {
        SSLContext context = SSLContext.getInstance(kind);
        require(context.getProvider());
        context.init(keys, trust, null);
        context.createSSLEngine("localhost", 1);
        context.getSocketFactory().createSocket().close();
        return context;
    }

    private static void require(Provider provider) {
        if (!provider.getName().equals("Handfast")) {
            System.out.println("BAD the service is " + provider.getName() + "'s");
        }
    }
}
