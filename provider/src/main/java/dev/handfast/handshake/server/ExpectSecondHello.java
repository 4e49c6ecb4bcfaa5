package dev.handfast.handshake.server;

import dev.handfast.async.Eventual;
import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeConfig;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.IncomingMessage;
import dev.handfast.handshake.ServerHandshake;
import dev.handfast.handshake.StateChecks;
import dev.handfast.handshake.Suspended;
import dev.handfast.handshake.Suspension;
import dev.handfast.handshake.server13.ResumedSession;
import dev.handfast.handshake.server13.ServerFlight;
import dev.handfast.keys.Transcript;
import dev.handfast.message.ClientHello;
import dev.handfast.message.MessageVersion;
import dev.handfast.message.ext.Cookie;
import dev.handfast.message.ext.KeyShareEntry;
import dev.handfast.message.ext.KeyShares;
import dev.handfast.record.RecordBoundary;
import dev.handfast.session.SessionState;
import dev.handfast.spec.ExtensionType;
import dev.handfast.spec.Fault;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;

/**
 * Waits for the ClientHello that answers a HelloRetryRequest (RFC 9846 sections 4.2.2 and 4.2.4). What the first one
 * said comes from the cookie (RFC 9846 section 4.3.2).
 */
final class ExpectSecondHello implements HandshakeState {

    private final HandshakeConfig settings;
    private final Transcript transcript;
    private final Opaque firstHello;
    private final SessionState begun;

    /**
     * Waits.
     *
     * @param firstHello the transcript hash of this connection's first ClientHello
     */
    ExpectSecondHello(HandshakeConfig settings, Transcript transcript, Opaque firstHello, SessionState begun) {
        this.settings = settings;
        this.transcript = transcript;
        this.firstHello = firstHello;
        this.begun = begun;
    }

    @Override
    public HandshakeState on(IncomingMessage in, HandshakeActions out) throws TlsFault {
        ClientHello hello = StateChecks.message(ClientHello.class, in, this);
        RecordBoundary boundary = StateChecks.boundary(in);
        RetryState state = stateFrom(hello);
        checkUnchanged(hello, state);
        KeyShareEntry share = share(hello, state);
        ServerHandshake handshake = new ServerHandshake(settings, hello, transcript,
                ExpectClientHello.learn(hello, begun), true);
        return new Suspended(new SendFlight(handshake, state, share, in.raw(), boundary),
                "answering the second ClientHello",
                this);
    }

    @Override
    public MessageVersion dialect() {
        return MessageVersion.HELLO;
    }

    /** RFC 9846 appendix E.4: a compatible client sends its change_cipher_spec before the second ClientHello. */
    @Override
    public ChangeCipherSpecRule changeCipherSpec() {
        return ChangeCipherSpecRule.IGNORED;
    }

    @Override
    public boolean takes(HandshakeType type) {
        return type.equals(HandshakeType.CLIENT_HELLO);
    }

    @Override
    public String waitingFor() {
        return "the second ClientHello";
    }

    /** RFC 9846 section 4.2.2: what a second ClientHello may change of the first. */
    private void checkUnchanged(ClientHello hello, RetryState state) throws TlsFault {
        if (!RetryState.invariantOf(hello, settings.crypto()).equals(state.invariant())) {
            throw new TlsFault(Fault.HELLO_CHANGED, "after HelloRetryRequest only key_share, cookie, early_data,"
                    + " pre_shared_key, padding and encrypted_client_hello may change");
        }
        if (hello.extensions().has(ExtensionType.PRE_SHARED_KEY) && !state.resumes()) {
            throw new TlsFault(Fault.HELLO_CHANGED, "pre_shared_key may be updated or left out after"
                    + " HelloRetryRequest, but not added");
        }
        // RFC 9846 section 4.3.10: "A client MUST NOT include the early_data extension in its follow-up ClientHello."
        if (hello.extensions().has(ExtensionType.EARLY_DATA)) {
            throw new TlsFault(Fault.EXTENSION_NOT_ALLOWED, "early_data may not be in a second ClientHello");
        }
    }

    private RetryState stateFrom(ClientHello hello) throws TlsFault {
        Cookie cookie = hello.extensions().get(Cookie.class);
        if (cookie == null) {
            throw new TlsFault(Fault.EXTENSION_MISSING, "the second ClientHello does not return the cookie");
        }
        byte[] opened = settings.serverCookies().open(cookie.cookie());
        if (opened == null) {
            throw new TlsFault(Fault.COOKIE_INVALID, "the second ClientHello holds another cookie than was sent");
        }
        try {
            RetryState state = RetryState.decode(opened);
            if (settings.clock().getAsLong() - state.mintedAt() > RetryState.LIFETIME_MILLIS) {
                throw new TlsFault(Fault.COOKIE_INVALID, "the cookie is older than "
                        + RetryState.LIFETIME_MILLIS / 1000 + " s");
            }
            if (!state.firstHello().equals(firstHello)) {
                throw new TlsFault(Fault.COOKIE_INVALID, "the cookie was given to another ClientHello");
            }
            return state;
        } catch (MalformedInput e) {
            throw new TlsFault(Fault.INTERNAL, "a cookie of this side's cannot be read", e);
        }
    }

    /** RFC 9846 section 4.3.8: exactly one share, for the group asked for. */
    private static KeyShareEntry share(ClientHello hello, RetryState state) throws TlsFault {
        KeyShares shares = hello.extensions().get(KeyShares.class);
        if (shares == null) {
            throw new TlsFault(Fault.EXTENSION_MISSING, "the second ClientHello holds no key_share");
        }
        if (shares.entries().size() != 1 || !shares.entries().get(0).group().equals(state.group())) {
            throw new TlsFault(Fault.GROUP_NOT_SELECTED, "asked for one key share for " + state.group() + ", came "
                    + shares.entries().stream().map(KeyShareEntry::group).toList());
        }
        return shares.entries().get(0);
    }

    /** The flight that answers; the transcript does not hold the hello yet. */
    private record SendFlight(ServerHandshake handshake, RetryState state, KeyShareEntry share, byte[] raw,
            RecordBoundary boundary) implements Suspension<AnswerHello.Answer> {

        @Override
        public Eventual<AnswerHello.Answer> run() throws TlsFault {
            return ResumedSession.choose(handshake, state.suite(), handshake.transcript(), raw).thenLater(resumed -> {
                handshake.transcript().add(raw);
                return AnswerHello.answer(handshake.settings(), output -> ServerFlight.send(handshake, state.suite(),
                        share, boundary, resumed, output));
            });
        }

        @Override
        public HandshakeState resume(AnswerHello.Answer answer, HandshakeActions out) {
            out.addAll(answer.output());
            return answer.next();
        }
    }
}
