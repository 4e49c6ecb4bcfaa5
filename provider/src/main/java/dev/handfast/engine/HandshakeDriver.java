package dev.handfast.engine;

import dev.handfast.wire.SafeLog;
import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeActions.KeyingMaterial;
import dev.handfast.handshake.HandshakeConfig;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.HandshakeState.ChangeCipherSpecRule;
import dev.handfast.handshake.IncomingMessage;
import dev.handfast.handshake.Suspension;
import dev.handfast.handshake.Trace;
import dev.handfast.handshake.client.StartClient;
import dev.handfast.handshake.server.ExpectClientHello;
import dev.handfast.message.ChangeCipherSpec;
import dev.handfast.message.HandshakeMessage;
import dev.handfast.session.ClientTickets;
import dev.handfast.session.SessionState;
import dev.handfast.spec.Fault;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Bytes;
import dev.handfast.wire.Printable;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger.Level;
import java.util.function.Function;

/**
 * The handshake's state, what it is fed and what it orders. The connection's inbound lock guards it; the volatile
 * values may be read without.
 *
 * <p>The state is taken out before it is called and {@link FailedState} stands in its place meanwhile, so that an
 * exception never leaves a live state behind.
 */
final class HandshakeDriver {

    private static final SafeLog LOG = SafeLog.of(HandshakeDriver.class);

    private final HandshakeConfig settings;
    private final Inbound inbound;
    private final Outbound outbound;

    private HandshakeState state = InitialState.STATE;
    private @Nullable KeyingMaterial exporter;
    private volatile @Nullable Suspension<?> work;
    private volatile @Nullable TakenWork task;
    private volatile @Nullable Runnable ready;
    private volatile boolean handshaking;
    private volatile boolean finished;
    private volatile @Nullable SessionState known;
    private volatile @Nullable SessionState session;

    HandshakeDriver(HandshakeConfig settings, Inbound inbound, Outbound outbound) {
        this.settings = settings;
        this.inbound = inbound;
        this.outbound = outbound;
    }

    // What others ask

    /** The state that waits for input. */
    HandshakeState state() {
        return state;
    }

    /** The work that is due, or null. */
    @Nullable
    Suspension<?> work() {
        return work;
    }

    /** Whether work is due that nobody has taken. */
    boolean isWorkWaiting() {
        return work != null && task == null;
    }

    /** Takes the work that waits, made a task; null if there is none. */
    @Nullable
    TakenWork takeWork(Function<Suspension<?>, TakenWork> maker) {
        Suspension<?> due = work;
        if (due == null || task != null) {
            return null;
        }
        TakenWork taken = maker.apply(due);
        task = taken;
        return taken;
    }

    /** Whom the application wants to be told when work that had to wait has ended; null if tasks are to wait. */
    @Nullable
    Runnable ready() {
        return ready;
    }

    /** Sets whom to tell. */
    void ready(@Nullable Runnable listener) {
        ready = listener;
    }

    /** Tells that work which had to wait has ended. No lock is held. */
    void tellReady() {
        Runnable listener = ready;
        if (listener == null) {
            return;
        }
        try {
            listener.run();
        } catch (Throwable e) {
            LOG.log(Level.WARNING, "what whenReady was given has failed: " + Printable.of(e), e);
        }
    }

    /** Keeps work that is being done from waiting for somebody who answers later. */
    void abandonTask() {
        TakenWork taken = task;
        if (taken != null) {
            taken.abandon();
        }
    }

    /** Whether a handshake has begun and not ended. */
    boolean isHandshaking() {
        return handshaking;
    }

    /** Whether a handshake has ended and nobody has reported it. */
    boolean isFinished() {
        return finished;
    }

    /** Whether there is an end to report, which there is not afterwards. */
    boolean takeFinished() {
        boolean was = finished;
        finished = false;
        return was;
    }

    /** What a handshake in progress knows so far, or null. */
    @Nullable
    SessionState known() {
        return known;
    }

    /** What is established, or null. */
    @Nullable
    SessionState session() {
        return session;
    }

    /** What is known of the newest handshake, in progress or ended; null before the first. */
    @Nullable
    SessionState facts() {
        SessionState current = known;
        return current != null ? current : session;
    }

    /** What exports keying material, or null. */
    @Nullable
    KeyingMaterial exporter() {
        return exporter;
    }

    // What happens

    /** Begins a handshake. */
    void begin() throws TlsFault {
        handshaking = true;
        SessionState begun = SessionState.begun(settings.clock().getAsLong());
        known = begun;
        if (settings.client()) {
            step((current, out) -> StartClient.start(settings, begun, out));
        } else {
            state = new ExpectClientHello(settings, begun);
        }
    }

