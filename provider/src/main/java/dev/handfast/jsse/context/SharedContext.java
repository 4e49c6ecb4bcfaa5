package dev.handfast.jsse.context;

import dev.handfast.crypto.CryptoProvider;
import dev.handfast.crypto.jca.JcaCryptoProvider;
import dev.handfast.handshake.HandshakeConfig.ClientAuthentication;
import dev.handfast.handshake.RetryCookies;
import dev.handfast.jsse.certs.PathEngine;
import dev.handfast.jsse.certs.PathSettings;
import dev.handfast.jsse.config.Configuration;
import dev.handfast.jsse.config.ConfigurationValues;
import dev.handfast.jsse.config.ParametersMap;
import dev.handfast.jsse.config.Policy;
import dev.handfast.jsse.fetch.AllowedLocations;
import dev.handfast.jsse.keys.KeyManagerWrapper;
import dev.handfast.jsse.keys.TrustManagerWrapper;
import dev.handfast.jsse.props.KnownProperties;
import dev.handfast.jsse.session.SessionContextImpl;
import dev.handfast.jsse.staple.Stapler;
import dev.handfast.jsse.trace.KeyLogs;
import dev.handfast.jsse.trust.LiveTrustManager;
import dev.handfast.keys.KeyLog;
import dev.handfast.session.ClientSessions;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.tls.AsyncTrustManager;
import dev.handfast.tls.PkiRules;
import dev.handfast.tls.TlsCounters;
import dev.handfast.tls.TraceKind;
import dev.handfast.wire.Opaque;

import java.security.GeneralSecurityException;
import java.security.KeyManagementException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;

/**
 * What the connections of one {@code SSLContext} share: managers, policy, sessions, what seals them, and where secrets
 * are logged. Thread-safe once initialized.
 */
public final class SharedContext {

    /** Which context it is; they differ in the versions that clients enable by default. */
    public enum Kind {
        TLS, TLS_1_3, TLS_1_2, DEFAULT
    }

    private static final X509Certificate[] NO_ISSUERS = {};

    /** A day, as in SunJSSE. */
    private static final int CLIENT_TIMEOUT_SECONDS = 86_400;

    private final Kind kind;
    private final Policy policy;
    private final AtomicReference<Configuration.Defaults> defaults;
    private final HandshakeCounters counters = new HandshakeCounters();
    private final RetryCookies cookies;
    private final SessionContextImpl clientSessions;
    private final SessionContextImpl serverSessions;
    private final Resumptions resumptions;
    // Made for the first server connection, under the lock of the managers.
    private volatile Stapler stapler;
    // Held while managers are replaced, never while they are asked.
    private final ReentrantLock managersLock = new ReentrantLock();
    // Written under the lock.
    private PathSettings paths = PathSettings.OF_PROPERTIES;
    private volatile Managers managers;
    private volatile boolean initialized;
    private volatile KeyLog keyLog;

    /**
     * What one call of {@code init} has set; a connection takes all of it at once.
     *
     * @param given the managers as the application gave them
     * @param clients the sessions that clients have made with these managers: another peer may be trusted, and another
     *        key shown, with others
     * @param generation of the files that the trust manager follows; 0 if it follows none
     * @param paths what is asked of peers' certificates besides
     */
    record Managers(X509ExtendedKeyManager keys, X509ExtendedTrustManager trust, Given given, ContextIdentity judges,
            ClientSessions clients, long generation, PathSettings paths) {

        /** The same with other sessions of clients, made under a generation. */
        private Managers with(ClientSessions others, long under) {
            return new Managers(keys, trust, given, judges, others, under, paths);
        }

        /** The same with something else asked of certificates, so with other sessions of clients. */
        private Managers with(ClientSessions others, PathSettings settings) {
            return new Managers(keys, trust, given, judges, others, generation, settings);
        }

        /** The authorities that the trust manager names; none if it names none. */
        X509Certificate[] issuers() {
            X509Certificate[] issuers = trust.getAcceptedIssuers();
            return issuers == null ? NO_ISSUERS : issuers;
        }

        /**
         * What server sessions are bound to that are made by a connection with this configuration.
         *
         * @param label the application's; empty for none
         */
        Opaque identity(ConfigurationValues values, String label) {
            boolean asks = values.authentication().clientAuthentication() != ClientAuthentication.NONE;
            return judges.identity(values, asks ? issuers() : NO_ISSUERS, label);
        }
    }

    /** The first key manager and trust manager for X.509, each null for none. */
    private record Given(X509KeyManager keys, X509TrustManager trust) {

