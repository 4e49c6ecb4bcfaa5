package dev.handfast.jsse.context;

import dev.handfast.jsse.session.SessionContextImpl;

import javax.net.ssl.SSLContext;

/** The sessions of a context, by which it is found: an {@link SSLContext} is final, its session contexts are ours. */
public final class ContextSessions extends SessionContextImpl {

    private final SharedContext owner;

    /**
     * @param size the most sessions to keep; 0 for no bound
     * @param mostBytes the most bytes they may take, about
     * @param timeoutSeconds how long sessions last; 0 for no bound
     */
    ContextSessions(SharedContext owner, int size, long mostBytes, int timeoutSeconds) {
        super(size, mostBytes, timeoutSeconds);
        this.owner = owner;
    }

    /**
     * What the connections of a context share.
     *
     * @throws IllegalArgumentException if it is not Handfast's
     */
    public static SharedContext owner(SSLContext context) {
        if (context.getServerSessionContext() instanceof ContextSessions ours) {
            return ours.owner;
        }
        throw new IllegalArgumentException("not a context of Handfast but of " + context.getProvider().getName());
    }
}
