package dev.handfast.jsse.socket;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;

/** The two streams of a {@link SocketImpl}. Closing either closes the socket. */
final class SocketStreams {

    private final InputStream input;
    private final OutputStream output;

    SocketStreams(SocketImpl socket, SocketDriver driver) {
        input = new Input(socket, driver);
        output = new Output(socket, driver);
    }

    InputStream input() {
        return input;
    }

    OutputStream output() {
        return output;
    }

    private static final class Input extends InputStream {

        private final SocketImpl socket;
        private final SocketDriver driver;

        Input(SocketImpl socket, SocketDriver driver) {
            this.socket = socket;
            this.driver = driver;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, target.length);
            if (length == 0) {
                return 0;
            }
            driver.requireReadable(socket.isClosed());
            if (socket.isClosed()) {
                return -1;
            }
            int early = socket.readEarly(target, offset, length);
            if (early > 0) {
                return early;
            }
            if (!driver.isNegotiated()) {
                if (driver.isEnded() && driver.failure().get() == null) {
                    return -1;
                }
                throw driver.failure().refusal("Connection or inbound has closed");
            }
            return driver.read(target, offset, length);
        }

        @Override
        public int available() throws IOException {
            driver.requireReadable(socket.isClosed());
            return driver.available();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static final class Output extends OutputStream {

        private final SocketImpl socket;
        private final SocketDriver driver;

        Output(SocketImpl socket, SocketDriver driver) {
            this.socket = socket;
            this.driver = driver;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, source.length);
            if (length == 0) {
                return;
            }
            if (!socket.ensureWritable()) {
                throw driver.failure().refusal(SocketDriver.CLOSED);
            }
            driver.write(source, offset, length);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
