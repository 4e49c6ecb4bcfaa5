package dev.handfast.interop;

import dev.handfast.TlsEarlyData;
import dev.handfast.TlsSessions;
import dev.handfast.peers.Background;
import dev.handfast.peers.EngineWire;

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
    record Outcome(boolean resumed, long early, TlsEarlyData.Status status, String request) {
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
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", plain.getPort(), true);
        socket.setEnabledProtocols(new String[] {version});
        if (early != Early.NONE) {
            TlsEarlyData.offer(socket, request);
            socket.startHandshake();
        }
        byte[] unsent = early == Early.NONE ? request : TlsEarlyData.takeUnsent(socket);
        socket.getOutputStream().write(early == Early.REPEATED ? request : unsent);
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        while (!got.toString(StandardCharsets.ISO_8859_1).contains(TO_THE_BODY)) {
            int one = socket.getInputStream().read();
            if (one < 0) {
                throw new IOException("no answer but: " + got.toString(StandardCharsets.ISO_8859_1));
            }
            got.write(one);
        }
        boolean resumed = TlsSessions.isResumed(socket.getSession());
        socket.close();
        return new Outcome(resumed, request.length - unsent.length, TlsEarlyData.status(socket), REQUEST);
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
            TlsEarlyData.offer(engine);
            wire.writeEarly(new byte[0]);
            boolean sent = TlsEarlyData.mayWrite(engine) && wire.writeEarly(request) == 0;
            wire.handshake();
            unsent = sent ? TlsEarlyData.takeRejected(engine) : request;
        }
        wire.write(early == Early.REPEATED ? request : unsent);
        wire.readUntil(TO_THE_BODY);
        wire.close();
        return new Outcome(TlsSessions.isResumed(engine.getSession()), request.length - unsent.length,
                TlsEarlyData.status(engine), REQUEST);
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
        boolean resumed = TlsSessions.isResumed(socket.getSession());
        socket.shutdownOutput();
        // The client's last words may be under way: a socket that is closed at once would answer them with a reset.
        socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        socket.close();
        return new Outcome(resumed, TlsEarlyData.received(socket), TlsEarlyData.Status.NONE,
                got.toString(StandardCharsets.ISO_8859_1));
    }

    /** Shakes hands as a server and no more; whether the session was resumed. */
    static boolean handshakeOnly(SSLContext context, Socket plain) throws IOException {
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, (InputStream) null, true)) {
            socket.startHandshake();
            return TlsSessions.isResumed(socket.getSession());
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
        return new Outcome(TlsSessions.isResumed(engine.getSession()), TlsEarlyData.received(engine),
                TlsEarlyData.Status.NONE, new String(wire.received(), StandardCharsets.ISO_8859_1));
    }
}
