package dev.handfast.jsse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Background;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.JsseRow;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A socket over another one of somebody's own making, whose methods throw whatever they like: the connection fails by
 * an exception of TLS, later calls say so, and the socket below is closed.
 */
@Tag("contract")
class StreamsBelowTest {

    /** What of the socket below throws. */
    private enum Where {
        READ, WRITE, AVAILABLE, TIMEOUT, LINGER, SHUTDOWN
    }

    /** What writes. */
    private enum How {
        DATA, KEY_UPDATE, CLOSE_NOTIFY;

        void on(SSLSocket socket) throws IOException {
            switch (this) {
                case DATA -> socket.getOutputStream().write(1);
                case KEY_UPDATE -> socket.startHandshake();
                case CLOSE_NOTIFY -> socket.shutdownOutput();
            }
        }
    }

    private record Row(Where where, Throwable thrown, boolean inHandshake, String version, How how) {

        Row(Where where, Throwable thrown, boolean inHandshake, String version) {
            this(where, thrown, inHandshake, version, How.DATA);
        }
    }

    static Stream<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (Throwable thrown : List.of(new IllegalStateException("odd"), new StackOverflowError("odd"),
                new Exception("not declared"))) {
            for (Where where : List.of(Where.READ, Where.WRITE)) {
                for (String version : List.of("TLSv1.3", "TLSv1.2")) {
                    rows.add(new Row(where, thrown, false, version));
                    rows.add(new Row(where, thrown, true, version));
                }
            }
            rows.add(new Row(Where.WRITE, thrown, false, "TLSv1.3", How.KEY_UPDATE));
            rows.add(new Row(Where.WRITE, thrown, false, "TLSv1.3", How.CLOSE_NOTIFY));
        }
        for (Where where : Where.values()) {
            rows.add(new Row(where, new IllegalStateException("odd"), false, "TLSv1.3"));
            rows.add(new Row(where, new IllegalStateException("odd"), true, "TLSv1.3"));
        }
        return rows.stream();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void whateverTheyThrow(Row row) throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket raw = new Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort());
                Socket accepted = listener.accept()) {
            Below below = new Below(accepted);
            raw.setSoTimeout(20_000);
            SSLSocket ours = (SSLSocket) new JsseRow(JsseStack.HANDFAST, row.version).server().getSocketFactory()
                    .createSocket(below, (InputStream) null, true);
            ours.setEnabledProtocols(new String[] {row.version});
            SSLSocket peer = (SSLSocket) JsseStack.SUN.context(Credentials.shared().server(KeyKind.P256))
                    .getSocketFactory().createSocket(raw, "localhost", 1, true);
            if (row.inHandshake) {
                boolean ofStreams = row.where == Where.READ || row.where == Where.WRITE;
                below.odd(row);
                if (!ofStreams) {
                    raw.getOutputStream().write(new byte[] {23, 3, 3, 0, 1, 1});
                }
                Future<Void> shaking = Background.run(peer::startHandshake);
                IOException failure = assertThrows(SSLException.class, ours::startHandshake);
                if (ofStreams) {
                    assertFailed(row, failure);
                }
                assertThrows(IOException.class, () -> Background.get(shaking));
            } else {
                Future<Void> shaking = Background.run(peer::startHandshake);
                ours.startHandshake();
                Background.get(shaking);
                below.odd(row);
                if (row.where == Where.WRITE) {
                    assertFailed(row, assertThrows(IOException.class, () -> row.how.on(ours)));
                } else if (row.where == Where.READ) {
                    assertFailed(row, assertThrows(IOException.class, () -> ours.getInputStream().read()));
                } else {
                    ours.close();
                }
            }
            assertTrue(below.closed, "the socket below is closed");
            assertTrue(ours.isClosed());
            ours.close();
            assertThrows(IOException.class, ours::startHandshake);
            assertThrows(IOException.class, ours::getInputStream);
        }
    }

    private static void assertFailed(Row row, IOException failure) {
        assertInstanceOf(SSLException.class, failure);
        Throwable first = failure;
        while (first.getCause() != null) {
            first = first.getCause();
        }
        assertEquals(row.thrown, first);
    }

    /** A socket that passes everything on until it is to throw. */
    private static final class Below extends Socket {

        private final Socket below;
        private volatile Row odd;
        private volatile boolean closed;

        Below(Socket below) {
            this.below = below;
        }

        void odd(Row row) {
            odd = row;
        }

        private void maybe(Where where) {
            Row row = odd;
            if (row != null && row.where == where) {
                Below.<RuntimeException>raise(row.thrown);
            }
        }

        @SuppressWarnings("unchecked")
        private static <T extends Throwable> void raise(Throwable thrown) throws T {
            throw (T) thrown;
        }

        @Override
        public boolean isConnected() {
            return true;
        }

        @Override
        public InetAddress getInetAddress() {
            return below.getInetAddress();
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(below.getInputStream()) {
                @Override
                public int read(byte[] target, int offset, int length) throws IOException {
                    maybe(Where.READ);
                    return super.read(target, offset, length);
                }

                @Override
                public int available() throws IOException {
                    maybe(Where.AVAILABLE);
                    return super.available();
                }
            };
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            return new FilterOutputStream(below.getOutputStream()) {
                @Override
                public void write(byte[] source, int offset, int length) throws IOException {
                    maybe(Where.WRITE);
                    out.write(source, offset, length);
                }
            };
        }

        @Override
        public void setSoTimeout(int milliseconds) throws SocketException {
            maybe(Where.TIMEOUT);
            below.setSoTimeout(milliseconds);
        }

        @Override
        public int getSoTimeout() throws SocketException {
            return below.getSoTimeout();
        }

        @Override
        public int getSoLinger() throws SocketException {
            maybe(Where.LINGER);
            return below.getSoLinger();
        }

        @Override
        public boolean isOutputShutdown() {
            return below.isOutputShutdown();
        }

        @Override
        public void shutdownOutput() throws IOException {
            maybe(Where.SHUTDOWN);
            below.shutdownOutput();
        }

        @Override
        public void close() throws IOException {
            closed = true;
            below.close();
        }
    }
}
