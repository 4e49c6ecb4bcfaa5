package dev.handfast.jsse.socket;

import dev.handfast.wire.SafeLog;
import dev.handfast.async.HandOver;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.ThreadFactory;

import javax.net.ssl.HandshakeCompletedEvent;
import javax.net.ssl.HandshakeCompletedListener;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/** Who is told when a socket's handshake has ended. Thread-safe. */
final class HandshakeListeners {

    private static final SafeLog LOG = SafeLog.of(HandshakeListeners.class);

    /** Looked up by the first that has listeners. */
    private static final class Shared {

        static final HandOver NEWS = HandOver.of("to tell HandshakeCompletedListeners, which are not told");
    }

    /** Its threads have the name that SunJSSE's have. */
    private static final class Threads implements ThreadFactory {

        @Override
        public Thread newThread(Runnable work) {
            return new Thread(null, work, "HandshakeCompletedNotify-Thread", 0, false);
        }
    }

    private final Set<HandshakeCompletedListener> listeners = new CopyOnWriteArraySet<>();
    private final ThreadFactory threads;

    HandshakeListeners() {
        this(new Threads());
    }

    /** As above, told by threads of a factory. */
    HandshakeListeners(ThreadFactory threads) {
        this.threads = threads;
    }

    void add(HandshakeCompletedListener listener) {
        if (listener == null) {
            throw new IllegalArgumentException("listener is null");
        }
        listeners.add(listener);
    }

    void remove(HandshakeCompletedListener listener) {
        if (listener == null) {
            throw new IllegalArgumentException("listener is null");
        }
        if (!listeners.remove(listener)) {
            throw new IllegalArgumentException("listener not registered");
        }
    }

    /**
     * Tells them on a thread of their own, as SunJSSE does, so that they may read and write. Where there is none they
     * are not told: the connection stands, and what is sent on it may have been received.
     */
    void tell(SSLSocket socket, SSLSession session) {
        if (listeners.isEmpty()) {
            return;
        }
        List<HandshakeCompletedListener> told = List.copyOf(listeners);
        HandshakeCompletedEvent event = new HandshakeCompletedEvent(socket, session);
        Shared.NEWS.toThread(threads, () -> tellAll(told, event));
    }

    private static void tellAll(List<HandshakeCompletedListener> told, HandshakeCompletedEvent event) {
        for (HandshakeCompletedListener listener : told) {
            tell(listener, event);
        }
    }

    /** One that fails is no reason to keep it from the others. */
    private static void tell(HandshakeCompletedListener listener, HandshakeCompletedEvent event) {
        try {
            listener.handshakeCompleted(event);
        } catch (Throwable e) {
            LOG.log(Level.WARNING,
                    "a HandshakeCompletedListener failed: " + listener.getClass().getName(), e);
        }
    }
}
