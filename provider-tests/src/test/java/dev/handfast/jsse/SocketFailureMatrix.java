package dev.handfast.jsse;

import dev.handfast.peers.Background;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.FaultyLink;
import dev.handfast.peers.JsseRow;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import dev.handfast.peers.Plumbing;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Connections that are lost: when, which direction meets it first, on what the socket stands, in which role. Prints
 * lines when run by itself, for SunJSSE reads {@code com.sun.net.ssl.requireCloseNotify} once for a JVM.
 */
final class SocketFailureMatrix {

    /** How the connection is lost. */
    enum Loss {
        /** A reset within the first flight that the socket reads. */
        RESET_IN_HANDSHAKE,
        /** An end within the first flight that the socket reads. */
        END_IN_HANDSHAKE,
        /** A reset with nothing read and nothing on its way. */
        RESET_IDLE,
        /** A reset behind part of an answer, which has arrived and was not read. */
        RESET_BEHIND_PART,
        /** A reset within a record of the answer. */
        RESET_WITHIN_RECORD,
        /** A reset while the socket writes without end. */
        RESET_WHILE_WRITING,
        /** An end without close_notify behind part of an answer. */
        END_BEHIND_PART;

        boolean isInHandshake() {
            return this == RESET_IN_HANDSHAKE || this == END_IN_HANDSHAKE;
        }
    }

    /** What meets the loss first. */
    enum First {
        READER, WRITER
    }

    /** A case. */
    record Case(Loss loss, First first, boolean client, String version, Plumbing plumbing) {
        @Override
        public String toString() {
            return loss + " " + first + " " + (client ? "client" : "server") + " " + version + " " + plumbing;
        }
    }

    /**
     * What came of it.
     *
     * @param first what the direction that met it first said, a class name or "done"
     * @param delivered bytes that were read
     * @param end what reading ended by: "end" or a class name
     * @param again what the next read said
     * @param write what a write said then
     * @param handshake what startHandshake said then
     * @param causes whether all refusals of later calls have a cause
     */
    record Outcome(String first, int delivered, String end, String again, String write, String handshake,
            String available, boolean causes) {
    }

    /** What the peer sends before the connection is lost. */
    static final int PART = 5;

    private SocketFailureMatrix() {
    }

    /** Every case. */
    static List<Case> all() {
        List<Case> cases = new ArrayList<>();
        for (Loss loss : Loss.values()) {
            for (First first : First.values()) {
                if (loss == Loss.RESET_WHILE_WRITING && first == First.READER
                        || loss == Loss.END_BEHIND_PART && first == First.WRITER) {
                    continue;
                }
                for (String version : List.of("TLSv1.3", "TLSv1.2")) {
                    for (Plumbing plumbing : Plumbing.values()) {
                        cases.add(new Case(loss, first, true, version, plumbing));
                        cases.add(new Case(loss, first, false, version, plumbing));
                    }
                }
            }
        }
        return cases;
    }

    /** Prints what a stack does in each case of plain sockets. */
    public static void main(String[] arguments) throws Exception {
        Runs runs = new Runs(JsseStack.named(arguments[0]));
        for (Case one : all()) {
            if (one.plumbing == Plumbing.OWN) {
                System.out.println(one + ": " + runs.run(one));
            }
        }
        System.out.println("that is all");
        System.exit(0);
    }

    /** Runs cases with one context for each role. */
    static final class Runs {

        private final SSLContext client;
        private final SSLContext server;
        private final SSLContext peerClient = JsseStack.SUN.context(null);
        private final SSLContext peerServer = JsseStack.SUN.context(Credentials.shared().server(KeyKind.P256));

        Runs(JsseStack stack) {
            JsseRow row = new JsseRow(stack, "TLSv1.3");
            client = row.client();
            server = row.server();
        }

        Outcome run(Case one) throws Exception {
            SSLContext listening = one.client ? peerServer : server;
            try (Plumbing.Listener listener = (one.client ? Plumbing.OWN : one.plumbing).listen(listening);
                    FaultyLink link = FaultyLink.to(listener.port())) {
                FaultyLink.Direction toSocket = one.client ? link.toClient() : link.toServer();
                if (one.loss.isInHandshake()) {
                    toSocket.failAt(20, one.loss == Loss.RESET_IN_HANDSHAKE ? FaultyLink.Fault.RESET
                            : FaultyLink.Fault.END);
                }
                Future<SSLSocket> accepted = listener.accept();
                SSLSocket connected = (one.client ? one.plumbing : Plumbing.OWN)
                        .client(one.client ? client : peerClient, link.port());
                SSLSocket acceptedSocket = Background.get(accepted);
                SSLSocket socket = one.client ? connected : acceptedSocket;
                SSLSocket peer = one.client ? acceptedSocket : connected;
                for (SSLSocket each : List.of(socket, peer)) {
                    each.setSoTimeout(20_000);
                    each.setEnabledProtocols(new String[] {one.version});
                }
                try {
                    return one.loss.isInHandshake() ? inHandshake(one, socket, peer)
                            : established(one, socket, peer, link, toSocket);
                } finally {
                    Future<Void> closing = Background.run(peer::close);
                    socket.close();
                    socket.close();
                    link.close();
                    Background.get(closing);
                }
            }
        }

