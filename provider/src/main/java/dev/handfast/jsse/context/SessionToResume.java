package dev.handfast.jsse.context;

import dev.handfast.jsse.config.ConfigurationValues;
import dev.handfast.jsse.config.NegotiableAlgorithms;
import dev.handfast.jsse.session.SessionImpl;
import dev.handfast.jsse.trace.PeerAddress;
import dev.handfast.jsse.trust.EndpointIdentity;
import dev.handfast.session.ClientSessions;
import dev.handfast.session.ResumptionAuthorization;
import dev.handfast.session.SessionState;
import dev.handfast.spec.SignatureScheme;

import java.security.cert.CertificateException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import javax.net.ssl.SSLHandshakeException;

/**
 * A session that an application wants a client connection to resume, though it goes to another host or port than the
 * one that made it: the data connections of FTP (RFC 4217 section 10.2) must, for many servers.
 */
public final class SessionToResume {

    private SessionToResume() {
    }

    /**
     * Checks what can be said before the connection is configured.
     *
     * @throws IllegalArgumentException if the session cannot be resumed by clients of the context
     */
    public static void check(SharedContext context, SessionImpl session) {
        String objection = objection(context, session, session.tickets());
        if (objection != null) {
            throw new IllegalArgumentException("the session cannot be resumed: " + objection);
        }
    }

    /**
     * Checks that the session stands for what a full handshake of the connection that now begins would find out.
     *
     * @param serverName what the connection sends as server_name, or null
     * @param negotiables what it accepts of servers
     * @return its tickets
     * @throws SSLHandshakeException saying why it does not
     */
    static ClientSessions.OfOne checkNow(ConnectionContext association, SessionImpl session,
            ConfigurationValues values, String serverName, NegotiableAlgorithms negotiables)
            throws SSLHandshakeException {
        ClientSessions.Peer tickets = session.tickets();
        String objection = objection(association.context(), session, tickets);
        if (objection == null) {
            objection = objection(association, session, values, serverName, negotiables);
        }
        if (objection != null) {
            throw new SSLHandshakeException("the session that was set with TlsConnection.resume cannot be resumed: "
                    + objection);
        }
        return new ClientSessions.OfOne(tickets, session.state().identity(), null);
    }

    private static String objection(SharedContext context, SessionImpl session, ClientSessions.Peer tickets) {
        if (session.getSessionContext() != context.sessions(true) || !session.isEstablished()) {
            return "it is not an established session of a client of the same SSLContext";
        }
        if (tickets == null || !tickets.areOf(context.managers().clients())) {
            return "it was made without a host to find it by, or before its SSLContext was initialized again";
        }
        if (!session.isUsable() || !context.sessions(true).mayResume(session.state())) {
            return "it was invalidated or is too old";
        }
        return tickets.has(session.state().identity(), System.currentTimeMillis()) ? null
                : "the server has given nothing to resume it by, or that is too old; tickets of TLS 1.3 come behind the"
                        + " handshake and are seen when the client reads";
    }

    private static String objection(ConnectionContext association, SessionImpl session, ConfigurationValues values,
            String serverName, NegotiableAlgorithms negotiables) {
        SessionState facts = session.state();
        long verdict = association.context().resumptions().limits().verdictSeconds() * 1000L;
        if (!values.client()) {
            return "this side is a server; use it for clients";
        }
        if (!values.algorithms().protocols().contains(session.getProtocol())) {
            return "it is of " + session.getProtocol() + ", enabled are " + values.algorithms().protocols();
        }
        if (ResumptionAuthorization.check(facts, System.currentTimeMillis(), verdict, negotiables.schemes()) == null) {
            return "its server was authenticated too long ago (handfast.session.verdictSeconds), its certificate has"
                    + " expired or its signature is no longer accepted";
        }
        if (!acceptsAll(negotiables, session.getLocalSupportedSignatureAlgorithms())) {
            return "its server's certificates were judged by signature algorithms of which some are not enabled here";
        }
        // RFC 9846 section 4.7.1: the name should be the same, and servers make a full handshake if it is not.
        if (serverName == null ? facts.requestedName() != null : !serverName.equalsIgnoreCase(facts.requestedName())) {
            return "it was made for the server name " + facts.requestedName() + ", this connection is for "
                    + serverName;
        }
        return misidentified(association, facts, values);
    }

    /** Certificates are judged by JCA's names of what the session accepted. */
    private static boolean acceptsAll(NegotiableAlgorithms negotiables, String[] ofSession) {
        return negotiables.certificateSchemes().stream().map(SignatureScheme::jcaName).collect(Collectors.toSet())
                .containsAll(Arrays.asList(ofSession));
    }

    /** RFC 9846 section 4.7.1: only if the certificate is valid for this connection too. */
    private static String misidentified(ConnectionContext association, SessionState facts,
            ConfigurationValues values) {
        if (!values.authentication().identifies()) {
            return null;
        }
        PeerAddress peer = association.peer();
        SessionImpl asked = new SessionImpl(null, peer.host(), peer.port(), values.names().serverNames(), List.of(),
                null,
                new byte[0], facts);
        asked.judgeBy(association.context().paths());
        try {
            EndpointIdentity.check(asked, facts.peer().certificates().get(0), values.authentication().identification(),
                    true);
            return null;
        } catch (CertificateException e) {
            return e.getMessage();
        }
    }
}
