package dev.handfast.peers;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A socket for TLS to stand on, over a connected one: a test sees its calls, and can hold them up or throw in them. */
public final class SocketBelow extends Socket {

    private static final Step NOTHING = () -> {};
    private static final long SECONDS = 30;

    private final Socket below;
    private final AtomicInteger writes = new AtomicInteger();
    private volatile Step read = NOTHING;
    private volatile Step write = NOTHING;
    private volatile Step close = NOTHING;
    private volatile Step available = NOTHING;
    private volatile Step timeout = NOTHING;
    private final AtomicLong flooded = new AtomicLong();
    private volatile boolean floods;
    private volatile boolean closed;

    /** Something that happens before a call is passed on, on the calling thread. */
    @FunctionalInterface
    public interface Step {
        /** Does it; what it throws is thrown by the call, which then is not passed on. */
        void happens() throws IOException;
    }

    /** Where threads are held up. */
    public final class Gate implements Step {

        private final CountDownLatch entered = new CountDownLatch(1);
        private final CountDownLatch open = new CountDownLatch(1);

        private Gate() {
        }

        @Override
        public void happens() throws IOException {
            entered.countDown();
            try {
                for (long i = 0; i < SECONDS * 100; i++) {
                    if (open.await(10, TimeUnit.MILLISECONDS)) {
                        return;
                    }
                    if (isClosed()) {
                        throw new SocketException("Socket closed");
                    }
                }
                throw new IOException("held up for " + SECONDS + " s");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }

        /** Waits until a thread is held up. */
        public void awaitOne() throws Exception {
            Background.await(entered);
        }

        /** Lets all go on. */
        public void open() {
            open.countDown();
        }
    }

    /** A socket over a connected one. */
    public SocketBelow(Socket below) {
        this.below = below;
    }

    /** Lets something happen before each read. */
    public void beforeReads(Step step) {
        read = step;
    }

    /** Lets something happen before each write. */
    public void beforeWrites(Step step) {
        write = step;
    }

    /** Lets something happen before it is closed. */
    public void beforeClose(Step step) {
        close = step;
    }

    /** Lets something happen before it is asked how much there is to be read. */
    public void beforeAvailable(Step step) {
        available = step;
    }

    /** Lets something happen before its timeout is set. */
    public void beforeTimeout(Step step) {
        timeout = step;
    }

    /** Holds up each write until the gate is opened or this is closed. */
    public Gate holdWrites() {
        Gate gate = new Gate();
        write = gate;
        return gate;
    }

    /** Holds up each read until the gate is opened or this is closed. */
    public Gate holdReads() {
        Gate gate = new Gate();
        read = gate;
        return gate;
    }

    /** From now on reads find as much as they ask for, without end. */
    public void flood() {
        floods = true;
    }

    /** How many bytes were read of the flood. */
    public long flooded() {
        return flooded.get();
    }

    /** How often it was written to, whatever came of it. */
    public int writes() {
        return writes.get();
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
                read.happens();
                if (floods && !closed) {
                    flooded.addAndGet(length);
                    return length;
                }
                return super.read(target, offset, length);
            }

            @Override
            public int available() throws IOException {
                available.happens();
                return floods ? Integer.MAX_VALUE : super.available();
            }
        };
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return new FilterOutputStream(below.getOutputStream()) {
            @Override
            public void write(byte[] source, int offset, int length) throws IOException {
                writes.incrementAndGet();
                write.happens();
                out.write(source, offset, length);
            }
        };
    }

    @Override
    public void setSoTimeout(int milliseconds) throws SocketException {
        try {
            timeout.happens();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        below.setSoTimeout(milliseconds);
    }

    @Override
    public int getSoTimeout() throws SocketException {
        return below.getSoTimeout();
    }

    @Override
    public int getSoLinger() throws SocketException {
        return below.getSoLinger();
    }

    @Override
    public void setSoLinger(boolean on, int seconds) throws SocketException {
        below.setSoLinger(on, seconds);
    }

    @Override
    public boolean isOutputShutdown() {
        return below.isOutputShutdown();
    }

    @Override
    public void shutdownOutput() throws IOException {
        below.shutdownOutput();
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() throws IOException {
        close.happens();
        closed = true;
        below.close();
    }
}
