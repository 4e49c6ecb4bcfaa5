package dev.handfast.handshake.client;

import dev.handfast.handshake.ClientHandshake;
import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeConfig;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.IncomingMessage;
import dev.handfast.handshake.ServerExtensionChecks;
import dev.handfast.handshake.StateChecks;
import dev.handfast.handshake.Suspended;
import dev.handfast.handshake.client12.HelloRequests;
import dev.handfast.handshake.client12.ResumeClient12;
import dev.handfast.handshake.client12.StartClient12;
import dev.handfast.handshake.client13.AgreeKeys;
import dev.handfast.message.HelloRetryRequest;
import dev.handfast.message.MessageVersion;
import dev.handfast.message.ServerHello;
import dev.handfast.message.ext.KeyShareEntry;
import dev.handfast.message.ext.SelectedPsk;
import dev.handfast.message.ext.SelectedVersion;
import dev.handfast.message.ext.ServerKeyShare;
import dev.handfast.record.RecordBoundary;
import dev.handfast.session.SessionState;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.ExtensionType;
import dev.handfast.spec.Fault;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.Printable;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/**
 * Waits for ServerHello or, once, HelloRetryRequest (RFC 9846 sections 4.2.3, 4.2.4, 4.3.8 and 4.3.9 and appendix E):
 * what can be read and is wrong is an illegal_parameter (RFC 9846 section 6).
 */
final class ExpectServerHello implements HandshakeState {

    private static final Opaque DOWNGRADE = Opaque.adopt("DOWNGRD".getBytes(StandardCharsets.US_ASCII));
    private static final int DOWNGRADE_AT = 24;

    private final ClientHandshake handshake;
    private final @Nullable KeyOffers offers;
    private final @Nullable PskOffer psk;
    private final @Nullable SessionOffer session;
    private final @Nullable RetryHello retried;
    private final HelloRequests requests = new HelloRequests();

    /**
     * Waits.
     *
     * @param offers null if TLS 1.3 is not enabled
     * @param psk the TLS 1.3 session offered to be resumed, or null
     * @param session the TLS 1.2 session offered to be resumed, or null
     * @param retried what HelloRetryRequest has fixed, or null if none has come
     */
    ExpectServerHello(ClientHandshake handshake, @Nullable KeyOffers offers, @Nullable PskOffer psk,
            @Nullable SessionOffer session, @Nullable RetryHello retried) {
        this.handshake = handshake;
        this.offers = offers;
        this.psk = psk;
        this.session = session;
        this.retried = retried;
    }

    @Override
    public HandshakeState on(IncomingMessage in, HandshakeActions out) throws TlsFault {
        if (in.message() instanceof HelloRetryRequest retry) {
            return retry(retry, in, out);
        }
        if (passesOverRequests() && requests.passOver(in)) {
            return this;
        }
        ServerHello hello = StateChecks.message(ServerHello.class, in, this);
        ProtocolVersion version = version(hello);
        ServerExtensionChecks.checkSolicited(hello.extensions(), handshake.hello(), "ServerHello");
        checkDowngrade(hello, version);
        checkSuite(hello.suite(), hello.compressionMethod(), version);
        if (version.equals(ProtocolVersion.TLS_1_2)) {
            return accept12(hello, in, out);
        }
        return accept13(hello, in, out);
    }

    @Override
    public MessageVersion dialect() {
        return MessageVersion.HELLO;
    }

    /** RFC 9846 section 5: from the first ClientHello on, a change_cipher_spec may come at any time. */
    @Override
    public ChangeCipherSpecRule changeCipherSpec() {
        return offers != null ? ChangeCipherSpecRule.IGNORED : ChangeCipherSpecRule.REFUSED;
    }

    @Override
    public boolean takes(HandshakeType type) {
        return type.equals(HandshakeType.SERVER_HELLO)
                || type.equals(HandshakeType.HELLO_REQUEST) && passesOverRequests();
    }

    @Override
    public String waitingFor() {
        return "ServerHello";
    }

    @Override
    public void close() {
        if (offers != null) {
            offers.close();
        }
        if (psk != null) {
            psk.close();
        }
        if (session != null) {
            session.close();
        }
    }

    /** Whether this may still become TLS 1.2, where a HelloRequest is ignored (RFC 5246 section 7.4.1.1). */
    private boolean passesOverRequests() {
        return retried == null && handshake.settings().algorithms().enables(ProtocolVersion.TLS_1_2);
    }

