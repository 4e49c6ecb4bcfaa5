package dev.handfast.jsse.context;

import dev.handfast.engine.ProtocolConnection;
import dev.handfast.jsse.session.SessionImpl;
import dev.handfast.session.SessionState;
import dev.handfast.spec.CodePoint;
import dev.handfast.tls.ChannelBinding;
import dev.handfast.tls.EarlyData;
import dev.handfast.tls.TlsConnection;
import dev.handfast.tls.TlsSession;

import java.util.List;

import javax.net.ssl.SSLSession;

/**
 * What engines and sockets have in common of {@link TlsConnection}, which says what the methods do.
 *
 * @param context the connection's
 */
public record PublicConnection(ConnectionContext context) {

    public void resume(SSLSession session) {
        if (!(TlsSession.of(session) instanceof SessionImpl ours)) {
            throw new IllegalArgumentException("not a session of Handfast: " + session.getClass().getName());
        }
        SessionToResume.check(context.context(), ours);
        context.resume(ours);
    }

    public TlsSession session() {
        return context.session();
    }

    public byte[] exportKeyingMaterial(String label, byte[] about, int length) {
        if (label == null || label.isEmpty()) {
            throw new IllegalArgumentException("no label to export keying material under");
        }
        return established().exportKeyingMaterial(label, about == null ? null : about.clone(), length);
    }

    public byte[] channelBinding(ChannelBinding binding) {
        ProtocolConnection connection = established();
        return ChannelBindings.of(binding, connection, connection.session(), context.configuration().isClient());
    }

    /** The connection, for which a handshake has ended. */
    public ProtocolConnection established() {
        ProtocolConnection live = context.connection();
        if (live == null || live.session() == null) {
            throw new IllegalStateException("no handshake has ended on this connection");
        }
        return live;
    }

    public String namedGroup() {
        SessionState facts = context.facts();
        return facts == null || facts.group() == null ? null : facts.group().toString();
    }

    public List<String> peerGroups() {
        SessionState facts = context.facts();
        return facts == null ? List.of() : names(facts.peerGroups());
    }

    public List<String> peerSignatureSchemes() {
        SessionState facts = context.facts();
        return facts == null ? List.of() : names(facts.peerSchemes());
    }

    // Early data

    /** Refuses what only clients can, and only before the handshake. */
    public void requireUnbegunClient() {
        if (!context.configuration().isClient()) {
            throw new IllegalStateException("only clients offer early data; call setUseClientMode(true) before");
        }
        if (context.hasBegun()) {
            throw new IllegalStateException("early data can be offered only before the handshake");
        }
    }

    public boolean mayWrite() {
        ProtocolConnection live = context.connection();
        return live != null && live.mayWrite();
    }

    public long earlyDataReceived() {
        ProtocolConnection live = context.connection();
        return live == null ? 0 : live.earlyDataReceived();
    }

    public EarlyData.Status earlyDataStatus() {
        ProtocolConnection live = context.connection();
        return live == null ? EarlyData.Status.NONE : live.earlyData();
    }

    private static List<String> names(List<? extends CodePoint> points) {
        return points.stream().map(CodePoint::toString).toList();
    }
}
