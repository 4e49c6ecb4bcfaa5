package dev.handfast;

import dev.handfast.jsse.SessionAccess;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/** What Handfast can tell and be told of sessions beyond {@link javax.net.ssl.SSLSessionContext}. */
public final class TlsSessions {

    private TlsSessions() {
    }

    /**
     * Whether a session was resumed on the connection it was taken from: then no certificate was shown there, and the
     * peer is who it was found to be when the session was made, at most {@code handfast.session.verdictSeconds} ago.
     *
     * @param session of a connection of Handfast's
     * @return false on the connection whose full handshake made the session
     * @throws IllegalArgumentException if the session is not from this provider
     */
    public static boolean isResumed(SSLSession session) {
        return SessionAccess.isResumed(session);
    }

    /**
     * Lets a client socket resume a session that was made with another host or port, such as that of the control
     * connection on a data connection of FTP (RFC 4217 section 10.2). Call it before the handshake. The server may
     * still make a full handshake: {@link #isResumed} tells, and {@code setEnableSessionCreation(false)} demands that
     * it does not.
     *
     * <p>The connection sends the session's server name, unless the application has set one. The handshake fails with
     * an {@link javax.net.ssl.SSLHandshakeException} that says why if the session does not stand for the server that is
     * meant: with another server name, or a certificate that the endpoint identification algorithm does not accept for
     * this connection's host.
     *
     * @param socket one of a client, before its handshake
     * @param session of another connection of the same context
     * @throws IllegalArgumentException if socket or session is not from this provider, or the session cannot be
     *         resumed: it is a server's or another context's, was made before {@code SSLContext.init} was called again,
     *         was invalidated or is too old, or the client has no ticket for it (TLS 1.3 sends those behind the
     *         handshake: they are seen when the client reads)
     * @throws IllegalStateException if the handshake has begun
     */
    public static void resume(SSLSocket socket, SSLSession session) {
        SessionAccess.resume(socket, session);
    }

    /**
     * As {@link #resume(SSLSocket, SSLSession)}, for a client engine.
     *
     * @param engine one of a client, before its handshake
     * @param session of another connection of the same context
     */
    public static void resume(SSLEngine engine, SSLSession session) {
        SessionAccess.resume(engine, session);
    }

    /**
     * Seals the context's session tickets with secrets that all nodes of a fleet share, so that each resumes the
     * sessions of the others. From each secret the nodes derive one key an hour by the clock, without talking to one
     * another; their clocks may differ by up to an hour ({@code jdk.tls.server.statelessKeyTimeout} makes it more or
     * less). A changed secret is taken within seconds; tickets of the old one are accepted as long as the source
     * answers it too, behind the new one.
     *
     * <p>Whoever has the secret can read all tickets sealed with it: change it regularly. A context that is told no
     * secrets draws its own; the property {@code handfast.session.ticketSecretFile} names a file for all contexts.
     *
     * @param context one of Handfast's
     * @param source is read now and again, every few seconds at most; not null
     * @throws IllegalArgumentException if the context is not from this provider
     */
    public static void shareTickets(SSLContext context, TicketSecretSource source) {
        SessionAccess.shareTickets(context, source::read);
    }

    /**
     * Separates the sessions of a context from those of contexts with other labels, for connections that begin from now
     * on: what differs in no other way, such as two listeners with one ticket secret that serve different customers.
     * Nodes of a fleet give the same label. The property {@code handfast.session.context} sets it for all contexts.
     *
     * <p>Without a label a server resumes sessions of contexts that share its secret or store, ask clients for
     * certificates in the same way, and have a trust manager of the same class with the same accepted issuers;
     * certificates of clients are put to its own trust manager each time.
     *
     * @param context one of Handfast's
     * @param label any text; empty for none
     * @throws IllegalArgumentException if the context is not from this provider
     */
    public static void separate(SSLContext context, String label) {
        SessionAccess.separate(context, label);
    }

    /**
     * The secret of a key store's entry, such as an {@code HmacSHA256} or {@code AES} key of 32 bytes or more.
     *
     * @param store one that is loaded
     * @param alias of a secret key
     * @param password of the entry; null where it needs none
     * @return a source of this one secret; it does not change when the store does
     * @throws GeneralSecurityException if there is no such key, or it does not show its bytes
     */
    public static TicketSecretSource keyStoreEntry(KeyStore store, String alias, char[] password)
            throws GeneralSecurityException {
        Key key = store.getKey(alias, password);
        byte[] encoded = key == null ? null : key.getEncoded();
        if (encoded == null) {
            throw new GeneralSecurityException("the key store has no key \"" + alias + "\" that shows its bytes");
        }
        // A key may show its own array, and wipe it when it is destroyed.
        byte[] copy = encoded.clone();
        return () -> List.of(copy.clone());
    }
}
