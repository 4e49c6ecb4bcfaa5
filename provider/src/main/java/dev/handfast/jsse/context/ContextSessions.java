package dev.handfast.jsse.context;

import dev.handfast.jsse.session.SessionContextImpl;
import dev.handfast.jsse.trace.KeyLogs;
import dev.handfast.tls.AsyncReplayGuard;
import dev.handfast.tls.AsyncSessionStore;
import dev.handfast.tls.PkiRules;
import dev.handfast.tls.ReplayGuard;
import dev.handfast.tls.SessionLimits;
import dev.handfast.tls.SessionStore;
import dev.handfast.tls.TicketSecretSource;
import dev.handfast.tls.TlsContext;
import dev.handfast.tls.TlsCounters;
import dev.handfast.tls.TraceKind;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * The sessions of a context, and the context's public face: an {@link SSLContext} is final, its session contexts are
 * ours to find it by.
 */
public final class ContextSessions extends SessionContextImpl implements TlsContext {

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

    @Override
    public void separate(String label) {
        owner.resumptions().setLabel(Objects.requireNonNull(label, "no label"));
    }

    @Override
    public void shareTickets(TicketSecretSource source) {
        owner.resumptions().share(Objects.requireNonNull(source, "no source"));
    }

    @Override
    public void keepIn(SessionStore sessions, ReplayGuard guard) {
        owner.resumptions().keepIn(Objects.requireNonNull(sessions, "no store"),
                Objects.requireNonNull(guard, "no guard"));
    }

    @Override
    public void keepIn(AsyncSessionStore sessions, AsyncReplayGuard guard) {
        owner.resumptions().keepIn(Objects.requireNonNull(sessions, "no store"),
                Objects.requireNonNull(guard, "no guard"));
    }

    @Override
    public SessionLimits sessionLimits() {
        return owner.resumptions().limits();
    }

    @Override
    public void limitSessions(SessionLimits limits) {
        owner.resumptions().limit(Objects.requireNonNull(limits, "no limits"));
    }

    @Override
    public void acceptEarlyData(int maxBytes) {
        if (maxBytes < 0) {
            throw new IllegalArgumentException("negative: " + maxBytes);
        }
        owner.resumptions().acceptEarlyData(maxBytes);
    }

    @Override
    public void judgeBy(PkiRules rules) {
        owner.judgeBy(Objects.requireNonNull(rules, "no rules"));
    }

    @Override
    public void trace(TraceKind... kinds) {
        owner.trace(kinds);
    }

    @Override
    public void logKeysTo(Path file) throws IOException {
        owner.setKeyLog(KeyLogs.open(file));
    }

    @Override
    public void setDefaults(SSLParameters parameters) {
        owner.setDefaults(parameters);
    }

    @Override
    public TlsCounters counters() {
        return owner.count();
    }
}
