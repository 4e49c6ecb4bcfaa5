package dev.handfast.jsse.fetch;

import java.io.IOException;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.TimeUnit;

/** Sockets of this process, told apart from the network behind them: a process may open no more. */
final class Sockets {

    /**
     * For how long names that are not found may be such as could not be asked for: the JDK remembers them for ten
     * seconds ({@code networkaddress.cache.negative.ttl}).
     */
    private static final long LACK_NANOS = TimeUnit.SECONDS.toNanos(11);

    /** Until when, by {@link System#nanoTime}, as {@link #LACK_NANOS} says; in the past while none was lacking. */
    private static volatile long lackUntil = System.nanoTime() - 1;

    private Sockets() {
    }

    /**
     * A socket that has what it needs of the operating system, and is not connected.
     *
     * @throws NotAsked if this process may have no further one
     */
    static Socket open(Proxy proxy) throws IOException {
        Socket socket = new Socket(proxy);
        try {
            // The first option makes the descriptor, which connecting would else do.
            socket.setTcpNoDelay(true);
            return socket;
        } catch (SocketException e) {
            lackUntil = System.nanoTime() + LACK_NANOS;
            socket.close();
            throw new NotAsked("this process can open no further socket (" + e.getMessage() + ")", e);
        }
    }

    /**
     * Says whether there is one: others report the lack of it as a failure of the network.
     *
     * @throws NotAsked if this process may have no further one
     */
    static void requireFree() throws IOException {
        open(Proxy.NO_PROXY).close();
    }

    /**
     * Says whether names that are not found do not exist, as far as this process can tell.
     *
     * @throws NotAsked if it has no socket to ask by, or had none a moment ago
     */
    static void requireAsked() throws IOException {
        requireFree();
        if (System.nanoTime() - lackUntil < 0) {
            throw new NotAsked("this process could open no further socket a moment ago, and its name service remembers"
                    + " what it could not ask as unknown");
        }
    }
}
