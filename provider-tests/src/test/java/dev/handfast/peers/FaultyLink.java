package dev.handfast.peers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * A loopback proxy for one connection that fails as it is told: it resets, ends one direction or slows down at an exact
 * byte, or holds one direction back behind a record. It counts the bytes and whole TLS records of each direction.
 */
public final class FaultyLink implements AutoCloseable {

    /** What happens to a direction. */
    public enum Fault {
        /** Both sockets are closed by a reset, so that the connection is lost for both sides. */
        RESET,
        /** This direction ends as if its sender had closed it; the other one goes on. */
        END,
        /** This direction goes on byte by byte. */
        SLOW
    }

    private static final long SECONDS = 30;

    private final ServerSocket listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Direction toServer = new Direction();
    private final Direction toClient = new Direction();
    private final Future<Void> linking;
    private volatile Socket client;
    private volatile Socket server;

    private FaultyLink(ServerSocket listener, int target) {
        this.listener = listener;
        this.linking = Background.run(() -> {
            client = listener.accept();
            server = new Socket(InetAddress.getLoopbackAddress(), target);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            Background.run(() -> toServer.pump(client, server));
            Background.run(() -> toClient.pump(server, client));
        });
    }

    /** A link to a listener on the loopback interface. */
    public static FaultyLink to(int port) throws IOException {
        return new FaultyLink(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()), port);
    }

    /** Where clients connect to. */
    public int port() {
        return listener.getLocalPort();
    }

    /** What the client sends. */
    public Direction toServer() {
        return toServer;
    }

    /** What the server sends. */
    public Direction toClient() {
        return toClient;
    }

    /** Resets both connections at once. */
    public void reset() throws Exception {
        Background.get(linking);
        resetBoth();
    }

    private void resetBoth() throws IOException {
        for (Socket socket : new Socket[] {client, server}) {
            if (!socket.isClosed()) {
                socket.setSoLinger(true, 0);
                socket.close();
            }
        }
    }

    @Override
    public void close() throws Exception {
        listener.close();
        for (Socket socket : new Socket[] {client, server}) {
            if (socket != null) {
                socket.close();
            }
        }
    }

    /** One direction of the link. */
    public final class Direction {

        // Guarded by the lock.
        private long passed;
        private long records;
        private long at = Long.MAX_VALUE;
        private Fault fault;
        private boolean over;
        private boolean moving;
        private long heldBehind = Long.MAX_VALUE;

        // The pump's own: bytes of the record that are missing, and what is known of its header.
        private int missing;
        private int header;

        private Direction() {
        }

        /** Lets a fault happen behind so many bytes, counted from the beginning of the connection. */
        public void failAt(long bytes, Fault what) {
            lock.lock();
            try {
                at = bytes;
                fault = what;
            } finally {
                lock.unlock();
            }
        }

        /** Lets a fault happen behind so many bytes more. */
        public void failAfter(long bytes, Fault what) {
            lock.lock();
            try {
                at = passed + bytes;
                fault = what;
            } finally {
                lock.unlock();
            }
        }

        /** Holds back what is sent behind so many whole records, until it is released. */
        public void holdBehind(long many) {
            lock.lock();
            try {
                heldBehind = many;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        /** Lets pass what was held back. */
        public void release() {
            holdBehind(Long.MAX_VALUE);
        }

        /** How many bytes have passed, those included that the receiver has read. */
        public long passed() throws Exception {
            await(() -> !moving, "rest");
            lock.lock();
            try {
                return passed;
            } finally {
                lock.unlock();
            }
        }

        /** How many whole TLS records have passed, those included that the receiver has read. */
        public long records() throws Exception {
            await(() -> !moving, "rest");
            lock.lock();
            try {
                return records;
            } finally {
                lock.unlock();
            }
        }

        /** Waits until so many whole records have passed. */
        public void awaitRecords(long many) throws Exception {
            await(() -> records >= many, "records");
        }

        /** Waits until the fault has happened, or the sender has ended this direction. */
        public void awaitOver() throws Exception {
            await(() -> over, "end");
        }

        private void await(BooleanSupplier condition, String what) throws Exception {
            long left = TimeUnit.SECONDS.toNanos(SECONDS);
            lock.lock();
            try {
                while (!condition.getAsBoolean()) {
                    if (left <= 0) {
                        throw new TimeoutException("no " + what + " within " + SECONDS + " s");
                    }
                    left = changed.awaitNanos(left);
                }
            } finally {
                lock.unlock();
            }
        }

        private void pump(Socket from, Socket to) throws Exception {
            try {
                copy(from, to);
            } catch (IOException ended) {
                // a side has closed or reset its connection; the other one has to learn it as it is
                if (!from.isClosed() && !to.isClosed()) {
                    resetBoth();
                }
            } finally {
                end();
            }
        }

        private void copy(Socket from, Socket to) throws Exception {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[1 << 14];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                await(() -> records < heldBehind, "release");
                for (int done = 0; done < count;) {
                    int part = next(count - done);
                    out.write(buffer, done, part);
                    count(buffer, done, part);
                    done += part;
                    if (isDue()) {
                        fail(to);
                        return;
                    }
                }
            }
            to.shutdownOutput();
        }

        /** How many of so many bytes may pass at once. */
        private int next(int left) {
            lock.lock();
            try {
                moving = true;
                long before = Math.max(0, at - passed);
                return (int) Math.min(left, fault == Fault.SLOW && before == 0 ? 1 : before);
            } finally {
                lock.unlock();
            }
        }

        private boolean isDue() {
            lock.lock();
            try {
                return passed >= at && fault != Fault.SLOW;
            } finally {
                lock.unlock();
            }
        }

        private void fail(Socket to) throws IOException {
            if (fault == Fault.RESET) {
                resetBoth();
            } else if (fault == Fault.END) {
                to.shutdownOutput();
            }
        }

        private void count(byte[] bytes, int offset, int count) {
            lock.lock();
            try {
                moving = false;
                passed += count;
                for (int i = offset; i < offset + count; i++) {
                    countByte(bytes[i] & 0xff);
                }
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        private void countByte(int next) {
            if (header < 5) {
                missing = header < 3 ? 0 : missing << 8 | next;
                header++;
            } else {
                missing--;
            }
            if (header == 5 && missing == 0) {
                records++;
                header = 0;
            }
        }

        private void end() {
            lock.lock();
            try {
                over = true;
                moving = false;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
