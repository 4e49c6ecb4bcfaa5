package dev.handfast.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.Provider;
import java.security.Security;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * What an {@link SSLContext} of Handfast's can do beyond {@code javax.net.ssl}. What is set counts for connections that
 * begin afterwards.
 */
public interface TlsContext {

    /**
     * The context behind JSSE's face; the same object each time.
     *
     * @param context one of Handfast's
     * @return what leads to its sessions, secrets and counters
     * @throws IllegalArgumentException if it is not from this provider; the message names the provider it is from
     */
    static TlsContext of(SSLContext context) {
        if (context.getServerSessionContext() instanceof TlsContext ours) {
            return ours;
        }
        throw new IllegalArgumentException("not a context of Handfast but of " + context.getProvider().getName());
    }

    /**
     * Makes a context of the installed provider.
     *
     * @return a builder in which nothing is set
     * @throws IllegalStateException if it is not installed: then see {@link #builder(Provider)}
     */
    static TlsContextBuilder builder() {
        Provider installed = Security.getProvider(TlsContextBuilder.PROVIDER);
        if (installed == null) {
            throw new IllegalStateException("the provider " + TlsContextBuilder.PROVIDER
                    + " is not installed; TlsContext.builder"
                    + "(new dev.handfast.HandfastProvider()) does without, Security.insertProviderAt installs it");
        }
        return builder(installed);
    }

    /**
     * Makes a context of this provider, which need not be installed.
     *
     * @param handfast a {@code dev.handfast.HandfastProvider}
     * @return a builder in which nothing is set
     * @throws IllegalArgumentException if it is another provider
     */
    static TlsContextBuilder builder(Provider handfast) {
        return new TlsContextBuilder(handfast);
    }

    /**
     * Separates the sessions of this context from those of contexts with other labels: what differs in no other way,
     * such as two listeners with one ticket secret that serve different customers. Nodes of a fleet give the same
     * label. The property {@code handfast.session.label} sets it for all contexts.
     *
     * <p>Without a label a server resumes sessions of contexts that share its secret or store, ask clients for
     * certificates in the same way, and have a trust manager of the same class with the same accepted issuers;
     * certificates of clients are put to its own trust manager each time.
     *
     * @param label any text; empty for none
     */
    void separate(String label);

    /**
     * Seals the session tickets with secrets that all nodes of a fleet share, so that each resumes the sessions of
     * the others. From each secret the nodes derive one key an hour by the clock, without talking to one another;
     * their clocks may differ by up to an hour ({@code jdk.tls.server.statelessKeyTimeout} makes it more or less). A
     * changed secret is taken within seconds; tickets of the old one are accepted as long as the source gives it too,
     * behind the new one.
     *
     * <p>Whoever has the secret can read all tickets sealed with it: change it regularly. A context that is told no
     * secrets draws its own; the property {@code handfast.session.ticketSecretFile} names a file for all contexts.
     *
     * @param source asked every ten seconds at most, and only while connections are made; never null
     */
    void shareTickets(TicketSecretSource source);

    /**
     * Keeps what servers remember where a fleet shares it: sessions that do not fit into tickets (all, with {@code
     * jdk.tls.server.enableSessionTicketExtension=false}), and which early data has been taken, so that a ticket of
     * one server has its early data taken by all of them, once. Sessions are sealed with the fleet's ticket secret
     * ({@link #shareTickets}).
     *
     * <p>A store that fails or hangs costs that: handshakes are full and early data is refused until it answers, and
     * the log says so once. A handshake waits for it for {@code handfast.session.storeMillis} at most. Caches of
     * JCache are made a store by {@code dev.handfast.jcache.JCacheStore}; {@code handfast.session.jcache} does so
     * without code.
     *
     * @param sessions where sessions are kept, sealed; never null
     * @param guard remembers which early data was taken, for all that share it; never null
     */
    void keepIn(SessionStore sessions, ReplayGuard guard);

    /**
     * As {@link #keepIn(SessionStore, ReplayGuard)}, where they answer later: handshakes that wait for them hold no
     * thread. The last call of either counts.
     *
     * @param sessions where sessions are kept, sealed; never null
     * @param guard remembers which early data was taken, for all that share it; never null
     */
    void keepIn(AsyncSessionStore sessions, AsyncReplayGuard guard);

    /**
     * What sessions may cost and how long they count.
     *
     * @return what was set last, at first what properties say
     */
    SessionLimits sessionLimits();

    /**
     * Changes what sessions may cost and how long they count: at once for what is kept already and for verdicts,
     * otherwise for connections that begin afterwards.
     *
     * @param limits never null; mostly one of {@link #sessionLimits} with something else in it
     */
    void limitSessions(SessionLimits limits);

    /**
     * Lets servers take early data; {@link EarlyData} says what that means. {@link TlsParameters#setMaxEarlyData} says
     * otherwise for single connections.
     *
     * @param maxBytes how much a client may send early, 0 for none; a socket keeps up to so many bytes in memory
     * @throws IllegalArgumentException if {@code maxBytes} is negative
     */
    void acceptEarlyData(int maxBytes);

    /**
     * Changes how peers' certificates are judged. Sessions that clients have made by the rules before are forgotten,
     * as with other trust managers; certificates of clients are judged again whenever a server resumes.
     *
     * @param rules take the place of all that were set before; never null
     * @throws IllegalArgumentException if they say what cannot be done: logs that cannot be read, addresses that are
     *         none; the message says which, and nothing is changed
     */
    void judgeBy(PkiRules rules);

    /**
     * Prints what this context does to standard error, whatever {@code handfast.debug.trace} says.
     *
     * @param kinds what is printed; none for nothing
     */
    void trace(TraceKind... kinds);

    /**
     * Writes the secrets of connections to a file (SSLKEYLOGFILE, RFC 9850), with which Wireshark decrypts a capture.
     * For debugging only: whoever has the file can read the connections. Each file is warned of once. The property
     * {@code handfast.debug.keyLog} does so for all contexts.
     *
     * @param file is appended to, and made readable for its owner alone if it does not exist
     * @throws IOException if the file cannot be opened
     */
    void logKeysTo(Path file) throws IOException;

    /**
     * Sets what connections made from now on are configured with if the application sets nothing, as
     * {@code setSSLParameters} does for one. {@link SSLContext#getDefaultSSLParameters} shows it.
     *
     * @param parameters {@link TlsParameters} or any other. What is null in them stays as it is; what cannot be null in
     *        them counts as it stands: application protocols, authentication of clients, the order of suites, the
     *        largest packet
     * @throws IllegalArgumentException if a name is not that of a protocol or suite; nothing is changed then
     */
    void setDefaults(SSLParameters parameters);

    /**
     * What was counted so far; taken without holding up connections.
     *
     * @return a snapshot
     */
    TlsCounters counters();
}
