package dev.handfast.jsse.fetch;

import java.io.IOException;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketException;

/** Sockets of this process, told apart from the network behind them: a process may open no more. */
final class Sockets {

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
            socket.close();
            throw new NotAsked("this process can open no further socket (" + e.getMessage() + ")", e);
        }
    }

    /**
     * Says whether there is one: name services report the lack of it as an unknown name.
     *
     * @throws NotAsked if this process may have no further one
     */
    static void requireFree() throws IOException {
        open(Proxy.NO_PROXY).close();
    }
}
