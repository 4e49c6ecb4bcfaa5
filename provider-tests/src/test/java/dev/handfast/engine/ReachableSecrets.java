package dev.handfast.engine;

import dev.handfast.crypto.Secret;
import dev.handfast.handshake.HandshakeConfig;
import dev.handfast.session.ClientTickets;
import dev.handfast.session.ServerSessions;
import dev.handfast.session.SessionState;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds every secret that our objects hold, except in configurations, in sessions and in what keeps sessions, which
 * outlive connections.
 */
public final class ReachableSecrets {

    private static final List<Class<?>> OUTLIVING = List.of(HandshakeConfig.class, SessionState.class,
            ServerSessions.class, ClientTickets.class);

    private ReachableSecrets() {
    }

    /** The secrets that can be reached from these objects. */
    public static Set<Secret> from(List<Object> roots) {
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<Secret> found = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Object> left = new ArrayDeque<>();
        roots.forEach(root -> push(root, left));
        while (!left.isEmpty()) {
            Object object = left.pop();
            if (!seen.add(object) || OUTLIVING.stream().anyMatch(kind -> kind.isInstance(object))) {
                continue;
            }
            if (object instanceof Secret secret) {
                found.add(secret);
            } else if (object instanceof Iterable<?> all) {
                all.forEach(one -> push(one, left));
            } else if (object instanceof Map<?, ?> map) {
                map.values().forEach(one -> push(one, left));
            } else if (object.getClass().isArray() && !object.getClass().getComponentType().isPrimitive()) {
                for (int i = 0; i < Array.getLength(object); i++) {
                    push(Array.get(object, i), left);
                }
            } else if (object.getClass().getName().startsWith("dev.handfast.")) {
                for (Class<?> type = object.getClass(); type != Object.class; type = type.getSuperclass()) {
                    for (Field field : type.getDeclaredFields()) {
                        if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                            push(get(field, object), left);
                        }
                    }
                }
            }
        }
        return found;
    }

    private static void push(Object object, Deque<Object> left) {
        if (object != null && !object.getClass().isEnum()) {
            left.push(object);
        }
    }

    static Object get(Field field, Object owner) {
        try {
            field.setAccessible(true);
            return field.get(owner);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
