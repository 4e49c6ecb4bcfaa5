package dev.handfast.jsse;

import dev.handfast.peers.Credentials;
import dev.handfast.peers.Identity;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.security.AlgorithmConstraints;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertStore;
import java.security.cert.CertStoreParameters;
import java.security.cert.CertStoreSpi;
import java.security.cert.Certificate;
import java.security.cert.CRL;
import java.security.cert.CRLSelector;
import java.security.cert.CertSelector;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathChecker;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Everything that an application can hand to a connection, each of whose methods counts its calls and throws at one of
 * them whatever it is told to.
 */
public final class Foreign {

    private final String label;
    private final int at;
    private final Throwable thrown;
    private final java.util.Map<String, Integer> calls = new java.util.concurrent.ConcurrentHashMap<>();
    private volatile boolean hasThrown;

    /** Throws at the {@code at}-th call that has this label; null for none. */
    public Foreign(String label, int at, Throwable thrown) {
        this.label = label;
        this.at = at;
        this.thrown = thrown;
    }

    /** How often was called what. */
    public java.util.Map<String, Integer> calls() {
        return calls;
    }

    /** Whether the call came. */
    public boolean hasThrown() {
        return hasThrown;
    }

    /** Counts a call, or throws. */
    public <T> T call(String name, Supplier<T> otherwise) {
        int count = calls.merge(name, 1, Integer::sum);
        if (name.equals(label) && count == at) {
            hasThrown = true;
            throw Foreign.<RuntimeException>sneaky(thrown);
        }
        return otherwise.get();
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> T sneaky(Throwable thrown) throws T {
        throw (T) thrown;
    }

    /** How a context trusts. */
    public enum Trust {
        EXTENDED, PLAIN, PKIX
    }

    public SSLContext context(Trust trust, boolean server) throws Exception {
        Identity own = server ? Credentials.shared().server(KeyKind.RSA) : Credentials.shared().client(KeyKind.RSA);
        SSLContext context = SSLContext.getInstance("TLS", JsseStack.HANDFAST.provider());
        context.init(new KeyManager[] {new Keys(own)}, trust(trust), null);
        return context;
    }

    private TrustManager[] trust(Trust trust) throws Exception {
        if (trust == Trust.PKIX) {
            KeyStore anchors = Identity.trustStore(List.of(Credentials.shared().root()));
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, new X509CertSelector());
            parameters.setRevocationEnabled(false);
            parameters.addCertPathChecker(new Checker());
            parameters.addCertStore(new Store(new Stored()));
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX", JsseStack.HANDFAST.provider());
            factory.init(new CertPathTrustManagerParameters(parameters));
            return factory.getTrustManagers();
        }
        X509ExtendedTrustManager real = (X509ExtendedTrustManager) JsseStack.HANDFAST
                .trustManagers(List.of(Credentials.shared().root()))[0];
        return new TrustManager[] {trust == Trust.EXTENDED ? new Trusting(real) : new PlainTrusting(real)};
    }

    /** Constraints, matchers and a selector. */
    public void configure(SSLParameters parameters, boolean server) {
        parameters.setAlgorithmConstraints(constraints(parameters.getAlgorithmConstraints()));
        if (server) {
            parameters.setSNIMatchers(List.<SNIMatcher>of(new SNIMatcher(0) {
                @Override
                public boolean matches(SNIServerName name) {
                    return call("SNIMatcher.matches", () -> true);
                }
            }));
        }
        parameters.setWantClientAuth(server);
    }

    /** Chooses the first. */
    public String select(List<String> offered) {
        return call("selector", () -> offered.get(0));
    }