    /** Feeds the state every whole message that waits, until it suspends. */
    void takeMessages() throws TlsFault {
        byte[] raw;
        while (work == null && (raw = inbound.nextMessage()) != null) {
            IncomingMessage in = IncomingMessage.of(raw, state, inbound.boundary());
            HandshakeMessage message = (HandshakeMessage) in.message();
            settings.trace().received(message, raw.length);
            inbound.count(message, outbound);
            step((current, out) -> current.on(in, out));
        }
    }

    /** Feeds the state a change_cipher_spec if it takes any. */
    void takeChangeCipherSpec() throws TlsFault {
        ChangeCipherSpecRule rule = state.changeCipherSpec();
        inbound.checkChangeCipherSpec(rule, state);
        if (rule == ChangeCipherSpecRule.DELIVERED) {
            IncomingMessage in = new IncomingMessage(new ChangeCipherSpec(), Bytes.NONE, inbound.boundary());
            step((current, out) -> current.on(in, out));
        }
    }

    /** Whether work is still waited for; it is not once the connection has ended. */
    boolean awaits(Suspension<?> done) {
        return work == done;
    }

    /** Goes on with the result of the work that was due, and with the messages that waited behind it. */
    <R> void resume(Suspension<R> done, R result) throws TlsFault {
        work = null;
        task = null;
        step((current, out) -> done.resume(result, out));
        takeMessages();
    }

    /** A handshake, if one is in progress, has failed: a client does not offer its sessions again. */
    void giveUpSessions() {
        ClientTickets tickets = settings.resumption().tickets();
        if (handshaking && tickets != null) {
            tickets.discard();
        }
    }

    /** Ends all states and wipes what they hold. */
    void end() {
        state.close();
        state = FailedState.STATE;
        endWork();
        handshaking = false;
        known = null;
        if (exporter != null) {
            exporter.close();
            exporter = null;
        }
    }

    private void endWork() {
        Suspension<?> due = work;
        TakenWork taken = task;
        work = null;
        task = null;
        if (taken != null) {
            taken.abandon();
        } else if (due != null) {
            due.drop();
        }
    }

    /** Reports no end of a handshake any more. */
    void forgetFinished() {
        finished = false;
    }

    /** The connection has ended while work was done: wipes what came of it. */
    static <R> void discard(Suspension<R> done, R result) {
        HandshakeActions out = new HandshakeActions(Trace.NONE);
        try {
            done.resume(result, out).close();
        } catch (Throwable e) {
            LOG.log(Level.DEBUG, "work that nobody waits for any more failed", e);
        } finally {
            out.discard();
        }
    }

    /**
     * What ends a connection for whatever was thrown: a fault as it is; all else, be it ours or of an object of the
     * application or another provider, unchecked or not, as a failure of this side.
     */
    static TlsFault faultOf(Throwable e) {
        return e instanceof TlsFault fault ? fault : new TlsFault(Fault.INTERNAL, Printable.described(e), e);
    }

    /** One call of a state. */
    private interface Step {
        HandshakeState take(HandshakeState current, HandshakeActions out) throws TlsFault;
    }

    private void step(Step step) throws TlsFault {
        HandshakeState current = state;
        state = FailedState.STATE;
        HandshakeActions out = new HandshakeActions(settings.trace());
        HandshakeState next;
        try {
            next = step.take(current, out);
        } catch (Throwable e) {
            current.close();
            out.discard();
            throw faultOf(e);
        }
        try {
            carryOut(out);
        } catch (Throwable e) {
            next.close();
            out.discard();
            throw faultOf(e);
        }
        state = next;
        task = null;
        work = next.suspended();
    }

    private void carryOut(HandshakeActions out) throws TlsFault {
        outbound.lock();
        try {
            for (HandshakeActions.Effect effect : out.effects()) {
                carryOut(effect);
            }
        } finally {
            outbound.unlock();
        }
    }

    private void carryOut(HandshakeActions.Effect effect) throws TlsFault {
        if (effect instanceof HandshakeActions.InstallRead order) {
            inbound.install(order);
        } else if (effect instanceof HandshakeActions.SkipEarlyData order) {
            inbound.skipEarlyData(order.bytes());
        } else if (effect instanceof HandshakeActions.TakeEarlyData order) {
            inbound.takeEarlyData(order.bytes());
            outbound.establish(order.soFar());
        } else if (effect instanceof HandshakeActions.Learned order) {
            known = order.soFar();
            inbound.limit(known);
            outbound.limit(known);
        } else if (effect instanceof HandshakeActions.Established order) {
            establish(order);
        } else {
            if (effect instanceof HandshakeActions.RefuseRenegotiation) {
                inbound.countRenegotiation();
            }
            outbound.carryOut(effect);
        }
    }

    private void establish(HandshakeActions.Established order) {
        session = order.session();
        known = null;
        exporter = order.exporter();
        inbound.limit(session);
        outbound.establish(session);
        handshaking = false;
        finished = true;
    }
}
