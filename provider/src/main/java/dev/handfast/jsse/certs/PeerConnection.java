package dev.handfast.jsse.certs;

import dev.handfast.pki.path.HostSyntax;
import dev.handfast.wire.Bytes;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.AlgorithmConstraints;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.StandardConstants;

/**
 * What a trust manager learns from the connection in whose handshake it is asked.
 *
 * @param identification {@code HTTPS}, {@code LDAPS}, or null for no check of names
 * @param hosts the names that the application asked for, most telling first; empty when it gave none
 * @param signatures the signature algorithms offered to the peer, in lower case; empty when not known
 * @param constraints the application's algorithm constraints; null for none
 * @param proofs what the peer sent beside its certificates
 * @param settings what the connection's context asks of paths
 */
public record PeerConnection(@Nullable String identification, List<String> hosts, Set<String> signatures,
        @Nullable AlgorithmConstraints constraints, SentProofs proofs, PathSettings settings) {

    /** A check without a connection: no names, no constraints, no staples, and what properties say. */
    public static final PeerConnection NONE = new PeerConnection(null, List.of(), Set.of(), null, SentProofs.NONE,
            PathSettings.OF_PROPERTIES);

    private record Lowered(String[] names, Set<String> lower) {
    }

    private static volatile Lowered last = new Lowered(new String[0], Set.of());

    public static PeerConnection of(SSLSocket socket, boolean toServer) throws CertificateException {
        return of(socket.getHandshakeSession(), CheckedConnection.of(socket), toServer);
    }

    public static PeerConnection of(SSLEngine engine, boolean toServer) throws CertificateException {
        return of(engine.getHandshakeSession(), CheckedConnection.of(engine), toServer);
    }

    private static PeerConnection of(SSLSession session, CheckedConnection rules, boolean toServer)
            throws CertificateException {
        if (session == null) {
            throw new CertificateException("The connection is in no handshake: it has no handshake session to check the"
                    + " peer's certificates against");
        }
        Set<String> signatures = Set.of();
        List<byte[]> staples = null;
        List<String> hosts = new ArrayList<>();
        if (session instanceof ExtendedSSLSession extended) {
            signatures = lowerCase(extended.getLocalSupportedSignatureAlgorithms());
            // What a client requested names the server; it says nothing of the client.
            for (SNIServerName name : toServer ? requestedNames(extended) : List.<SNIServerName>of()) {
                String host = name instanceof SNIHostName named ? named.getAsciiName()
                        : new String(name.getEncoded(), StandardCharsets.US_ASCII);
                // SNIHostName knows no underscores, so names with them are of another class.
                if (name.getType() == StandardConstants.SNI_HOST_NAME && HostSyntax.isHost(host)) {
                    hosts.add(host);
                }
            }
            staples = toServer ? staples(extended) : null;
        }
        // A session's peer host is what the application gave when it made the connection, never a resolved name.
        if (session.getPeerHost() != null && !session.getPeerHost().isEmpty()
                && !hosts.contains(session.getPeerHost())) {
            hosts.add(session.getPeerHost());
        }
        String identification = rules.identification();
        return new PeerConnection(identification == null || identification.isEmpty() ? null : identification,
                List.copyOf(hosts), signatures, rules.constraints(),
                new SentProofs(staples != null, staples == null ? List.of() : staples,
                        toServer && session instanceof JudgedSession own ? own.signedCertificateTimestamps()
                                : Bytes.NONE),
                JudgedSession.settingsOf(session));
    }

    /** Names in lower case; most connections of a program have the same. */
    private static Set<String> lowerCase(String[] names) {
        if (names == null) {
            return Set.of();
        }
        Lowered recent = last;
        if (!Arrays.equals(recent.names, names)) {
            Set<String> lower = new HashSet<>();
            for (String name : names) {
                lower.add(name.toLowerCase(Locale.ROOT));
            }
            recent = new Lowered(names.clone(), Set.copyOf(lower));
            last = recent;
        }
        return recent.lower;
    }

    private static List<SNIServerName> requestedNames(ExtendedSSLSession session) {
        try {
            return session.getRequestedServerNames();
        } catch (UnsupportedOperationException e) {
            return List.of();
        }
    }

    /** The responses stapled; null where the session does not know of stapling. */
    private static @Nullable List<byte[]> staples(ExtendedSSLSession session) {
        try {
            return session.getStatusResponses();
        } catch (UnsupportedOperationException e) {
            return null;
        }
    }
}