    private AlgorithmConstraints constraints(AlgorithmConstraints real) {
        return (AlgorithmConstraints) Proxy.newProxyInstance(getClass().getClassLoader(),
                new Class<?>[] {AlgorithmConstraints.class}, (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == Object.class) {
                        return method.getName().equals("equals") ? proxy == arguments[0]
                                : method.getName().equals("hashCode") ? (Object) 1 : "constraints";
                    }
                    return call("AlgorithmConstraints.permits(" + method.getParameterCount() + ", "
                            + method.getParameterTypes()[1].getSimpleName() + ")", () -> {
                                try {
                                    return method.invoke(real, arguments);
                                } catch (IllegalAccessException | InvocationTargetException e) {
                                    throw new IllegalStateException(e);
                                }
                            });
                });
    }

    private final class Keys extends X509ExtendedKeyManager {

        private final Identity own;

        Keys(Identity own) {
            this.own = own;
        }

        private String alias(String... types) {
            return List.of(types).contains("RSA") ? "own" : null;
        }

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return call("getClientAliases", () -> null);
        }

        @Override
        public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
            return call("chooseClientAlias", () -> alias(keyType));
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return call("getServerAliases", () -> null);
        }

        @Override
        public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            return call("chooseServerAlias", () -> alias(keyType));
        }

        @Override
        public String chooseEngineClientAlias(String[] keyType, Principal[] issuers, SSLEngine engine) {
            return call("chooseEngineClientAlias", () -> alias(keyType));
        }

        @Override
        public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
            return call("chooseEngineServerAlias", () -> alias(keyType));
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return call("getCertificateChain", () -> own.chain().toArray(new X509Certificate[0]));
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return call("getPrivateKey", () -> new Token.TokenKey(own.key(), Token.Refusal.LATE, way -> false) {
                @Override
                void used(String how) {
                    call("Signature." + how, () -> null);
                }

                @Override
                public String getAlgorithm() {
                    return call("PrivateKey.getAlgorithm", super::getAlgorithm);
                }
            });
        }
    }

    private class PlainTrusting implements X509TrustManager {

        final X509ExtendedTrustManager real;

        PlainTrusting(X509ExtendedTrustManager real) {
            this.real = real;
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            call("checkClientTrusted", () -> null);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            call("checkServerTrusted", () -> null);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return call("getAcceptedIssuers", real::getAcceptedIssuers);
        }
    }

    private final class Trusting extends X509ExtendedTrustManager {

        private final PlainTrusting plain;

        Trusting(X509ExtendedTrustManager real) {
            plain = new PlainTrusting(real);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
            plain.checkClientTrusted(chain, authType);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
            plain.checkServerTrusted(chain, authType);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            plain.checkClientTrusted(chain, authType);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            plain.checkServerTrusted(chain, authType);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            plain.checkClientTrusted(chain, authType);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            plain.checkServerTrusted(chain, authType);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return plain.getAcceptedIssuers();
        }
    }

    private final class Checker extends PKIXCertPathChecker {

        @Override
        public void init(boolean forward) {
            call("CertPathChecker.init", () -> null);
        }

        @Override
        public boolean isForwardCheckingSupported() {
            return call("CertPathChecker.isForwardCheckingSupported", () -> false);
        }

        @Override
        public Set<String> getSupportedExtensions() {
            return call("CertPathChecker.getSupportedExtensions", () -> null);
        }

        @Override
        public void check(Certificate certificate, Collection<String> unresolved) {
            call("CertPathChecker.check", () -> null);
        }

        @Override
        public Object clone() {
            return this;
        }
    }

    private static final class Store extends CertStore {

        Store(CertStoreSpi spi) {
            super(spi, JsseStack.HANDFAST.provider(), "Test", null);
        }
    }

    private final class Stored extends CertStoreSpi {

        Stored() throws java.security.InvalidAlgorithmParameterException {
            super((CertStoreParameters) null);
        }

        @Override
        public Collection<? extends Certificate> engineGetCertificates(CertSelector selector) {
            return call("CertStore.getCertificates", List::of);
        }

        @Override
        public Collection<? extends CRL> engineGetCRLs(CRLSelector selector) {
            return call("CertStore.getCRLs", List::of);
        }
    }
}
