package dev.handfast.jsse;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;

import javax.cache.Cache;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;

/** What {@code dev.handfast.TlsSessions} does, behind JSSE's types. */
public final class SessionAccess {

    private SessionAccess() {
    }

    /** Whether a session of Handfast's was resumed on the connection it is from. */
    public static boolean isResumed(SSLSession session) {
        if (session instanceof SessionImpl ours) {
            return ours.state().resumed();
        }
        throw new IllegalArgumentException("not a session of Handfast: " + session.getClass().getName());
    }

    /** Takes a context's ticket secrets from a source. */
    public static void shareTickets(SSLContext context, Callable<List<byte[]>> source) {
        owner(context).resumptions().share(source);
    }

    /** Tells a context's sessions from those of contexts with other labels. */
    public static void separate(SSLContext context, String label) {
        owner(context).resumptions().setLabel(Objects.requireNonNull(label, "no label"));
    }

    /** Keeps a context's sessions, and which early data was seen, in caches. */
    public static void keepIn(SSLContext context, Cache<String, byte[]> sessions, Cache<String, byte[]> uses) {
        owner(context).resumptions().keepIn(sessions, uses);
    }

    static ContextImpl owner(SSLContext context) {
        if (context.getServerSessionContext() instanceof SessionContextImpl ours) {
            return ours.owner();
        }
        throw new IllegalArgumentException("not a context of Handfast but of " + context.getProvider().getName());
    }
}
