package dev.handfast.handshake;

import dev.handfast.handshake.client.StartClient;
import dev.handfast.handshake.server.ExpectClientHello;
import dev.handfast.message.ChangeCipherSpec;
import dev.handfast.record.HandshakeReassembler;
import dev.handfast.session.SessionState;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Bytes;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * A client's and a server's states talking message by message, without records and keys, through somebody who may
 * change what they say.
 */
public final class Dialogue {

    /** Stands between the two. */
    public interface Tamper {

        /** Passes everything on. */
        Tamper NONE = (fromClient, index, raw) -> List.of(raw);

        /**
         * What the receiver gets in place of a message.
         *
         * @param index counts the sender's messages from 0; a change_cipher_spec counts and is an empty array
         */
        List<byte[]> pass(boolean fromClient, int index, byte[] raw);
    }

    /** Sees what both sides order and come to, in order. */
    public interface Observer {

        /** Looks away. */
        Observer NONE = new Observer() {
        };

        /** A side ordered something. */
        default void ordered(boolean byClient, HandshakeActions.Effect effect) {
        }

        /** A side has come to a state, which is suspended or not. */
        default void cameTo(boolean client, HandshakeState state) {
        }
    }

    /** One message as it was sent. */
    public record Said(boolean fromClient, int index, byte[] raw) {
    }

    private static final int MAX_MESSAGES = 100;

    private final Tamper tamper;
    private final List<Said> said = new ArrayList<>();
    private final Side client;
    private final Side server;

    /** Prepares the two sides. */
    public Dialogue(TestSettings client, TestSettings server, Tamper tamper) {
        this(client, server, tamper, Observer.NONE);
    }

    /** Prepares the two sides, with one who watches them. */
    public Dialogue(TestSettings client, TestSettings server, Tamper tamper, Observer observer) {
        this.client = new Side(client, true, observer);
        this.server = new Side(server, false, observer);
        this.tamper = tamper;
    }

    /** Talks until neither side has anything to say. A fault of either side ends it; see {@link #fault()}. */
    public Dialogue run() {
        server.begin();
        client.begin();
        for (int i = 0; i < MAX_MESSAGES && fault() == null; i++) {
            Side speaker = !client.outbox.isEmpty() ? client : server;
            if (speaker.outbox.isEmpty()) {
                return this;
            }
            byte[] raw = speaker.outbox.remove();
            int index = speaker.count++;
            said.add(new Said(speaker.isClient, index, raw));
            Side listener = speaker == client ? server : client;
            for (byte[] heard : tamper.pass(speaker.isClient, index, raw)) {
                listener.hear(heard);
            }
        }
        return this;
    }

    /** Everything both said, as it was meant. */
    public List<Said> said() {
        return said;
    }

    /** The fault that ended it, or null. */
    public TlsFault fault() {
        return client.fault != null ? client.fault : server.fault;
    }

    /** Whether both sides take the handshake for ended. */
    public boolean bothEstablished() {
        return client.session != null && server.session != null;
    }

    /** The state a side has come to. */
    public HandshakeState state(boolean ofClient) {
        return (ofClient ? client : server).state;
    }

    /** Says something to a side out of turn and answers the fault it ended in, or null. */
    public TlsFault say(boolean toClient, byte[] raw) {
        Side listener = toClient ? client : server;
        listener.hear(raw);
        return listener.fault;
    }

    /** What the client established, or null. */
    public SessionState clientSession() {
        return client.session;
    }

    /** What the server established, or null. */
    public SessionState serverSession() {
        return server.session;
    }

    private static final class Side {

        private final HandshakeConfig settings;
        private final Trace trace;
        private final boolean isClient;
        private final Observer observer;
        private final ArrayDeque<byte[]> outbox = new ArrayDeque<>();
        private final HandshakeReassembler joiner = new HandshakeReassembler();
        private HandshakeState state;
        private SessionState session;
        private TlsFault fault;
        private int count;

        Side(TestSettings settings, boolean isClient, Observer observer) {
            this.settings = settings.build();
            this.trace = settings.trace;
            this.isClient = isClient;
            this.observer = observer;
        }

        void begin() {
            SessionState begun = SessionState.begun(settings.clock().getAsLong());
            try {
                HandshakeActions out = new HandshakeActions(trace);
                state = isClient ? StartClient.start(settings, begun, out) : new ExpectClientHello(settings, begun);
                take(out);
                observer.cameTo(isClient, state);
                work();
            } catch (TlsFault e) {
                fault = e;
            }
        }

        void hear(byte[] raw) {
            if (fault != null) {
                return;
            }
            try {
                if (raw.length == 0) {
                    hearChangeCipherSpec();
                    return;
                }
                joiner.add(raw, 0, raw.length);
                for (byte[] whole = joiner.next(); whole != null; whole = joiner.next()) {
                    step(IncomingMessage.of(whole, state, joiner.boundary()));
                }
            } catch (TlsFault e) {
                fault = e;
            }
        }

        private void hearChangeCipherSpec() throws TlsFault {
            joiner.checkNotPartial();
            switch (state.changeCipherSpec()) {
                case DELIVERED -> step(new IncomingMessage(new ChangeCipherSpec(), Bytes.NONE, joiner.boundary()));
                case REFUSED -> throw new TlsFault(dev.handfast.spec.Fault.CCS_UNEXPECTED, state.waitingFor());
                case IGNORED -> {
                    return;
                }
            }
        }

        private void step(IncomingMessage in) throws TlsFault {
            HandshakeActions out = new HandshakeActions(trace);
            state = state.on(in, out);
            take(out);
            observer.cameTo(isClient, state);
            work();
        }

        private void work() throws TlsFault {
            while (state.suspended() != null) {
                HandshakeActions resumed = new HandshakeActions(trace);
                state = perform(state.suspended(), resumed);
                take(resumed);
                observer.cameTo(isClient, state);
            }
        }

        private static <R> HandshakeState perform(Suspension<R> work, HandshakeActions out) throws TlsFault {
            return work.resume(work.run().get(), out);
        }

        private void take(HandshakeActions out) {
            for (HandshakeActions.Effect effect : out.effects()) {
                observer.ordered(isClient, effect);
                if (effect instanceof HandshakeActions.Send send) {
                    outbox.add(send.raw());
                } else if (effect instanceof HandshakeActions.SendChangeCipherSpec ccs && !ccs.compatibility()) {
                    outbox.add(Bytes.NONE);
                } else if (effect instanceof HandshakeActions.Established established) {
                    session = established.session();
                }
            }
        }
    }
}
