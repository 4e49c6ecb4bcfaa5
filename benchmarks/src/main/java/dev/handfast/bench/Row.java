package dev.handfast.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One table of the report: a benchmark method with its parameters, run for several providers.
 *
 * @param title      what is measured, for people
 * @param benchmark  the class and method, as JMH names them
 * @param parameters all JMH parameters but the provider
 * @param providers  the values of the parameter the parameter "provider", in the order of the table
 * @param baseline   the provider to which ratios are made
 */
record Row(String title, String benchmark, Map<String, String> parameters, List<String> providers, String baseline) {

    private static final List<String> CIPHERS = List.of("AES_128_GCM", "AES_256_GCM", "CHACHA20_POLY1305");
    private static final List<String> SIZES = List.of("64", "100", "1024", "16384");
    private static final Map<String, String> CHAINS = chains();

    /** The two minutes of the README: the main handshakes and records, against SunJSSE alone, with the floor. */
    static List<Row> quick() {
        List<String> both = List.of(Rivals.HANDFAST, "SunJSSE");
        List<Row> rows = new ArrayList<>();
        rows.add(handshake("TLSv1.3", "full", "P-256", "x25519").with(both));
        rows.add(handshake("TLSv1.2", "full", "P-256", "x25519").with(both));
        rows.add(handshake("TLSv1.3", "resumed", "P-256", "x25519").with(both));
        rows.add(handshake("TLSv1.2", "resumed", "P-256", "x25519").with(both));
        for (String size : List.of("100", "1024")) {
            rows.add(record("sealOpen", "TLSv1.3", "AES_128_GCM", size, "heap").with(both));
        }
        rows.add(record("sealOpen", "TLSv1.3", "AES_128_GCM", "16384", "heap")
                .with(List.of(Rivals.HANDFAST, "SunJSSE", RecordBenchmark.BARE_CIPHER)));
        return rows;
    }

    /** Everything about TLS, against everybody. */
    static List<Row> full() {
        List<Row> rows = new ArrayList<>();
        for (String group : List.of("x25519", "secp256r1", "X25519MLKEM768")) {
            rows.add(handshake("TLSv1.3", "full", "P-256", group));
        }
        rows.add(handshake("TLSv1.3", "full", "RSA-2048", "x25519"));
        rows.add(handshake("TLSv1.3", "full", "Ed25519", "x25519"));
        rows.add(handshake("TLSv1.3", "clientAuth", "P-256", "x25519"));
        rows.add(handshake("TLSv1.3", "clientAuth", "RSA-2048", "x25519"));
        rows.add(handshake("TLSv1.2", "full", "P-256", "x25519"));
        rows.add(handshake("TLSv1.2", "full", "P-256", "secp256r1"));
        rows.add(handshake("TLSv1.2", "full", "RSA-2048", "x25519"));
        rows.add(handshake("TLSv1.2", "clientAuth", "P-256", "x25519"));
        rows.add(handshake("TLSv1.3", "resumed", "P-256", "x25519"));
        rows.add(handshake("TLSv1.3", "resumed", "RSA-2048", "x25519"));
        rows.add(handshake("TLSv1.2", "resumed", "P-256", "x25519"));
        for (String cipher : CIPHERS) {
            for (String size : SIZES) {
                rows.add(record("sealOpen", "TLSv1.3", cipher, size, "heap"));
            }
        }
        for (String method : List.of("seal", "open")) {
            for (String size : SIZES) {
                rows.add(record(method, "TLSv1.3", "AES_128_GCM", size, "heap"));
            }
        }
        for (String size : SIZES) {
            rows.add(record("sealOpen", "TLSv1.3", "AES_128_GCM", size, "direct"));
        }
        for (String cipher : CIPHERS) {
            rows.add(record("sealOpen", "TLSv1.2", cipher, "16384", "heap"));
        }
        return rows;
    }

