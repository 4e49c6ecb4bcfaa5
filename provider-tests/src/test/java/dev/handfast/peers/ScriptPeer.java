package dev.handfast.peers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Node (OpenSSL), Bun (BoringSSL) or Deno (rustls): one process that runs {@code peer.mjs} and serves all connections.
 */
public final class ScriptPeer implements Peer, AutoCloseable {

    private static final AtomicInteger IDS = new AtomicInteger();
    private static final Set<String> RUSTLS_SUITES_12 = Set.of("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private static final Set<String> NOT_IN_BORINGSSL = Set.of("x448", "secp521r1", "SecP256r1MLKEM768",
            "SecP384r1MLKEM1024");
    private static final Set<String> NOT_IN_RUSTLS = Set.of("x448", "secp521r1", "SecP256r1MLKEM768",
            "SecP384r1MLKEM1024");

    /** Which run-time it is. */
    public enum Kind {
        /** OpenSSL 3.5. */
        NODE,
        /** BoringSSL. */
        BUN,
        /** rustls. */
        DENO
    }

    private final Kind kind;
    private final String name;
    private final ExternalProcess process;

    /** Starts the run-time. */
    public ScriptPeer(Kind kind) throws IOException {
        this.kind = kind;
        String program = kind.name().toLowerCase();
        String binary = Tools.findNpm(program).orElseThrow(() -> new IllegalStateException(Tools.missing(program)))
                .toString();
        Path script = Workspace.shared().directory().resolve("peer.mjs");
        try (InputStream source = ScriptPeer.class.getResourceAsStream("/peers/peer.mjs")) {
            Files.write(script, source.readAllBytes());
        }
        String version = Tools.output(List.of(binary, "--version")).replaceAll("^\\D*([0-9.]+)[\\s\\S]*", "$1");
        name = program.substring(0, 1).toUpperCase() + program.substring(1) + " " + version;
        List<String> command = new ArrayList<>(List.of(binary));
        if (kind == Kind.DENO) {
            command.addAll(List.of("run", "--allow-all", "--no-lock", "--no-remote"));
        }
        command.add(script.toString());
        process = ExternalProcess.start(command, Map.of("NO_COLOR", "1", "DENO_NO_UPDATE_CHECK", "1"),
                Workspace.shared().directory());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<String> lacks(Pin pin, boolean asServer) {
        return Optional.ofNullable(switch (kind) {
            case NODE -> lacksNode(pin);
            case BUN -> lacksBun(pin, asServer);
            case DENO -> lacksDeno(pin, asServer);
        });
    }

    private static String lacksNode(Pin pin) {
        return pin.isFiniteField() && !pin.is13() ? "RFC 7919 groups in TLS 1.3 only" : null;
    }

    private static String lacksBun(Pin pin, boolean asServer) {
        if (uses(pin, KeyKind.RSA_PSS) || uses(pin, KeyKind.ED448)) {
            return "no RSASSA-PSS and Ed448 keys in BoringSSL";
        }
        if (!asServer && !pin.is13() && pin.key() == KeyKind.P521) {
            return "BoringSSL's client does not offer secp521r1";
        }
        if (pin.suiteHas("_DHE_") || pin.suiteHas("CCM") || pin.suiteHas("CBC_SHA384")
                || pin.suiteHas("TLS_RSA") && pin.suiteHas("CBC_SHA256")) {
            return "no " + pin.suite() + " in BoringSSL";
        }
        return pin.isFiniteField() || NOT_IN_BORINGSSL.contains(String.valueOf(pin.group()))
                ? "no " + pin.group() + " in BoringSSL's default list" : null;
    }

    private static String lacksDeno(Pin pin, boolean asServer) {
        if (asServer && pin.hasClientKey()) {
            return "Deno.listenTls cannot ask for a certificate";
        }
        if (uses(pin, KeyKind.RSA_PSS) || uses(pin, KeyKind.ED448)) {
            return "no RSASSA-PSS and Ed448 keys in rustls";
        }
        if (!asServer && !pin.is13() && pin.key() == KeyKind.P521) {
            return "rustls' client does not offer secp521r1";
        }
        if (pin.hasSuite() && !pin.is13() && !RUSTLS_SUITES_12.contains(pin.suite()) || pin.suiteHas("CCM")) {
            return "no " + pin.suite() + " in rustls";
        }
        return pin.isFiniteField() || NOT_IN_RUSTLS.contains(String.valueOf(pin.group()))
                ? "no " + pin.group() + " in rustls' default list" : null;
    }

    private static boolean uses(Pin pin, KeyKind kind) {
        return pin.key() == kind || pin.clientKey() == kind;
    }

    @Override
    public boolean canPinGroup(Pin pin) {
        return kind == Kind.NODE;
    }

    @Override
    public PeerServer serve(Pin pin) throws IOException {
        return serve(pin, false);
    }

    /** A server of HTTP/2 and HTTP/1.1, chosen by ALPN. */
    public PeerServer serveHttp2(Pin pin) throws IOException {
        return serve(pin, true);
    }

    private PeerServer serve(Pin pin, boolean http2) throws IOException {
        Map<String, Object> order = order(pin, pin.server());
        order.put("op", "serve");
        order.put("http2", http2);
        order.put("clientAuth", pin.hasClientKey());
        int id = send(order);
        int port = Integer.parseInt(field(receive(id), "port"));
        return new PeerServer() {
            @Override
            public int port() {
                return port;
            }

            @Override
            public String log() {
                try {
                    return field(receive(send(new LinkedHashMap<>(Map.of("op", "log", "server", id)))), "text");
                } catch (IOException e) {
                    return e.toString();
                }
            }

            @Override
            public void close() throws IOException {
                receive(send(new LinkedHashMap<>(Map.of("op", "close", "server", id))));
            }
        };
    }

    @Override
    public String connect(Pin pin, int port) throws IOException {
        Map<String, Object> order = order(pin, pin.client());
        order.put("op", "connect");
        order.put("port", port);
        order.put("request", REQUEST);
        return receive(send(order));
    }

    private Map<String, Object> order(Pin pin, Identity own) {
        Map<String, Object> order = new LinkedHashMap<>();
        order.put("version", pin.version());
        order.put("ca", Credentials.shared().server(KeyKind.P256).rootPem());
        if (pin.hasSuite()) {
            order.put("ciphers", pin.is13() ? pin.suite() : SuiteNames.openssl(pin.suite())
                    + (kind == Kind.NODE ? ":@SECLEVEL=1" : ""));
            order.put("dhe", pin.suiteHas("_DHE_"));
        }
        if (pin.hasGroup()) {
            order.put("groups", OpenSsl.group(pin.group()));
        }
        if (own != null) {
            order.put("cert", own.chainPem());
            order.put("key", own.keyPem());
        }
        return order;
    }

    private int send(Map<String, Object> order) throws IOException {
        int id = IDS.incrementAndGet();
        order.put("id", id);
        StringBuilder json = new StringBuilder();
        order.forEach((key, value) -> json.append(json.isEmpty() ? "{" : ",").append(quote(key)).append(':')
                .append(value instanceof String text ? quote(text) : value));
        process.send(json.append("}\n").toString());
        return id;
    }

    private String receive(int id) throws IOException {
        String answer = process.await(Pattern.compile("@\\{\"id\":" + id + "[,}].*\n")).group();
        if (answer.startsWith("@{\"id\":" + id + ",\"error\":")) {
            throw new IOException(name + ": " + answer.strip());
        }
        return answer;
    }

    private static String field(String answer, String field) {
        Matcher matcher = Pattern.compile("\"" + field + "\":\"?([^\",}]*)").matcher(answer);
        return matcher.find() ? matcher.group(1) : "";
    }

    private static String quote(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\r", "\\r").replace("\n", "\\n") + '"';
    }

    @Override
    public void close() {
        process.close();
    }
}
