package dev.handfast.peers;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.jsse.BCSSLParameters;
import org.bouncycastle.jsse.BCSSLSocket;

/** A JSSE provider in this JVM as a peer; the one under test is one of them. */
public final class JssePeer implements Peer {

    private static final boolean NAMED_GROUPS_API = Arrays.stream(SSLParameters.class.getMethods())
            .anyMatch(method -> method.getName().equals("setNamedGroups"));

    /** BCJSSE logs each connection; the logger is kept, or the setting is lost with it. */
    private static final Logger BC_LOGGER = Logger.getLogger("org.bouncycastle.jsse");

    static {
        BC_LOGGER.setLevel(Level.OFF);
    }

    private final JsseStack stack;
    private final Map<String, SSLContext> contexts = new ConcurrentHashMap<>();
    private final List<String> suites;

    /** A peer over {@code stack}. */
    public JssePeer(JsseStack stack) {
        this.stack = stack;
        this.suites = List.of(stack.context(null).getSupportedSSLParameters().getCipherSuites());
    }

    @Override
    public String name() {
        return stack + " " + stack.provider().getVersionStr();
    }

    /** What each stack lacks; ours lacks nothing. */
    @Override
    public Optional<String> lacks(Pin pin, boolean asServer) {
        if (stack == JsseStack.HANDFAST) {
            return Optional.empty();
        }
        if (pin.hasSuite() && !suites.contains(pin.suite())) {
            return Optional.of("does not have " + pin.suite());
        }
        return switch (stack) {
            case SUN -> pin.isHybrid() ? Optional.of("no ML-KEM in SunJSSE before JDK 27") : Optional.empty();
            case CONSCRYPT -> lacksConscrypt(pin, asServer);
            default -> Optional.empty();
        };
    }

    private static Optional<String> lacksConscrypt(Pin pin, boolean asServer) {
        Set<KeyKind> keys = Set.of(KeyKind.RSA, KeyKind.P256, KeyKind.P384, KeyKind.P521);
        if (!keys.contains(pin.key()) || pin.hasClientKey() && !keys.contains(pin.clientKey())) {
            return Optional.of("no EdDSA and RSASSA-PSS keys in Conscrypt");
        }
        if ((asServer ? pin.clientKey() : pin.key()) == KeyKind.P521) {
            return Optional.of("BoringSSL does not offer ecdsa_secp521r1_sha512");
        }
        Set<String> missing = Set.of("x448", "secp521r1", "SecP256r1MLKEM768", "SecP384r1MLKEM1024");
        if (pin.hasGroup() && (pin.isFiniteField() || missing.contains(pin.group()))) {
            return Optional.of("no " + pin.group() + " in BoringSSL's default list");
        }
        return Optional.empty();
    }

    @Override
    public boolean canPinGroup(Pin pin) {
        return switch (stack) {
            case HANDFAST, BC -> true;
            case SUN -> NAMED_GROUPS_API;
            case CONSCRYPT -> false;
        };
    }

    @Override
    public PeerServer serve(Pin pin) throws Exception {
        SSLServerSocket listener = (SSLServerSocket) context(pin, pin.server()).getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        listener.setEnabledProtocols(new String[] {pin.version()});
        // Conscrypt as server finds no certificate without a TLS 1.2 suite; the other side holds to the suite
        if (pin.hasSuite() && !(stack == JsseStack.CONSCRYPT && pin.is13())) {
            listener.setEnabledCipherSuites(new String[] {pin.suite()});
        }
        if (pin.hasClientKey()) {
            listener.setNeedClientAuth(true);
        }
        return new Server(this, pin, listener);
    }

