package dev.handfast.jsse.socket;

import dev.handfast.wire.SafeLog;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;

import javax.net.ssl.HandshakeCompletedEvent;
import javax.net.ssl.HandshakeCompletedListener;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/** Who is told when a socket's handshake has ended. Thread-safe. */
final class HandshakeListeners {

    private static final SafeLog LOG = SafeLog.of(HandshakeListeners.class);

    private final Set<HandshakeCompletedListener> listeners = new CopyOnWriteArraySet<>();

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

    /** Tells them on a thread of their own, as SunJSSE does, so that they may read and write. */
    void tell(SSLSocket socket, SSLSession session) {
        if (listeners.isEmpty()) {
            return;
        }
        List<HandshakeCompletedListener> told = List.copyOf(listeners);
        HandshakeCompletedEvent event = new HandshakeCompletedEvent(socket, session);
        new Thread(null, () -> told.forEach(listener -> tell(listener, event)), "HandshakeCompletedNotify-Thread", 0,
                false).start();
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
