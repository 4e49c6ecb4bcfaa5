package dev.handfast.handshake.client13;

import dev.handfast.auth.PeerVerified;
import dev.handfast.handshake.Answers;
import dev.handfast.handshake.Expect;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.Output;
import dev.handfast.handshake.Received;
import dev.handfast.message.EncryptedExtensions;
import dev.handfast.message.ext.Extensions;
import dev.handfast.session.SessionState;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Opaque;

/** Waits for EncryptedExtensions (RFC 9846 section 4.3.1). */
final class ExpectEncryptedExtensions extends ClientState13 {

    private final PeerVerified resumed;

    /**
     * Waits.
     *
     * @param resumed what the session that is resumed says of the server; null in a full handshake
     */
    ExpectEncryptedExtensions(Client13 client, PeerVerified resumed) {
        super(client);
        this.resumed = resumed;
    }

    @Override
    public HandshakeState on(Received in, Output out) throws TlsFault {
        Extensions extensions = Expect.message(EncryptedExtensions.class, in, this).extensions();
        Answers.checkSolicited(extensions, client.handshake().hello(), "EncryptedExtensions");
        client.transcript().add(in.raw());
        SessionState.Builder known = client.known().change();
        Opaque protocol = Answers.applicationProtocol(extensions, client.settings());
        Answers.recordLimits(extensions, client.settings(), ProtocolVersion.TLS_1_3, known);
        SessionState learned = known.applicationProtocol(protocol).build();
        out.learned(learned);
        return resumed == null ? new ExpectCertificateOrRequest(client.with(learned))
                : new ExpectServerFinished(client.with(learned), resumed, null);
    }

    @Override
    public String waitingFor() {
        return "EncryptedExtensions";
    }
}
