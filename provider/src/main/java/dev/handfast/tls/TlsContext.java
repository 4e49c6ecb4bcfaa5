package dev.handfast.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

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
    static Builder builder() {
        Provider installed = Security.getProvider(Builder.PROVIDER);
        if (installed == null) {
            throw new IllegalStateException("the provider " + Builder.PROVIDER + " is not installed; TlsContext.builder"
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
    static Builder builder(Provider handfast) {
        return new Builder(handfast);
    }

    /**
     * Separates the sessions of this context from those of contexts with other labels: what differs in no other way,
     * such as two listeners with one ticket secret that serve different customers. Nodes of a fleet give the same
     * label. The property {@code handfast.session.context} sets it for all contexts.
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
     * the log says so once. A handshake waits for it for {@code handfast.session.jcacheMillis} at most. Caches of
     * JCache are made a store by {@code dev.handfast.jcache.JCacheStore}; {@code handfast.session.jcache} does so
     * without code.
     *
     * @param sessions where sessions are kept, sealed; never null
     * @param guard remembers which early data was taken, for all that share it; never null
     */
    void keepIn(SessionStore sessions, ReplayGuard guard);

    /**
     * Lets servers take early data; {@link EarlyData} says what that means. {@link TlsParameters#setMaxEarlyData} says
     * otherwise for single connections.
     *
     * @param maxBytes how much a client may send early, 0 for none; a socket keeps up to so many bytes in memory
     * @throws IllegalArgumentException if {@code maxBytes} is negative
     */
    void acceptEarlyData(int maxBytes);

    /**
     * Writes the secrets of connections to a file (SSLKEYLOGFILE, RFC 9850), with which Wireshark decrypts a capture.
     * For debugging only: whoever has the file can read the connections. Each file is warned of once. The property
     * {@code handfast.keylog} does so for all contexts.
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

    /**
     * Makes an {@link SSLContext} of Handfast's with all that is set before the first connection can begin. Settings
     * that are left out are those of a context without code, and of the properties. Not thread-safe; may build
     * several.
     */
    final class Builder {

        private static final String PROVIDER = "Handfast";

        private final Provider provider;
        private final List<Setting> settings = new ArrayList<>();
        private final TlsParameters named = new TlsParameters();
        private KeyManager[] keyManagers;
        private TrustManager[] trustManagers;

        /** What is done with a context before it is given out. */
        private interface Setting {
            void on(TlsContext context) throws GeneralSecurityException, IOException;
        }

        private Builder(Provider provider) {
            if (!provider.getName().equals(PROVIDER)) {
                throw new IllegalArgumentException("the provider is " + provider.getName() + ", not " + PROVIDER);
            }
            this.provider = provider;
        }

        /**
         * Shows the keys of these managers; none by default.
         *
         * @param managers the first {@code X509KeyManager} among them counts
         * @return this builder
         */
        public Builder keyManagers(KeyManager... managers) {
            keyManagers = managers.clone();
            return this;
        }

        /**
         * Shows the keys of a key store, which is read for each handshake: what is put into it counts from then on, as
         * with a {@link KeyManagerFactory} "PKIX".
         *
         * @param store a key store that is loaded; never null
         * @param password of its entries; copied, and kept with the store
         * @return this builder
         * @throws GeneralSecurityException if an entry cannot be read with it
         */
        public Builder keyStore(KeyStore store, char[] password) throws GeneralSecurityException {
            return keyManagers(FactoryManagers.ofKeys(provider, store, password));
        }

        /**
         * Shows a certificate whose key signs elsewhere. It takes the place of {@link #keyManagers} and
         * {@link #keyStore}, and they of it: the last call counts. {@link AsyncCredentials} is for several.
         *
         * @param signer signs by the key of the first certificate
         * @param chain the certificates to show, the key's own first
         * @return this builder
         * @throws IllegalArgumentException if there is no certificate
         * @throws GeneralSecurityException if there can be no such key manager
         */
        public Builder signer(AsyncSigner signer, X509Certificate... chain) throws GeneralSecurityException {
            return keyManagers(FactoryManagers.ofKeys(provider, AsyncCredentials.of(signer, chain)));
        }

        /**
         * Has these managers judge peers; by default one that trusts what the JDK trusts.
         *
         * @param managers the first {@code X509TrustManager} among them counts
         * @return this builder
         */
        public Builder trustManagers(TrustManager... managers) {
            trustManagers = managers.clone();
            return this;
        }

        /**
         * Trusts the certificates of a key store, and nobody else.
         *
         * @param store a key store that is loaded; never null
         * @return this builder
         * @throws GeneralSecurityException if it holds none, or they cannot be read. A {@link TrustManagerFactory}
         *         takes such a store, and its trust manager refuses every peer
         */
        public Builder trustStore(KeyStore store) throws GeneralSecurityException {
            return trustManagers(FactoryManagers.ofTrust(provider, store));
        }

        /**
         * Shows the keys of files that are followed, or trusts their authorities and nobody else.
         *
         * @param source {@link LiveIdentities} or {@link LiveTrust}; never null
         * @return this builder
         * @throws GeneralSecurityException if the files cannot be used as they are; the message names the file
         */
        public Builder follow(LiveSource source) throws GeneralSecurityException {
            return source instanceof LiveIdentities keys
                    ? keyManagers(FactoryManagers.ofKeys(provider, keys))
                    : trustManagers(FactoryManagers.ofTrust(provider, source));
        }

        /**
         * As {@link TlsContext#setDefaults}: application protocols, authentication of clients, and all else that can
         * be said of a connection.
         *
         * @param parameters {@link TlsParameters} or any other; copied, never null
         * @return this builder
         * @throws IllegalArgumentException from {@link #build}, if a name is not known
         */
        public Builder defaults(SSLParameters parameters) {
            TlsParameters copy = TlsParameters.copyOf(Objects.requireNonNull(parameters, "no parameters"));
            return with(context -> context.setDefaults(copy));
        }

        /**
         * Enables these protocols, as {@link TlsParameters#setProtocols}, unless {@link #defaults} names others.
         *
         * @param names such as {@code TLSv1.3}
         * @return this builder
         * @throws IllegalArgumentException from {@link #build}, if a name is not known
         */
        public Builder protocols(String... names) {
            named.setProtocols(names);
            return this;
        }

        /**
         * Enables these suites, as {@link TlsParameters#setCipherSuites}, unless {@link #defaults} names others.
         *
         * @param names such as {@code TLS_AES_128_GCM_SHA256}
         * @return this builder
         * @throws IllegalArgumentException from {@link #build}, if a name is not known
         */
        public Builder cipherSuites(String... names) {
            named.setCipherSuites(names);
            return this;
        }

        /**
         * Enables these groups, the most wanted first, as {@link TlsParameters#setNamedGroups}, unless
         * {@link #defaults} names others.
         *
         * @param names such as {@code X25519MLKEM768}
         * @return this builder
         * @throws IllegalArgumentException from {@link #build}, if a name is not known
         */
        public Builder namedGroups(String... names) {
            named.setNamedGroups(names);
            return this;
        }

        /**
         * Enables these schemes, the most wanted first, as {@link TlsParameters#setSignatureSchemes}, unless
         * {@link #defaults} names others.
         *
         * @param names such as {@code ecdsa_secp256r1_sha256}
         * @return this builder
         * @throws IllegalArgumentException from {@link #build}, if a name is not known
         */
        public Builder signatureSchemes(String... names) {
            named.setSignatureSchemes(names);
            return this;
        }

        /**
         * As {@link TlsContext#separate}.
         *
         * @param label any text; empty for none, never null
         * @return this builder
         */
        public Builder label(String label) {
            Objects.requireNonNull(label, "no label");
            return with(context -> context.separate(label));
        }

        /**
         * As {@link TlsContext#shareTickets}.
         *
         * @param source never null
         * @return this builder
         */
        public Builder ticketSecrets(TicketSecretSource source) {
            Objects.requireNonNull(source, "no source");
            return with(context -> context.shareTickets(source));
        }

        /**
         * As {@link TlsContext#keepIn}.
         *
         * @param sessions never null
         * @param guard never null
         * @return this builder
         */
        public Builder store(SessionStore sessions, ReplayGuard guard) {
            Objects.requireNonNull(sessions, "no store");
            Objects.requireNonNull(guard, "no guard");
            return with(context -> context.keepIn(sessions, guard));
        }

        /**
         * As {@link TlsContext#acceptEarlyData}.
         *
         * @param bytes 0 for none
         * @return this builder
         * @throws IllegalArgumentException from {@link #build}, if it is negative
         */
        public Builder maxEarlyData(int bytes) {
            return with(context -> context.acceptEarlyData(bytes));
        }

        /**
         * As {@link TlsContext#logKeysTo}.
         *
         * @param file never null
         * @return this builder
         */
        public Builder keyLog(Path file) {
            Objects.requireNonNull(file, "no file");
            return with(context -> context.logKeysTo(file));
        }

        private Builder with(Setting setting) {
            settings.add(setting);
            return this;
        }

        /**
         * The context.
         *
         * @return a context that is initialized
         * @throws GeneralSecurityException if it cannot be made: a property or store says what cannot be done
         * @throws IOException if the key log cannot be opened
         * @throws IllegalArgumentException if a setting means nothing; the message says which
         */
        public SSLContext build() throws GeneralSecurityException, IOException {
            SSLContext made = SSLContext.getInstance("TLS", provider);
            made.init(keyManagers, trustManagers, null);
            TlsContext context = TlsContext.of(made);
            context.setDefaults(named);
            for (Setting setting : settings) {
                setting.on(context);
            }
            return made;
        }
    }
}