    /** Each benchmark method once, all in one JVM: its figures mean nothing, only that there are some. */
    static List<Row> smoke() {
        List<Row> rows = new ArrayList<>();
        rows.add(handshake("TLSv1.3", "full", "P-256", "x25519"));
        rows.add(handshake("TLSv1.3", "clientAuth", "RSA-2048", "x25519"));
        rows.add(handshake("TLSv1.2", "full", "RSA-2048", "x25519"));
        rows.add(handshake("TLSv1.3", "resumed", "P-256", "x25519"));
        for (String method : List.of("seal", "open", "sealOpen")) {
            for (String buffers : List.of("heap", "direct")) {
                rows.add(record(method, "TLSv1.3", "AES_128_GCM", "1024", buffers));
            }
        }
        rows.add(path("build", "mesh 100", "cold"));
        rows.add(path("validate", "EC 3", "kept"));
        rows.addAll(primitives());
        return rows;
    }

    /** Certificate paths that are built, cold and remembered. */
    static List<Row> quickPaths() {
        List<Row> rows = new ArrayList<>();
        for (String chain : CHAINS.keySet()) {
            rows.add(path("build", chain, "cold"));
            rows.add(path("build", chain, "remembered"));
        }
        return rows;
    }

    /** All about certificate paths. */
    static List<Row> paths() {
        List<Row> rows = new ArrayList<>();
        for (String method : List.of("build", "validate")) {
            for (String chain : CHAINS.keySet()) {
                for (String state : List.of("cold", "remembered", "kept")) {
                    if (!chain.startsWith("mesh") || method.equals("build")) {
                        rows.add(path(method, chain, state));
                    }
                }
            }
        }
        return rows;
    }

    /** The operations that the catalogue of {@code crypto} chooses among. */
    static List<Row> primitives() {
        return Primitives.operations().stream()
                .map(operation -> new Row(operation, method(PrimitiveBenchmark.class, "run"),
                        Map.of("operation", operation), Primitives.providers(), Primitives.JDK))
                .toList();
    }

    private static Row handshake(String version, String mode, String keyType, String group) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("version", version);
        parameters.put("mode", mode);
        parameters.put("keyType", keyType);
        parameters.put("group", group);
        return new Row(version + " " + mode + " handshake, " + group + ", " + keyType,
                method(HandshakeBenchmark.class, "handshake"), parameters, rivals(), Rivals.HANDFAST);
    }

    private static Row path(String method, String chain, String state) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("chain", chain);
        parameters.put("state", state);
        List<String> providers = new ArrayList<>(PathBenchmark.PROVIDERS);
        if (!state.equals("cold")) {
            providers.add(PathBenchmark.SUN_COLD);
        }
        return new Row(method + " " + CHAINS.get(chain) + ", " + state, method(PathBenchmark.class, method), parameters,
                providers, Rivals.HANDFAST);
    }

    private static Map<String, String> chains() {
        Map<String, String> titles = new LinkedHashMap<>();
        for (int length : new int[] {2, 3, 5}) {
            titles.put("EC " + length, length + " certificates, P-256");
            titles.put("RSA " + length, length + " certificates, RSA-2048");
        }
        titles.put("mesh 100", "mesh of 100 candidates");
        titles.put("constraints 1000", "1,000 name constraints");
        return titles;
    }

    private static Row record(String method, String version, String cipher, String size, String buffers) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("version", version);
        parameters.put("cipher", cipher);
        parameters.put("size", size);
        parameters.put("buffers", buffers);
        List<String> providers = rivals();
        if (buffers.equals("heap")) {
            providers.add(RecordBenchmark.BARE_CIPHER);
        }
        return new Row(version + " " + method + " " + size + " B, " + cipher + ", " + buffers + " buffers",
                method(RecordBenchmark.class, method), parameters, providers, Rivals.HANDFAST);
    }

    private static List<String> rivals() {
        return new ArrayList<>(Rivals.all().stream().map(Rival::name).toList());
    }

    private static String method(Class<?> benchmark, String name) {
        return benchmark.getName() + "." + name;
    }

    /** The same row for other providers. */
    Row with(List<String> others) {
        return new Row(title, benchmark, parameters, others, baseline);
    }

    /** Its providers; where TLS stacks are compared, all others too. */
    Set<String> possible() {
        Set<String> names = new LinkedHashSet<>(providers);
        if (benchmark.startsWith(HandshakeBenchmark.class.getName())
                || benchmark.startsWith(RecordBenchmark.class.getName())) {
            names.addAll(rivals());
        }
        return names;
    }
}
