package dev.handfast.handshake.client13;

import dev.handfast.wire.SafeLog;
import dev.handfast.async.Eventual;
import dev.handfast.auth.Credential;
import dev.handfast.auth.HandshakeSignatures;
import dev.handfast.auth.PeerVerified;
import dev.handfast.auth.SigningKey;
import dev.handfast.handshake.Certificates13;
import dev.handfast.handshake.Credentials;
import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeConfig;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.Keys13;
import dev.handfast.handshake.Suspension;
import dev.handfast.handshake.traffic.TicketTaker;
import dev.handfast.handshake.traffic.Traffic13;
import dev.handfast.keys.FinishedVerified;
import dev.handfast.keys.MasterStage;
import dev.handfast.keys.TrafficSecret;
import dev.handfast.keys.Transcript;
import dev.handfast.message.Certificate13;
import dev.handfast.message.CertificateRequest13;
import dev.handfast.message.CertificateVerify;
import dev.handfast.message.EndOfEarlyData;
import dev.handfast.message.Finished;
import dev.handfast.message.MessageCodecs;
import dev.handfast.message.ext.CertificateAuthorities;
import dev.handfast.message.ext.StatusRequestAck;
import dev.handfast.record.RecordBoundary;
import dev.handfast.session.ClientTickets;
import dev.handfast.session.SessionState;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger.Level;
import java.security.GeneralSecurityException;
import java.util.List;

/** A client's answer to the server's Finished: its certificate if asked for, and its own (RFC 9846 section 4.5). */
final class ClientFlight implements Suspension<ClientFlight.Flight> {

    /** Messages, the state they lead to, and what was learned on the way. */
    record Flight(HandshakeActions messages, MasterStage master, SessionState known) {
    }

    private final Client13 client;
    private final PeerVerified peer;
    private final FinishedVerified verified;
    private final RecordBoundary boundary;
    private final @Nullable CertificateRequest13 request;

    ClientFlight(Client13 client, PeerVerified peer, FinishedVerified verified, RecordBoundary boundary,
            @Nullable CertificateRequest13 request) {
        this.client = client;
        this.peer = peer;
        this.verified = verified;
        this.boundary = boundary;
        this.request = request;
    }

    @Override
    public Eventual<Flight> run() throws TlsFault {
        Transcript transcript = client.transcript();
        MasterStage master = client.stage().master(transcript.hash());
        Keys13.log(client.settings(), client.handshake().hello(), master);
        HandshakeActions messages = new HandshakeActions(client.settings().trace());
        return Eventual.cleaned(() -> {
            if (client.early()) {
                endEarlyData(messages);
            }
            Eventual<SessionState> known = request == null ? Eventual.now(client.known())
                    : authenticate(request, messages);
            return known.then(shown -> finish(messages, master, shown));
        }, () -> {
            messages.discard();
            master.closeAll();
        });
    }

    private Flight finish(HandshakeActions messages, MasterStage master, SessionState known) throws TlsFault {
        Transcript transcript = client.transcript();
        TrafficSecret own = client.stage().clientTraffic();
        transcript.add(messages.send(new Finished(Opaque.adopt(own.verifyData(transcript.hash())))));
        return new Flight(messages, master, known);
    }

    @Override
    public HandshakeState resume(Flight flight, HandshakeActions out) {
        HandshakeConfig settings = client.settings();
        CipherSuite suite = client.suite();
        out.addAll(flight.messages());
        try (MasterStage master = flight.master()) {
            TrafficSecret sending = master.clientTraffic();
            TrafficSecret receiving = master.serverTraffic();
            out.writeKeys(Keys13.write(settings, suite, sending), Keys13.updates(settings, suite, sending),
                    "client application");
            out.readKeys(Keys13.read(settings, suite, receiving), boundary, "server application");
            out.established(flight.known(), Keys13.material(master.exporter()));
            client.stage().close();
            ClientTickets kept = settings.resumption().tickets();
            TicketTaker tickets = kept == null ? null
                    : new TicketTaker(settings, kept, flight.known(), master.resumption(client.transcript().finish()));
            return new Traffic13(settings, suite, receiving, peer, verified, tickets);
        }
    }

    /** RFC 9846 section 4.6: the last thing under the keys of early data. */
    private void endEarlyData(HandshakeActions messages) throws TlsFault {
        client.transcript().add(messages.send(new EndOfEarlyData()));
        messages.endEarlyData(true);
        messages.writeKeys(Keys13.write(client.settings(), client.suite(), client.stage().clientTraffic()),
                "client handshake");
    }

    /** Sends Certificate, empty if there is none, and CertificateVerify (RFC 9846 sections 4.5.1 and 4.5.2). */
    private Eventual<SessionState> authenticate(CertificateRequest13 asking, HandshakeActions messages)
            throws TlsFault {
        HandshakeConfig settings = client.settings();
        CertificateAuthorities authorities = asking.extensions().get(CertificateAuthorities.class);
        SigningKey key = new Credentials(settings, client.known().peerSchemes(), client.known())
                .find(authorities == null ? List.of() : authorities.names());
        Eventual<SessionState> shown = key == null ? null : show(key, asking, messages);
        if (shown != null) {
            return shown;
        }
        settings.trace().chose("no client certificate", "none fits what the server accepts");
        client.transcript().add(messages.send(new Certificate13(asking.context(), List.of())));
        return Eventual.now(client.known());
    }

    /**
     * Sends a certificate and its signature; null, with nothing sent, if the key does not sign after all: a server that
     * needs a certificate will say so, one that merely wants it goes on.
     */
    private @Nullable Eventual<SessionState> show(SigningKey key, CertificateRequest13 asking,
            HandshakeActions messages) throws TlsFault {
        HandshakeConfig settings = client.settings();
        Credential credential = key.credential();
        boolean asked = asking.extensions().get(StatusRequestAck.class) != null;
        Certificate13 certificate = Certificates13.show(credential, asking.context(),
                asked ? settings.authentication().credentials().staples(credential, true) : null);
        byte[] raw = MessageCodecs.write(certificate);
        Eventual<SigningKey.Signed> signature;
        try {
            signature = key.sign(HandshakeSignatures.content13(false, client.transcript().hashWith(raw)));
        } catch (GeneralSecurityException e) {
            SafeLog.of(ClientFlight.class).log(Level.WARNING, "the client certificate of " + credential
                    + " is not shown: its private key failed to sign with " + key.schemes(), e);
            return null;
        }
        return signature.then(signed -> {
            client.transcript().add(messages.send(certificate, raw));
            client.transcript().add(messages.send(new CertificateVerify(signed.scheme(), signed.signature())));
            return client.known().change().local(credential.shown()).localScheme(signed.scheme()).build();
        });
    }
}
