package dev.handfast.engine;

import dev.handfast.crypto.CryptoProvider;
import dev.handfast.crypto.KeyExchange;
import dev.handfast.crypto.Secret;
import dev.handfast.crypto.jca.JcaCryptoProvider;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A catalogue, and all that it makes, that counts calls and throws at one of them. For tests with one connection. */
public final class FailingCrypto {

    private static final Set<String> CLEANING = Set.of("close", "toString", "hashCode", "equals");

    private final int at;
    private final Throwable thrown;
    private final boolean forGood;
    private final Map<String, Integer> first = new HashMap<>();
    private final Set<Secret> secrets = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Object> open = Collections.newSetFromMap(new IdentityHashMap<>());
    private final AtomicInteger calls = new AtomicInteger();
    private volatile boolean connected;

    /** @param forGood whether all later calls throw too */
    public FailingCrypto(int at, Throwable thrown, boolean forGood) {
        this.at = at;
        this.thrown = thrown;
        this.forGood = forGood;
    }

    /** Counts and throws from now on. */
    public void begin() {
        connected = true;
    }

    /** How many calls came. */
    public int calls() {
        return calls.get();
    }

    /** The first call of each method. */
    public Collection<Integer> places() {
        return first.values();
    }

    /** The secrets that were made. */
    public Set<Secret> secrets() {
        return secrets;
    }

    /** Key pairs, ciphers and MACs that were made and not closed. */
    public Set<Object> open() {
        return open;
    }

    /** The catalogue. */
    public CryptoProvider catalogue() {
        return (CryptoProvider) wrap(CryptoProvider.class, JcaCryptoProvider.standard());
    }

    private Object wrap(Class<?> type, Object real) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (connected && !CLEANING.contains(method.getName())) {
                int call = calls.incrementAndGet();
                first.putIfAbsent(type.getSimpleName() + "." + method.getName(), call);
                if (call == at || forGood && call > at) {
                    throw thrown;
                }
            }
            try {
                Object result = method.invoke(real, arguments);
                if (connected) {
                    note(real, method.getName(), result);
                }
                Class<?> returned = method.getReturnType();
                return result != null && returned.isInterface()
                        && returned.getName().startsWith("dev.handfast.crypto.") ? wrap(returned, result) : result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        };
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
    }

    /** What is made must be closed, also where it is dropped before the connection has seen it. */
    private void note(Object real, String method, Object result) {
        if (result instanceof Secret secret) {
            secrets.add(secret);
        } else if (result instanceof KeyExchange.Accepted accepted) {
            secrets.add(accepted.secret());
        } else if (result instanceof AutoCloseable) {
            open.add(result);
        } else if (method.equals("close")) {
            open.remove(real);
        }
    }
}