        private static Outcome inHandshake(Case one, SSLSocket socket, SSLSocket peer) throws Exception {
            InputStream in = socket.getInputStream();
            Background.run(peer::startHandshake);
            String first;
            if (one.first == First.READER) {
                // the application does not learn what getSession has met
                first = socket.getSession().getCipherSuite();
            } else {
                first = attempt(() -> socket.getOutputStream().write(1));
            }
            return after(first, socket, in);
        }

        private static Outcome established(Case one, SSLSocket socket, SSLSocket peer, FaultyLink link,
                FaultyLink.Direction toSocket) throws Exception {
            Future<Void> shaking = Background.run(peer::startHandshake);
            socket.startHandshake();
            Background.get(shaking);
            InputStream in = socket.getInputStream();
            // a byte each way, so that nothing of the handshake is on its way any more
            peer.getOutputStream().write(1);
            in.read();
            socket.getOutputStream().write(1);
            peer.getInputStream().read();
            lose(one, socket, peer, link, toSocket);
            String first = one.first == First.READER ? "none" : attempt(() -> {
                byte[] much = new byte[1 << 14];
                for (int i = 0; i < 10_000; i++) {
                    socket.getOutputStream().write(much);
                }
            });
            return after(first, socket, in);
        }

        private static void lose(Case one, SSLSocket socket, SSLSocket peer, FaultyLink link,
                FaultyLink.Direction toSocket) throws Exception {
            long before = toSocket.records();
            switch (one.loss) {
                case RESET_BEHIND_PART, END_BEHIND_PART -> {
                    peer.getOutputStream().write(new byte[PART]);
                    toSocket.awaitRecords(before + 1);
                    if (one.loss == Loss.RESET_BEHIND_PART) {
                        link.reset();
                    } else {
                        toSocket.failAfter(9, FaultyLink.Fault.END);
                        peer.getOutputStream().write(new byte[PART]);
                        toSocket.awaitOver();
                    }
                }
                case RESET_WITHIN_RECORD -> {
                    peer.getOutputStream().write(new byte[PART]);
                    toSocket.awaitRecords(before + 1);
                    toSocket.failAfter(9, FaultyLink.Fault.RESET);
                    peer.getOutputStream().write(new byte[100]);
                    toSocket.awaitOver();
                }
                case RESET_WHILE_WRITING -> {
                    peer.getOutputStream().write(new byte[PART]);
                    toSocket.awaitRecords(before + 1);
                    FaultyLink.Direction fromSocket = toSocket == link.toClient() ? link.toServer() : link.toClient();
                    fromSocket.failAfter(200_000, FaultyLink.Fault.RESET);
                    Background.run(() -> peer.getInputStream().skipNBytes(1_000_000));
                }
                default -> link.reset();
            }
        }

        private static Outcome after(String first, SSLSocket socket, InputStream in) {
            List<Exception> refusals = new ArrayList<>();
            int delivered = 0;
            String end;
            byte[] some = new byte[PART];
            try {
                int count = in.read(some);
                while (count > 0) {
                    delivered += count;
                    count = in.read(some);
                }
                end = "end";
            } catch (IOException e) {
                end = e.getClass().getSimpleName();
            }
            String again = attempt(() -> {
                if (in.read() < 0) {
                    throw new End();
                }
            }, refusals);
            String write = attempt(() -> socket.getOutputStream().write(1), refusals);
            String handshake = attempt(socket::startHandshake, refusals);
            socket.getSession();
            String available = attempt(in::available, refusals);
            return new Outcome(first, delivered, end, again, write, handshake, available,
                    refusals.stream().allMatch(refusal -> refusal.getCause() != null));
        }

        private static String attempt(Background.Work work) {
            return attempt(work, new ArrayList<>());
        }

        private static String attempt(Background.Work work, List<Exception> refusals) {
            try {
                work.run();
                return "done";
            } catch (End e) {
                return "end";
            } catch (Exception e) {
                refusals.add(e);
                return e.getClass().getSimpleName();
            }
        }
    }

    /** The end of a stream. */
    private static final class End extends Exception {
        private static final long serialVersionUID = 1;
    }
}
