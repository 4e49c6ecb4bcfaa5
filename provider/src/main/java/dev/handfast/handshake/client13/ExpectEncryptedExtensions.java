package dev.handfast.handshake.client13;

import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.IncomingMessage;
import dev.handfast.handshake.Keys13;
import dev.handfast.handshake.ServerExtensionChecks;
import dev.handfast.handshake.StateChecks;
import dev.handfast.message.EncryptedExtensions;
import dev.handfast.message.ext.EarlyData;
import dev.handfast.message.ext.Extensions;
import dev.handfast.session.SessionState;
import dev.handfast.spec.Fault;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/** Waits for EncryptedExtensions (RFC 9846 section 4.4.1); of no use are groups in it (RFC 9846 section 4.3.7). */
final class ExpectEncryptedExtensions extends ClientState13 {

    private final AgreeKeys.@Nullable Resumed resumed;

    /**
     * Waits.
     *
     * @param resumed the session that is resumed; null in a full handshake
     */
    ExpectEncryptedExtensions(Client13 client, AgreeKeys.@Nullable Resumed resumed) {
        super(client);
        this.resumed = resumed;
    }

    @Override
    public HandshakeState on(IncomingMessage in, HandshakeActions out) throws TlsFault {
        Extensions extensions = StateChecks.message(EncryptedExtensions.class, in, this).extensions();
        ServerExtensionChecks.checkSolicited(extensions, client.handshake().hello(), "EncryptedExtensions");
        client.transcript().add(in.raw());
        SessionState.Builder known = client.known().change();
        Opaque protocol = ServerExtensionChecks.applicationProtocol(extensions, client.settings());
        ServerExtensionChecks.recordLimits(extensions, client.settings(), ProtocolVersion.TLS_1_3, known);
        SessionState learned = known.applicationProtocol(protocol).build();
        out.learned(learned);
        boolean early = earlyData(extensions, learned, out);
        if (resumed == null) {
            return new ExpectCertificateOrRequest(client.with(learned));
        }
        Client13 next = client.with(learned);
        return new ExpectServerFinished(early ? next.takesEarlyData() : next, resumed.peer(), null);
    }

    /** Whether the server takes early data; if not, the handshake keys are due (RFC 9846 section 4.3.10). */
    private boolean earlyData(Extensions extensions, SessionState learned, HandshakeActions out) throws TlsFault {
        boolean accepted = extensions.get(EarlyData.class) != null;
        SessionState offered = resumed == null ? null : resumed.early();
        if (offered == null) {
            if (accepted) {
                throw new TlsFault(Fault.EARLY_DATA_UNSOLICITED, "EncryptedExtensions accepts early data that was"
                        + " rejected by HelloRetryRequest or with the PSK");
            }
            return false;
        }
        if (!accepted) {
            out.endEarlyData(false);
            out.writeKeys(Keys13.write(client.settings(), client.suite(), client.stage().clientTraffic()),
                    "client handshake");
            return false;
        }
        if (!learned.suite().equals(offered.suite())
                || !Objects.equals(learned.applicationProtocol(), offered.applicationProtocol())) {
            throw new TlsFault(Fault.PSK_ILLEGAL, "the server takes early data for " + offered.suite() + " and "
                    + offered.applicationProtocol() + " but chose " + learned.suite() + " and "
                    + learned.applicationProtocol());
        }
        return true;
    }

    @Override
    public boolean takes(HandshakeType type) {
        return type.equals(HandshakeType.ENCRYPTED_EXTENSIONS);
    }

    @Override
    public String waitingFor() {
        return "EncryptedExtensions";
    }
}
