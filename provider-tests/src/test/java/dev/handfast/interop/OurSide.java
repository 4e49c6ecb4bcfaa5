package dev.handfast.interop;

import dev.handfast.peers.Background;
import dev.handfast.peers.EngineWire;
import dev.handfast.tls.EarlyData;
import dev.handfast.tls.TlsConnection;
import dev.handfast.tls.TlsSession;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;

/** This provider as client and as server of one request a connection, through sockets or through engines. */
enum OurSide {
    SOCKET,
    ENGINE;

    static final String REQUEST = "GET / HTTP/1.0\r\n\r\n";
    private static final byte[] ANSWER = "HTTP/1.0 200 OK\r\n\r\nfine\n".getBytes(StandardCharsets.US_ASCII);
    private static final String TO_THE_BODY = "\r\n\r\n";

    /**
     * What came of one connection.
     *
     * @param resumed whether its session was
     * @param early bytes of early data that the server took
     * @param status what a client knows of them
     * @param request what a server read
     */
    record Outcome(boolean resumed, long early, EarlyData.Status status, String request) {
    }

    /** What a client does with early data. */
    enum Early {
        /** Has none. */
        NONE,
        /** Offers the request, and sends it again if it was not taken. */
        OFFERED,
        /** Offers the request, and sends it again whether it was taken or not. */
        REPEATED
    }

    /** Connects, sends {@link #REQUEST} and reads until an answer's head is here. */
    Outcome connect(SSLContext context, int port, String version, Early early) throws IOException {
        try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port)) {
            plain.setSoTimeout(20_000);
            return this == SOCKET ? connectSocket(context, plain, version, early)
                    : connectEngine(context, plain, version, early);
        }
    }

    private static Outcome connectSocket(SSLContext context, Socket plain, String version, Early early)
            throws IOException {
        byte[] request = REQUEST.getBytes(StandardCharsets.US_ASCII);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", plain.getPort(),
                true);
        socket.setEnabledProtocols(new String[] {version});
        if (early != Early.NONE) {
            TlsConnection.of(socket).earlyData().offer(request);
            socket.startHandshake();
        }
        byte[] unsent = early == Early.NONE ? request : TlsConnection.of(socket).earlyData().takeRejected();
        socket.getOutputStream().write(early == Early.REPEATED ? request : unsent);
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        while (!got.toString(StandardCharsets.ISO_8859_1).contains(TO_THE_BODY)) {
            int one = socket.getInputStream().read();
            if (one < 0) {
                throw new IOException("no answer but: " + got.toString(StandardCharsets.ISO_8859_1));
            }
            got.write(one);
        }
        boolean resumed = TlsSession.of(socket.getSession()).isResumed();
        socket.close();
        return new Outcome(resumed, request.length - unsent.length, TlsConnection.of(socket).earlyData().status(),
                REQUEST);
    }

    private static Outcome connectEngine(SSLContext context, Socket plain, String version, Early early)
            throws IOException {
        byte[] request = REQUEST.getBytes(StandardCharsets.US_ASCII);
        SSLEngine engine = context.createSSLEngine("localhost", plain.getPort());
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(new String[] {version});
        EngineWire wire = new EngineWire(engine, plain);
        byte[] unsent = request;
        if (early != Early.NONE) {
            TlsConnection.of(engine).earlyData().offer();
            wire.writeEarly(new byte[0]);
            boolean sent = TlsConnection.of(engine).earlyData().mayWrite() && wire.writeEarly(request) == 0;
            wire.handshake();
            unsent = sent ? TlsConnection.of(engine).earlyData().takeRejected() : request;
        }
        wire.write(early == Early.REPEATED ? request : unsent);
        wire.readUntil(TO_THE_BODY);
        wire.close();
        return new Outcome(TlsSession.of(engine.getSession()).isResumed(), request.length - unsent.length,
                TlsConnection.of(engine).earlyData().status(), REQUEST);
    }

    /** Answers one request a connection, early if it came early; a connection may end without one. */
    Future<List<Outcome>> serve(SSLContext context, ServerSocket listener, String version, int connections) {
        return Background.start(() -> {
            List<Outcome> outcomes = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                try (Socket plain = listener.accept()) {
                    plain.setSoTimeout(20_000);
                    outcomes.add(this == SOCKET ? serveSocket(context, plain, version)
                            : serveEngine(context, plain, version));
                }
            }
            return outcomes;
        });
    }

    private static Outcome serveSocket(SSLContext context, Socket plain, String version) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, (InputStream) null, true);
        socket.setEnabledProtocols(new String[] {version});
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        int one = 0;
        while (one >= 0 && !got.toString(StandardCharsets.ISO_8859_1).contains(TO_THE_BODY)) {
            one = socket.getInputStream().read();
            if (one >= 0) {
                got.write(one);
            }
        }
        if (one >= 0) {
            socket.getOutputStream().write(ANSWER);
        }
        boolean resumed = TlsSession.of(socket.getSession()).isResumed();
        socket.shutdownOutput();
        // The client's last words may be under way: a socket that is closed at once would answer them with a reset.
        socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        socket.close();
        return new Outcome(resumed, TlsConnection.of(socket).earlyData().received(), EarlyData.Status.NONE,
                got.toString(StandardCharsets.ISO_8859_1));
    }

    /** Shakes hands as a server and no more; whether the session was resumed. */
    static boolean handshakeOnly(SSLContext context, Socket plain) throws IOException {
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, (InputStream) null, true)) {
            socket.startHandshake();
            return TlsSession.of(socket.getSession()).isResumed();
        }
    }

    private static Outcome serveEngine(SSLContext context, Socket plain, String version) throws IOException {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setEnabledProtocols(new String[] {version});
        EngineWire wire = new EngineWire(engine, plain);
        if (wire.readUntilOrEnd(TO_THE_BODY)) {
            wire.writeEarly(ANSWER);
        }
        wire.handshake();
        wire.close();
        plain.shutdownOutput();
        plain.getInputStream().transferTo(OutputStream.nullOutputStream());
        return new Outcome(TlsSession.of(engine.getSession()).isResumed(),
                TlsConnection.of(engine).earlyData().received(),
                EarlyData.Status.NONE, new String(wire.received(), StandardCharsets.ISO_8859_1));
    }
}
