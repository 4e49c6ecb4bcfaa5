package dev.handfast.jsse.fetch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Looks up a server's addresses within a time: the name service itself knows none, and strangers choose the names. */
final class NameLookup {

    /** Addresses of one name that are tried. */
    private static final int MAX_ADDRESSES = 4;

    /** Lookups at a time in this process; each has a thread, which may stay when its time is over. */
    private static final Semaphore FREE = new Semaphore(64);

    private NameLookup() {
    }

    /** The addresses of a server, at least one. */
    static List<InetSocketAddress> of(InetSocketAddress server, long deadline) throws IOException {
        if (!server.isUnresolved()) {
            return List.of(server);
        }
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (InetAddress address : lookUp(server.getHostString(), deadline)) {
            if (addresses.size() < MAX_ADDRESSES) {
                addresses.add(new InetSocketAddress(address, server.getPort()));
            }
        }
        return addresses;
    }

    private static InetAddress[] lookUp(String host, long deadline) throws IOException {
        if (!FREE.tryAcquire()) {
            throw new IOException("too many names are being looked up");
        }
        FutureTask<InetAddress[]> lookup = new FutureTask<>(() -> {
            try {
                return InetAddress.getAllByName(host);
            } finally {
                FREE.release();
            }
        });
        start(lookup);
        try {
            return lookup.get(TimedInput.left(deadline), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new SocketTimeoutException("its host's name was not found in time");
        } catch (ExecutionException e) {
            throw new IOException(e.getCause() instanceof UnknownHostException ? "its host's name is not known"
                    : "its host's name cannot be looked up", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the thread was interrupted", e);
        }
    }

    private static void start(FutureTask<InetAddress[]> lookup) {
        boolean started = false;
        try {
            Thread thread = new Thread(null, lookup, "handfast-lookup", 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(null);
            thread.start();
            started = true;
        } finally {
            if (!started) {
                FREE.release();
            }
        }
    }
}