        static Given of(KeyManager[] keys, TrustManager[] trust) {
            return new Given(first(keys, X509KeyManager.class), first(trust, X509TrustManager.class));
        }

        private static <T> T first(Object[] managers, Class<T> type) {
            for (Object manager : managers == null ? new Object[0] : managers) {
                if (type.isInstance(manager)) {
                    return type.cast(manager);
                }
            }
            return null;
        }

        boolean isSame(Given other) {
            return keys == other.keys && trust == other.trust;
        }
    }

    /**
     * A context that is to be initialized, or for {@link Kind#DEFAULT} is.
     *
     * @throws GeneralSecurityException if a default context's stores cannot be read
     * @throws IllegalArgumentException if a property says what cannot be done
     */
    public SharedContext(Kind kind) throws GeneralSecurityException {
        this.kind = kind;
        KnownProperties.checkNames();
        CryptoProvider crypto = JcaCryptoProvider.standard();
        policy = Policy.current(crypto);
        defaults = new AtomicReference<>(Configuration.Defaults.make(policy, clientVersions()));
        cookies = new RetryCookies(crypto);
        clientSessions = new ContextSessions(this, policy.switches().sessionCacheSize,
                policy.switches().sessionLimits.cacheBytes(), CLIENT_TIMEOUT_SECONDS);
        serverSessions = new ContextSessions(this, policy.switches().sessionCacheSize,
                policy.switches().sessionLimits.cacheBytes(), policy.switches().ticketTimeoutSeconds);
        resumptions = new Resumptions(policy, clientSessions, serverSessions);
        keyLog = KeyLogs.ofProperty();
        if (kind == Kind.DEFAULT) {
            take(DefaultManagers.keyManagers(), DefaultManagers.trustManagers());
            initialized = true;
        }
    }

    /**
     * Takes managers, as {@code SSLContext.init}: sessions that clients made with others are forgotten. If that
     * fails, the context is as before the first call, as SunJSSE's is: those before are no longer wanted.
     *
     * @param keys as the application gave them; null for none
     * @param trust as the application gave them; null for the default ones
     */
    public void init(KeyManager[] keys, TrustManager[] trust) throws KeyManagementException {
        Managers before = managers;
        initialized = false;
        try {
            take(keys, trust == null ? DefaultManagers.trustManagers() : trust);
            initialized = true;
        } catch (GeneralSecurityException e) {
            throw new KeyManagementException("no default trust managers: " + e.getMessage(), e);
        } finally {
            if (!initialized && before != null) {
                // Connections that were made, and have not begun: they have no keys and trust nobody.
                take(null, null);
            }
            if (before != null && before.clients != managers.clients) {
                before.clients.clear();
            }
        }
    }

    /**
     * Refuses to go on without managers.
     *
     * @throws IllegalStateException if it was not initialized
     */
    public void requireInitialized() {
        if (!initialized) {
            throw new IllegalStateException("SSLContext is not initialized");
        }
    }

    /**
     * What a connection is configured with if the application sets nothing.
     *
     * @param roleChosen whether it may begin in this role, rather than only after {@code setUseClientMode}
     */
    public Configuration configuration(boolean client, boolean roleChosen) {
        return new Configuration(policy, defaults.get(), client, roleChosen);
    }

    /** Changes what connections made from now on are configured with, as {@code setSSLParameters} changes one. */
    void setDefaults(SSLParameters parameters) {
        defaults.updateAndGet(before -> ParametersMap.applied(parameters, before));
    }

    /** How handshakes end. */
    HandshakeCounters counters() {
        return counters;
    }

    /** What was counted, with the sessions that are held now. */
    TlsCounters count() {
        return new TlsCounters(counters.full(), counters.resumed(), counters.failed(), clientSessions.count(),
                clientSessions.bytes(), serverSessions.count(), serverSessions.bytes());
    }

    public Policy policy() {
        return policy;
    }

    /**
     * What the context was initialized with last. Where trust is in files that are followed, a new state of them is as
     * another trust manager: sessions that clients made under the one before are forgotten, and while it is not known
     * who is trusted now nothing is resumed.
     */
    Managers managers() {
        Managers now = managers;
        if (now == null || !(now.trust instanceof LiveTrustManager live)) {
            return now;
        }
        return live.isInDoubt()
                ? now.with(new ClientSessions(1, resumptions.limits().cacheBytes()), now.generation)
                : now.generation == live.generation() ? now : renewed();
    }