    private HandshakeState retry(HelloRetryRequest retry, IncomingMessage in, HandshakeActions out) throws TlsFault {
        if (offers == null) {
            throw new TlsFault(Fault.MESSAGE_UNEXPECTED, "expected ServerHello of TLS 1.2, the only version offered");
        }
        if (retried != null) {
            throw new TlsFault(Fault.RETRY_TWICE, "expected ServerHello in answer to the second ClientHello");
        }
        StateChecks.boundary(in);
        checkEcho(retry.legacyVersion(), retry.sessionId());
        ServerExtensionChecks.checkSolicited(retry.extensions(), handshake.hello(), "HelloRetryRequest");
        checkSuite(retry.suite(), retry.compressionMethod(), ProtocolVersion.TLS_1_3);
        if (session != null) {
            session.close();
        }
        return RetryHello.answer(handshake, offers, psk, retry, in, out);
    }

    private HandshakeState accept13(ServerHello hello, IncomingMessage in, HandshakeActions out) throws TlsFault {
        RecordBoundary boundary = StateChecks.boundary(in);
        checkEcho(hello.legacyVersion(), hello.sessionId());
        ServerKeyShare share = hello.extensions().get(ServerKeyShare.class);
        // RFC 9846 section 4.3.11: a PSK without the key_share that psk_dhe_ke asks for is an illegal_parameter.
        if (share == null && hello.extensions().get(SelectedPsk.class) != null) {
            throw new TlsFault(Fault.PSK_ILLEGAL, "ServerHello takes the PSK but holds no key_share; PSKs are offered"
                    + " with psk_dhe_ke only");
        }
        if (share == null) {
            throw new TlsFault(Fault.EXTENSION_MISSING, "ServerHello holds no key_share");
        }
        KeyShareEntry entry = share.entry();
        if (retried != null && !retried.suite().equals(hello.suite())) {
            throw new TlsFault(Fault.SUITE_CHANGED, "HelloRetryRequest chose " + retried.suite() + ", ServerHello "
                    + hello.suite());
        }
        if (offers == null || !offers.has(entry.group())) {
            throw new TlsFault(retried == null ? Fault.GROUP_NOT_OFFERED : Fault.GROUP_NOT_SELECTED,
                    "the server's key share is for " + entry.group() + ", for which this side sent none");
        }
        HandshakeConfig settings = handshake.settings();
        if (!handshake.transcript().isStarted()) {
            handshake.transcript().start(settings.crypto().hash(hello.suite().hash()));
        }
        handshake.transcript().add(in.raw());
        PskOffer taken = taken(hello);
        SessionState.Builder carried = taken != null ? taken.state().carryInto(handshake.known())
                : handshake.known().change();
        SessionState known = carried
                .version(ProtocolVersion.TLS_1_3)
                .suite(hello.suite())
                .group(entry.group())
                .sessionId(hello.sessionId())
                .extendedMasterSecret(true)
                .build();
        out.learned(known);
        if (settings.trace().isOn()) {
            settings.trace().chose(known.version() + ", " + known.suite() + ", " + known.group(),
                    taken != null ? "the server resumes the session" : "the server's choice");
        }
        boolean early = handshake.hello().extensions().has(ExtensionType.EARLY_DATA);
        if (early && taken == null) {
            out.endEarlyData(false);
        }
        AgreeKeys agreement = new AgreeKeys(handshake.with(known), offers.take(entry.group()), entry, boundary,
                retried != null || psk != null && psk.isEarly(), taken == null ? null
                        : new AgreeKeys.Resumed(taken.takeStage(), taken.peer(),
                                early ? taken.state().facts() : null));
        if (psk != null) {
            psk.close();
        }
        if (session != null) {
            session.close();
        }
        return new Suspended(agreement, "agreeing on keys", this);
    }

    /** The PSK that the server took (RFC 9846 section 4.3.11), or null. */
    private @Nullable PskOffer taken(ServerHello hello) throws TlsFault {
        SelectedPsk selected = hello.extensions().get(SelectedPsk.class);
        if (selected == null) {
            if (!handshake.settings().resumption().mayCreate()) {
                throw new TlsFault(Fault.SESSION_NOT_RESUMED, "the server chose to make a new session");
            }
            return null;
        }
        if (psk == null) {
            throw new TlsFault(Fault.PSK_ILLEGAL, "no PSK was offered, the server chose index " + selected.index());
        }
        if (selected.index() != 0) {
            throw new TlsFault(Fault.PSK_ILLEGAL, "one PSK was offered, the server chose index " + selected.index());
        }
        if (psk.hash() != hello.suite().hash()) {
            throw new TlsFault(Fault.PSK_ILLEGAL, "the server chose " + hello.suite() + ", whose hash is not the PSK's "
                    + psk.hash());
        }
        return psk;
    }

