package dev.handfast.jsse;

import dev.handfast.jsse.context.ConnectionContext;
import dev.handfast.jsse.context.ContextSessions;
import dev.handfast.jsse.context.SessionToResume;
import dev.handfast.jsse.session.SessionImpl;
import dev.handfast.jsse.trace.KeyLogs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;

import javax.cache.Cache;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/** What {@code dev.handfast.TlsSessions} does, behind JSSE's types. */
public final class SessionAccess {

    private SessionAccess() {
    }

    /** Whether a session of Handfast's was resumed on the connection it is from. */
    public static boolean isResumed(SSLSession session) {
        return ours(session).state().resumed();
    }

    /** Takes a context's ticket secrets from a source. */
    public static void shareTickets(SSLContext context, Callable<List<byte[]>> source) {
        ContextSessions.owner(context).resumptions().share(source);
    }

    /** Tells a context's sessions from those of contexts with other labels. */
    public static void separate(SSLContext context, String label) {
        ContextSessions.owner(context).resumptions().setLabel(Objects.requireNonNull(label, "no label"));
    }

    /** Keeps a context's sessions, and which early data was seen, in caches. */
    public static void keepIn(SSLContext context, Cache<String, byte[]> sessions, Cache<String, byte[]> uses) {
        ContextSessions.owner(context).resumptions().keepIn(sessions, uses);
    }

    /** Logs the secrets of a context's connections that begin from now on. */
    public static void logKeys(SSLContext context, Path file) throws IOException {
        ContextSessions.owner(context).setKeyLog(KeyLogs.open(file));
    }

    /** Lets a client engine resume a session. */
    public static void resume(SSLEngine engine, SSLSession session) {
        resume(EarlyDataAccess.ours(engine).association(), session);
    }

    /** Lets a client socket resume a session. */
    public static void resume(SSLSocket socket, SSLSession session) {
        resume(EarlyDataAccess.ours(socket).association(), session);
    }

    private static void resume(ConnectionContext association, SSLSession session) {
        SessionImpl ours = ours(session);
        SessionToResume.check(association.context(), ours);
        association.resume(ours);
    }

    private static SessionImpl ours(SSLSession session) {
        if (session instanceof SessionImpl ours) {
            return ours;
        }
        throw new IllegalArgumentException("not a session of Handfast: " + session.getClass().getName());
    }
}