    /** What the context was initialized with last, whatever has become of files: nobody is asked, so nothing fails. */
    Managers managersAsGiven() {
        return managers;
    }

    /** Has peers' certificates judged by these rules. */
    void judgeBy(PkiRules rules) {
        AllowedLocations.require("allowedRevocationLocations", rules.allowedRevocationLocations());
        PathSettings made = PathSettings.by(rules);
        managersLock.lock();
        try {
            paths = made.tracingAs(paths);
            Managers before = managers;
            if (before != null) {
                before.clients.clear();
                managers = before.with(resumptions.newClients(), paths);
            }
        } finally {
            managersLock.unlock();
        }
    }

    /** Prints these from now on, whatever the property says. */
    void trace(TraceKind... kinds) {
        managersLock.lock();
        try {
            paths = paths.tracing(kinds);
            managers = managers == null ? null : managers.with(managers.clients, paths);
        } finally {
            managersLock.unlock();
        }
    }

    /** What is asked of the certificates of peers, and what is printed. */
    PathSettings paths() {
        return managers.paths;
    }

    private Managers renewed() {
        managersLock.lock();
        try {
            Managers before = managers;
            if (!(before.trust instanceof LiveTrustManager live) || before.generation == live.generation()) {
                return before;
            }
            before.clients.clear();
            managers = before.with(resumptions.newClients(), live.generation());
            return managers;
        } finally {
            managersLock.unlock();
        }
    }

    /** The authorities that the trust manager names; none if it names none. */
    List<X509Certificate> acceptedIssuers() {
        return List.of(managers.issuers());
    }

    RetryCookies cookies() {
        return cookies;
    }

    /** Where secrets are logged. */
    KeyLog keyLog() {
        return keyLog;
    }

    /** Logs the secrets of connections that begin from now on. */
    public void setKeyLog(KeyLog log) {
        keyLog = log;
    }

    /** What servers staple to their certificates. */
    Stapler stapler() {
        Stapler made = stapler;
        if (made == null) {
            managersLock.lock();
            try {
                made = stapler;
                if (made == null) {
                    made = new Stapler(policy.switches().stapling, this::acceptedIssuers, PathEngine.ofProcess());
                    stapler = made;
                }
            } finally {
                managersLock.unlock();
            }
        }
        return made;
    }

    /** What sessions are resumed with. */
    public Resumptions resumptions() {
        return resumptions;
    }

    public SessionContextImpl sessions(boolean client) {
        return client ? clientSessions : serverSessions;
    }

    public String[] supportedSuites() {
        return policy.supportedSuiteNames();
    }

    public String[] supportedProtocols() {
        return policy.supportedVersionNames();
    }

    public String[] defaultSuites(boolean client) {
        return configuration(client, true).suites();
    }

    private List<ProtocolVersion> clientVersions() {
        return switch (kind) {
            case TLS, DEFAULT -> policy.versions(true);
            case TLS_1_3 -> policy.supportedVersions();
            case TLS_1_2 -> policy.supportedVersions().contains(ProtocolVersion.TLS_1_2)
                    ? List.of(ProtocolVersion.TLS_1_2) : List.of();
        };
    }

    /** Has connections take these; null managers are none. */
    private void take(KeyManager[] keys, TrustManager[] trust) {
        Given given = Given.of(keys, trust);
        X509ExtendedTrustManager judge = trustManager(given.trust);
        managersLock.lock();
        try {
            Managers before = managers;
            boolean same = before != null && before.given.isSame(given);
            long generation = same ? before.generation
                    : judge instanceof LiveTrustManager live ? live.generation() : 0;
            managers = new Managers(keyManager(given.keys), judge, given,
                    new ContextIdentity(policy.crypto(), given.trust),
                    same ? before.clients : resumptions.newClients(), generation, paths);
        } finally {
            managersLock.unlock();
        }
    }

    /** No manager has no keys. */
    private static X509ExtendedKeyManager keyManager(X509KeyManager manager) {
        if (manager instanceof X509ExtendedKeyManager extended) {
            return extended;
        }
        return manager == null ? KeyManagerWrapper.withoutKeys() : KeyManagerWrapper.of(manager);
    }

    /** No manager trusts nobody. One that answers later is not shown the connection, whatever else it is. */
    private X509ExtendedTrustManager trustManager(X509TrustManager manager) {
        if (manager instanceof X509ExtendedTrustManager extended && !(manager instanceof AsyncTrustManager)) {
            return extended;
        }
        return manager == null ? TrustManagerWrapper.trustingNobody(policy) : TrustManagerWrapper.of(manager, policy);
    }
}