    @Override
    public String connect(Pin pin, int port) throws Exception {
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 20_000);
            plain.setSoTimeout(20_000);
            SSLSocket socket = (SSLSocket) context(pin, pin.client()).getSocketFactory()
                    .createSocket(plain, "localhost", port, true);
            socket.setEnabledProtocols(new String[] {pin.version()});
            if (pin.hasSuite()) {
                socket.setEnabledCipherSuites(new String[] {pin.suite()});
            }
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            pinGroup(pin, socket);
            socket.startHandshake();
            check(pin, socket.getSession());
            socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            socket.getInputStream().transferTo(answer);
            socket.close();
            return answer.toString(StandardCharsets.ISO_8859_1);
        }
    }

    private SSLContext context(Pin pin, Identity identity) {
        return contexts.computeIfAbsent((identity == null ? "none" : identity.name()) + " " + pin.group(), key -> {
            String before = System.getProperty("jdk.tls.namedGroups");
            try {
                if (stack == JsseStack.HANDFAST && pin.hasGroup()) {
                    System.setProperty("jdk.tls.namedGroups", pin.group());
                }
                return stack.context(identity);
            } finally {
                if (before == null) {
                    System.clearProperty("jdk.tls.namedGroups");
                } else {
                    System.setProperty("jdk.tls.namedGroups", before);
                }
            }
        });
    }

    private void pinGroup(Pin pin, SSLSocket socket) throws ReflectiveOperationException {
        if (!pin.hasGroup()) {
            return;
        }
        if (socket instanceof BCSSLSocket bc) {
            BCSSLParameters parameters = bc.getParameters();
            parameters.setNamedGroups(new String[] {pin.group()});
            bc.setParameters(parameters);
        } else if (NAMED_GROUPS_API && stack != JsseStack.CONSCRYPT) {
            SSLParameters parameters = socket.getSSLParameters();
            SSLParameters.class.getMethod("setNamedGroups", String[].class)
                    .invoke(parameters, (Object) new String[] {pin.group()});
            socket.setSSLParameters(parameters);
        }
    }

    private static void check(Pin pin, SSLSession session) throws IOException {
        if (!session.getProtocol().equals(pin.version())
                || pin.hasSuite() && !session.getCipherSuite().equals(pin.suite())) {
            throw new IOException("negotiated " + session.getProtocol() + " " + session.getCipherSuite()
                    + " instead of " + pin);
        }
    }

    /** Accepts connections one after the other and answers each request. */
    private static final class Server implements PeerServer {
        private final JssePeer peer;
        private final Pin pin;
        private final SSLServerSocket listener;
        private final AtomicReference<String> log = new AtomicReference<>("nobody connected");
        private final Future<Void> accepting;

        Server(JssePeer peer, Pin pin, SSLServerSocket listener) {
            this.peer = peer;
            this.pin = pin;
            this.listener = listener;
            this.accepting = Background.run(this::accept);
        }

        private void accept() throws IOException {
            while (!listener.isClosed()) {
                try (SSLSocket socket = (SSLSocket) listener.accept()) {
                    socket.setSoTimeout(20_000);
                    answer(socket);
                } catch (Exception e) {
                    if (!listener.isClosed()) {
                        log.set(e + (e.getCause() == null ? "" : ", by " + e.getCause()));
                    }
                }
            }
        }

        private void answer(SSLSocket socket) throws Exception {
            peer.pinGroup(pin, socket);
            socket.startHandshake();
            SSLSession session = socket.getSession();
            check(pin, session);
            if (pin.hasClientKey() && !session.getPeerCertificates()[0].equals(pin.client().certificate())) {
                throw new IOException("another client certificate: " + session.getPeerPrincipal());
            }
            readRequest(socket.getInputStream());
            String body = GREETING + " " + session.getProtocol() + " " + session.getCipherSuite() + "\n";
            socket.getOutputStream().write(("HTTP/1.0 200 OK\r\nContent-Length: " + body.length()
                    + "\r\nConnection: close\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            log.set("answered with " + body);
        }

        private static void readRequest(InputStream in) throws IOException {
            int matched = 0;
            while (matched < 4) {
                int next = in.read();
                if (next < 0) {
                    throw new IOException("the request ended early");
                }
                matched = next == "\r\n\r\n".charAt(matched) ? matched + 1 : next == '\r' ? 1 : 0;
            }
        }

        @Override
        public int port() {
            return listener.getLocalPort();
        }

        @Override
        public String log() {
            return log.get();
        }

        @Override
        public void close() throws Exception {
            listener.close();
            Background.get(accepting);
        }
    }
}