    private HandshakeState accept12(ServerHello hello, IncomingMessage in, HandshakeActions out) throws TlsFault {
        if (retried != null) {
            throw new TlsFault(Fault.VERSION_NOT_OFFERED, "HelloRetryRequest chose TLSv1.3, ServerHello TLSv1.2");
        }
        if (handshake.hello().extensions().has(ExtensionType.EARLY_DATA)) {
            // RFC 9846 section 4.3.10: such a server cannot have understood what came behind the hello.
            throw new TlsFault(Fault.VERSION_NOT_OFFERED, "the server that gave a TLSv1.3 ticket now chose TLSv1.2");
        }
        // RFC 5246 section 7.4.1.3: a full handshake may be the answer to whatever was offered.
        SessionOffer resumed = hello.sessionId().equals(handshake.hello().sessionId()) ? session : null;
        handshake.settings().trace().chose(ProtocolVersion.TLS_1_2 + ", " + hello.suite(), resumed != null
                ? "the server resumes the session" : "the server's choice");
        if (resumed != null) {
            HandshakeState next = ResumeClient12.accept(handshake, hello, resumed.state(), resumed.peer(), in, out);
            close();
            return next;
        }
        close();
        if (!handshake.settings().resumption().mayCreate()) {
            throw new TlsFault(Fault.SESSION_NOT_RESUMED, "the server did not resume the session");
        }
        return StartClient12.accept(handshake, hello, in, out);
    }

    private ProtocolVersion version(ServerHello hello) throws TlsFault {
        SelectedVersion selected = hello.extensions().get(SelectedVersion.class);
        if (selected != null) {
            // RFC 9846 section 4.3.1: a server MUST NOT choose an earlier version by this extension.
            if (!selected.version().equals(ProtocolVersion.TLS_1_3) || offers == null) {
                throw new TlsFault(Fault.VERSION_NOT_OFFERED, "the server chose " + selected.version()
                        + " in supported_versions, enabled are " + handshake.settings().algorithms().versions());
            }
            return ProtocolVersion.TLS_1_3;
        }
        ProtocolVersion version = hello.legacyVersion();
        if (version.value() < ProtocolVersion.TLS_1_2.value()) {
            throw new TlsFault(Fault.VERSION_TOO_OLD, "the server chose " + version + "; enable TLSv1.2 or TLSv1.3"
                    + " there");
        }
        // RFC 5246 appendix E.1, RFC 9846 appendix E.1: protocol_version, for a version that is not known here too.
        if (!version.equals(ProtocolVersion.TLS_1_2) || !handshake.settings().algorithms().enables(version)) {
            throw new TlsFault(Fault.VERSION_UNSUPPORTED, "the server chose " + version + ", enabled here are "
                    + handshake.settings().algorithms().versions());
        }
        return version;
    }

    /** RFC 9846 section 4.2.3: a server that speaks TLS 1.3 marks its random when it is made to speak less. */
    private void checkDowngrade(ServerHello hello, ProtocolVersion version) throws TlsFault {
        Opaque mark = hello.random().slice(DOWNGRADE_AT, DOWNGRADE.length());
        int last = hello.random().at(DOWNGRADE_AT + DOWNGRADE.length());
        boolean marked = mark.equals(DOWNGRADE) && last <= 1;
        if (marked && version.equals(ProtocolVersion.TLS_1_2) && (offers != null || last == 0)) {
            throw new TlsFault(Fault.DOWNGRADE_DETECTED, "the server speaks a higher version than TLSv1.2, which it"
                    + " was made to choose: somebody between may have altered the ClientHello");
        }
    }

    private void checkSuite(CipherSuite suite, int compression, ProtocolVersion version) throws TlsFault {
        if (!handshake.hello().suites().contains(suite) || !suite.isFor(version)) {
            throw new TlsFault(Fault.SUITE_NOT_OFFERED, "the server chose " + suite + " for " + version
                    + ", offered were " + Printable.list(handshake.hello().suites()));
        }
        if (compression != 0) {
            throw new TlsFault(Fault.COMPRESSION_NOT_NULL, "the server chose method " + compression);
        }
    }

    private void checkEcho(ProtocolVersion legacy, Opaque sessionId) throws TlsFault {
        // RFC 9846 section 4.2.3: any other legacy_version MUST be answered by protocol_version.
        if (!legacy.equals(ProtocolVersion.TLS_1_2)) {
            throw new TlsFault(Fault.VERSION_LEGACY_WRONG, "a hello of TLS 1.3 has 0x0303 there, came " + legacy);
        }
        if (!sessionId.equals(handshake.hello().sessionId())) {
            throw new TlsFault(Fault.SESSION_ID_NOT_ECHOED, "sent " + handshake.hello().sessionId() + ", came "
                    + sessionId);
        }
    }
}
