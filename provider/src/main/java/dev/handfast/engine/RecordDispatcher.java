package dev.handfast.engine;

import dev.handfast.handshake.HandshakeConfig;
import dev.handfast.session.SessionState;
import dev.handfast.spec.ContentType;
import dev.handfast.spec.Fault;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;

import java.nio.ByteBuffer;

/**
 * Where the content of a record that has come goes, by its type and by what may come now (RFC 9846 sections 2 and 6).
 * The connection's inbound lock guards it.
 */
final class RecordDispatcher {

    private final HandshakeConfig settings;
    private final Inbound inbound;
    private final Outbound outbound;
    private final HandshakeDriver steps;
    private final ConnectionTermination ending;

    RecordDispatcher(HandshakeConfig settings, Inbound inbound, Outbound outbound, HandshakeDriver steps,
            ConnectionTermination ending) {
        this.settings = settings;
        this.inbound = inbound;
        this.outbound = outbound;
        this.steps = steps;
        this.ending = ending;
    }

    /** Takes a record's content; application data goes to {@code dsts[offset .. offset + length)}. */
    void take(Inbound.Content content, ByteBuffer[] dsts, int offset, int length) throws TlsFault {
        ContentType type = content.type();
        if (type == null) {
            return;
        }
        if (type.equals(ContentType.APPLICATION_DATA)) {
            if (!steps.state().receivesApplicationData()) {
                throw new TlsFault(Fault.RECORD_APPLICATION_DATA_EARLY, "expected " + steps.state().waitingFor()
                        + ", the peer sent " + content.length() + " bytes of application data");
            }
            if (steps.state().receivesEarlyData()) {
                inbound.countEarlyData(content.length());
            }
            content.deliver(dsts, offset, length);
        } else if (type.equals(ContentType.HANDSHAKE)) {
            try {
                inbound.join(content);
                steps.takeMessages();
            } finally {
                inbound.keep();
            }
        } else if (type.equals(ContentType.ALERT)) {
            takeAlert(inbound.alert(content));
        } else {
            steps.takeChangeCipherSpec();
        }
    }

    private void takeAlert(Inbound.PeerAlert alert) throws TlsFault {
        if (alert.isClosure()) {
            ending.closeRead();
            if (steps.isHandshaking()) {
                throw TlsFault.received(alert.description(), "the peer sent close_notify while this side waited for "
                        + steps.state().waitingFor());
            }
            settings.trace().chose("close_notify received", "the peer sends no more");
            outbound.dropLateMessages();
            // RFC 5246 section 7.2.1: TLS 1.2 closes both directions together.
            if (!isTls13() || settings.compatibility().acknowledgeCloseNotify()) {
                outbound.close(false);
            }
        } else if (alert.isFatal(isTls13())) {
            throw TlsFault.received(alert.description(),
                    alert.explain(steps.isHandshaking(), steps.state().waitingFor()));
        }
    }

    private boolean isTls13() {
        SessionState facts = steps.facts();
        return facts != null && facts.isOf(ProtocolVersion.TLS_1_3);
    }
}
