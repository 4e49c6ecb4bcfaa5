package dev.handfast.jsse.session;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionBindingEvent;
import javax.net.ssl.SSLSessionBindingListener;

/** What an application binds to a session, which tells those values that want to know. Thread-safe. */
final class SessionValues {

    private final Map<String, Object> values = new ConcurrentHashMap<>();

    void put(SSLSession session, String name, Object value) {
        requireValue(name, "name");
        requireValue(value, "value");
        unbound(session, name, values.put(name, value));
        if (value instanceof SSLSessionBindingListener listener) {
            listener.valueBound(new SSLSessionBindingEvent(session, name));
        }
    }

    /** All that another has, without telling anybody. */
    void putAll(SessionValues others) {
        values.putAll(others.values);
    }

    @Nullable
    Object get(String name) {
        requireValue(name, "name");
        return values.get(name);
    }

    void remove(SSLSession session, String name) {
        requireValue(name, "name");
        unbound(session, name, values.remove(name));
    }

    String[] names() {
        return values.keySet().toArray(new String[0]);
    }

    private static void unbound(SSLSession session, String name, @Nullable Object old) {
        if (old instanceof SSLSessionBindingListener listener) {
            listener.valueUnbound(new SSLSessionBindingEvent(session, name));
        }
    }

    private static void requireValue(Object argument, String what) {
        if (argument == null) {
            throw new IllegalArgumentException(what + " is null");
        }
    }
}
