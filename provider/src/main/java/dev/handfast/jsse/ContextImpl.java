package dev.handfast.jsse;

import dev.handfast.crypto.CryptoCatalogue;
import dev.handfast.crypto.jca.JcaCatalogue;
import dev.handfast.handshake.RetryCookies;
import dev.handfast.jsse.pkix.OwnProperties;
import dev.handfast.jsse.staple.Stapler;
import dev.handfast.keys.KeyLog;
import dev.handfast.spec.ProtocolVersion;

import java.security.GeneralSecurityException;
import java.security.KeyManagementException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;

/**
 * A context: managers, policy, sessions, and the factories that use them. Thread-safe once initialized. {@link
 * ContextService} stands between it and JCA.
 */
public final class ContextImpl extends SSLContextSpi {

    /** Which context it is; they differ in the versions that clients enable by default. */
    public enum Kind {
        TLS, TLS_1_3, TLS_1_2, DEFAULT
    }

    /** A day, as in SunJSSE. */
    private static final int CLIENT_TIMEOUT_SECONDS = 86_400;

    private final Kind kind;
    private final Policy policy;
    private final Configuration.Defaults defaults;
    private final RetryCookies cookies;
    private final SessionContextImpl clientSessions;
    private final SessionContextImpl serverSessions;
    private final Resumptions resumptions;
    private final Stapler stapler;
    private volatile Managers managers;
    private volatile KeyLog keyLog;

    private record Managers(X509ExtendedKeyManager keys, X509ExtendedTrustManager trust) {
    }

    /**
     * A context that is to be initialized, or for {@link Kind#DEFAULT} is.
     *
     * @throws GeneralSecurityException if a default context's stores cannot be read
     * @throws IllegalArgumentException if a property says what cannot be done
     */
    ContextImpl(Kind kind) throws GeneralSecurityException {
        this.kind = kind;
        OwnProperties.checkNames();
        CryptoCatalogue crypto = JcaCatalogue.standard();
        policy = Policy.current(crypto);
        defaults = Configuration.Defaults.make(policy, clientVersions());
        cookies = new RetryCookies(crypto);
        clientSessions = new SessionContextImpl(this, policy.switches().sessionCacheSize,
                policy.switches().sessionCacheBytes, CLIENT_TIMEOUT_SECONDS);
        serverSessions = new SessionContextImpl(this, policy.switches().sessionCacheSize,
                policy.switches().sessionCacheBytes, policy.switches().ticketTimeoutSeconds);
        resumptions = new Resumptions(policy, clientSessions, serverSessions);
        stapler = new Stapler(policy.switches().stapling, this::acceptedIssuers);
        keyLog = KeyLogs.ofProperty();
        if (kind == Kind.DEFAULT) {
            managers = managers(DefaultManagers.keyManagers(), DefaultManagers.trustManagers());
        }
    }

    @Override
    protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random)
            throws KeyManagementException {
        try {
            managers = managers(keys, trust == null ? DefaultManagers.trustManagers() : trust);
        } catch (GeneralSecurityException e) {
            throw new KeyManagementException("no default trust managers: " + e.getMessage(), e);
        }
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
        requireInitialized();
        return new SocketFactoryImpl(this);
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
        requireInitialized();
        return new ServerSocketFactoryImpl(this);
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
        requireInitialized();
        return new EngineImpl(this);
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
        requireInitialized();
        return new EngineImpl(this, host, port);
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
        return serverSessions;
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
        return clientSessions;
    }

    @Override
    protected SSLParameters engineGetDefaultSSLParameters() {
        return ParametersMap.read(configuration(true, true));
    }

    @Override
    protected SSLParameters engineGetSupportedSSLParameters() {
        SSLParameters parameters = engineGetDefaultSSLParameters();
        parameters.setCipherSuites(supportedSuites());
        parameters.setProtocols(supportedProtocols());
        return parameters;
    }

    /**
     * What a connection is configured with if the application sets nothing.
     *
     * @param roleChosen whether it may begin in this role, rather than only after {@code setUseClientMode}
     */
    Configuration configuration(boolean client, boolean roleChosen) {
        return new Configuration(policy, defaults, client, roleChosen);
    }

    Policy policy() {
        return policy;
    }

    X509ExtendedKeyManager keyManager() {
        return managers.keys;
    }

    X509ExtendedTrustManager trustManager() {
        return managers.trust;
    }

    /** The authorities to name to peers; none if the trust manager names none. */
    List<X509Certificate> acceptedIssuers() {
        X509Certificate[] issuers = managers.trust.getAcceptedIssuers();
        return issuers == null ? List.of() : List.of(issuers);
    }

    RetryCookies cookies() {
        return cookies;
    }

    /** Where secrets are logged. */
    KeyLog keyLog() {
        return keyLog;
    }

    /** Logs the secrets of connections that begin from now on. */
    void setKeyLog(KeyLog log) {
        keyLog = log;
    }

    /** What servers staple to their certificates. */
    Stapler stapler() {
        return stapler;
    }

    /** What sessions are resumed with. */
    Resumptions resumptions() {
        return resumptions;
    }

    SessionContextImpl sessions(boolean client) {
        return client ? clientSessions : serverSessions;
    }

    String[] supportedSuites() {
        return policy.supportedSuiteNames();
    }

    String[] supportedProtocols() {
        return policy.supportedVersionNames();
    }

    String[] defaultSuites(boolean client) {
        return configuration(client, true).suites();
    }

    private List<ProtocolVersion> clientVersions() {
        return switch (kind) {
            case TLS, DEFAULT -> policy.versions(true);
            case TLS_1_3 -> policy.supportedVersions();
            case TLS_1_2 -> policy.supportedVersions().stream().filter(ProtocolVersion.TLS_1_2::equals).toList();
        };
    }

    private void requireInitialized() {
        if (managers == null) {
            throw new IllegalStateException("SSLContext is not initialized");
        }
    }

    private Managers managers(KeyManager[] keys, TrustManager[] trust) {
        return new Managers(keyManager(keys), trustManager(trust));
    }

    /** The first manager of X.509 keys; none has no keys. */
    private static X509ExtendedKeyManager keyManager(KeyManager[] managers) {
        for (KeyManager manager : managers == null ? new KeyManager[0] : managers) {
            if (manager instanceof X509ExtendedKeyManager extended) {
                return extended;
            }
            if (manager instanceof X509KeyManager plain) {
                return new KeyManagerWrapper(plain);
            }
        }
        return KeyManagerWrapper.withoutKeys();
    }

    /** The first manager of X.509 trust; none trusts nobody. */
    private X509ExtendedTrustManager trustManager(TrustManager[] managers) {
        for (TrustManager manager : managers) {
            if (manager instanceof X509ExtendedTrustManager extended) {
                return extended;
            }
            if (manager instanceof X509TrustManager plain) {
                return new TrustManagerWrapper(plain, policy);
            }
        }
        return TrustManagerWrapper.trustingNobody(policy);
    }
}
