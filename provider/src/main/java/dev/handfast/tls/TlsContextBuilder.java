package dev.handfast.tls;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * Makes an {@link SSLContext} of Handfast's with all that is set before the first connection can begin. Settings
 * that are left out are those of a context without code, and of the properties. Not thread-safe; may build
 * several.
 */
public final class TlsContextBuilder {

    static final String PROVIDER = "Handfast";

    private final Provider provider;
    private final List<Setting> settings = new ArrayList<>();
    private final List<UnaryOperator<SessionLimits>> limits = new ArrayList<>();
    private final TlsParameters named = new TlsParameters();
    private KeyManager @Nullable [] keyManagers;
    private TrustManager @Nullable [] trustManagers;

    /** What is done with a context before it is given out. */
    private interface Setting {
        void on(TlsContext context) throws GeneralSecurityException, IOException;
    }

    TlsContextBuilder(Provider provider) {
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
    public TlsContextBuilder keyManagers(KeyManager... managers) {
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
    public TlsContextBuilder keyStore(KeyStore store, char[] password) throws GeneralSecurityException {
        return keyManagers(FactoryManagers.ofKeys(provider, store, password));
    }

    /**
     * Shows the keys of a key store in a file, which is read now, and once.
     *
     * @param file of any type that {@link KeyStore#getInstance(java.io.File, char[])} knows; never null
     * @param password of the file and of its entries; copied, and kept with the store
     * @return this builder
     * @throws IOException if it cannot be read
     * @throws GeneralSecurityException if an entry cannot be read with the password, or no provider knows its type
     */
    public TlsContextBuilder keyStore(Path file, char[] password) throws GeneralSecurityException, IOException {
        return keyStore(KeyStore.getInstance(file.toFile(), password), password);
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
    public TlsContextBuilder signer(AsyncSigner signer, X509Certificate... chain) throws GeneralSecurityException {
        return keyManagers(FactoryManagers.ofKeys(provider, AsyncCredentials.of(signer, chain)));
    }

    /**
     * Has these managers judge peers; by default one that trusts what the JDK trusts.
     *
     * @param managers the first {@code X509TrustManager} among them counts
     * @return this builder
     */
    public TlsContextBuilder trustManagers(TrustManager... managers) {
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
    public TlsContextBuilder trustStore(KeyStore store) throws GeneralSecurityException {
        return trustManagers(FactoryManagers.ofTrust(provider, store));
    }

    /**
     * Shows the keys of files that are followed, or trusts their authorities and nobody else.
     *
     * @param source {@link LiveIdentities} or {@link LiveTrust}; never null
     * @return this builder
     * @throws GeneralSecurityException if the files cannot be used as they are; the message names the file
     */
    public TlsContextBuilder follow(LiveSource source) throws GeneralSecurityException {
        return source instanceof LiveIdentities keys ? keyManagers(FactoryManagers.ofKeys(provider, keys))
                : trustManagers(FactoryManagers.ofTrust(provider, source));
    }

    /**
     * Trusts the certificates of a key store in a file, which is read now, and nobody else.
     *
     * @param file of any type that {@link KeyStore#getInstance(java.io.File, char[])} knows; never null
     * @param password of the file
     * @return this builder
     * @throws IOException if it cannot be read
     * @throws GeneralSecurityException if it holds none, or no provider knows its type
     */
    public TlsContextBuilder trustStore(Path file, char[] password) throws GeneralSecurityException, IOException {
        return trustStore(KeyStore.getInstance(file.toFile(), password));
    }

    /**
     * As {@link TlsContext#setDefaults}: application protocols, authentication of clients, and all else that can
     * be said of a connection.
     *
     * @param parameters {@link TlsParameters} or any other; copied, never null
     * @return this builder
     * @throws IllegalArgumentException from {@link #build}, if a name is not known
     */
    public TlsContextBuilder defaults(SSLParameters parameters) {
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
    public TlsContextBuilder protocols(String... names) {
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
    public TlsContextBuilder cipherSuites(String... names) {
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
    public TlsContextBuilder namedGroups(String... names) {
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
    public TlsContextBuilder signatureSchemes(String... names) {
        named.setSignatureSchemes(names);
        return this;
    }

    /**
     * As {@link TlsContext#separate}.
     *
     * @param label any text; empty for none, never null
     * @return this builder
     */
    public TlsContextBuilder label(String label) {
        Objects.requireNonNull(label, "no label");
        return with(context -> context.separate(label));
    }

    /**
     * As {@link TlsContext#shareTickets}.
     *
     * @param source never null
     * @return this builder
     */
    public TlsContextBuilder ticketSecrets(TicketSecretSource source) {
        Objects.requireNonNull(source, "no source");
        return with(context -> context.shareTickets(source));
    }

    /**
     * As {@link TlsContext#keepIn(SessionStore, ReplayGuard)}.
     *
     * @param sessions never null
     * @param guard never null
     * @return this builder
     */
    public TlsContextBuilder store(SessionStore sessions, ReplayGuard guard) {
        Objects.requireNonNull(sessions, "no store");
        Objects.requireNonNull(guard, "no guard");
        return with(context -> context.keepIn(sessions, guard));
    }

    /**
     * As {@link TlsContext#keepIn(AsyncSessionStore, AsyncReplayGuard)}.
     *
     * @param sessions never null
     * @param guard never null
     * @return this builder
     */
    public TlsContextBuilder store(AsyncSessionStore sessions, AsyncReplayGuard guard) {
        Objects.requireNonNull(sessions, "no store");
        Objects.requireNonNull(guard, "no guard");
        return with(context -> context.keepIn(sessions, guard));
    }

    /**
     * Bounds the memory that sessions take, as {@link SessionLimits#cacheBytes}.
     *
     * @param bytes from 0 to 2147483647, for clients' tickets, servers' sessions and those a context shows, each;
     *        67108864 by default. With 0 none are kept
     * @return this builder
     * @throws IllegalArgumentException if it is negative
     */
    public TlsContextBuilder cacheBytes(int bytes) {
        return limited(limits -> limits.withCacheBytes(bytes));
    }

    /**
     * Bounds the tickets that hold a session, as {@link SessionLimits#ticketBytes}.
     *
     * @param bytes from 0 to {@link SessionLimits#MOST_TICKET_BYTES}; 1000 by default. Longer sessions are kept in
     *        memory or in the fleet's store
     * @return this builder
     * @throws IllegalArgumentException if it is out of its range
     */
    public TlsContextBuilder ticketBytes(int bytes) {
        return limited(limits -> limits.withTicketBytes(bytes));
    }

    /**
     * Bounds how long a peer's authentication counts for resumption, as {@link SessionLimits#verdictSeconds}.
     *
     * @param seconds from 0 to 2147483647; 3600 by default. With 0 nothing is resumed
     * @return this builder
     * @throws IllegalArgumentException if it is negative
     */
    public TlsContextBuilder verdictSeconds(int seconds) {
        return limited(limits -> limits.withVerdictSeconds(seconds));
    }

    /**
     * Bounds how long a handshake waits for a store, as {@link SessionLimits#storeMillis}.
     *
     * @param millis from 1 to 2147483647; 1000 by default. A {@code JCacheStore} has a time of its own
     * @return this builder
     * @throws IllegalArgumentException if it is not positive
     */
    public TlsContextBuilder storeMillis(int millis) {
        return limited(limits -> limits.withStoreMillis(millis));
    }

    /**
     * As {@link TlsContext#acceptEarlyData}.
     *
     * @param bytes 0 for none
     * @return this builder
     * @throws IllegalArgumentException from {@link #build}, if it is negative
     */
    public TlsContextBuilder maxEarlyData(int bytes) {
        return with(context -> context.acceptEarlyData(bytes));
    }

    /**
     * As {@link TlsContext#judgeBy}.
     *
     * @param rules never null
     * @return this builder
     * @throws IllegalArgumentException from {@link #build}, if they say what cannot be done
     */
    public TlsContextBuilder pki(PkiRules rules) {
        Objects.requireNonNull(rules, "no rules");
        return with(context -> context.judgeBy(rules));
    }

    /**
     * As {@link TlsContext#trace}.
     *
     * @param kinds what is printed; none for nothing
     * @return this builder
     */
    public TlsContextBuilder trace(TraceKind... kinds) {
        TraceKind[] copy = kinds.clone();
        return with(context -> context.trace(copy));
    }

    /**
     * As {@link TlsContext#logKeysTo}.
     *
     * @param file never null
     * @return this builder
     */
    public TlsContextBuilder keyLog(Path file) {
        Objects.requireNonNull(file, "no file");
        return with(context -> context.logKeysTo(file));
    }

    /** Refuses now what is out of range. */
    private TlsContextBuilder limited(UnaryOperator<SessionLimits> change) {
        Objects.requireNonNull(change.apply(SessionLimits.LEAST));
        limits.add(change);
        return this;
    }

    private TlsContextBuilder with(Setting setting) {
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
        for (UnaryOperator<SessionLimits> change : limits) {
            context.limitSessions(change.apply(context.sessionLimits()));
        }
        for (Setting setting : settings) {
            setting.on(context);
        }
        return made;
    }
}
