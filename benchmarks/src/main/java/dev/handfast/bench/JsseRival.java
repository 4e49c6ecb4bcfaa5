package dev.handfast.bench;

import java.lang.reflect.InvocationTargetException;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.function.Supplier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.jsse.BCSSLEngine;
import org.bouncycastle.jsse.BCSSLParameters;
import org.conscrypt.Conscrypt;

/**
 * A rival that is a JSSE provider. It runs on its own key and trust manager factories where it has them, else on the
 * platform's.
 *
 * <p>The group is pinned through {@code SSLParameters.setNamedGroups} from JDK 20 on, and before that through
 * {@code jdk.tls.namedGroups}, which implementations read once: one group list per JVM.
 */
final class JsseRival implements Rival {

    private static final String GROUPS_PROPERTY = "jdk.tls.namedGroups";

    private final String name;
    private final Class<?> origin;
    private final Supplier<Provider> maker;

    /**
     * A rival.
     *
     * @param origin a class whose jar's name tells this rival's version
     * @param maker  makes or finds the JSSE provider; may change the JVM's list of providers
     */
    JsseRival(String name, Class<?> origin, Supplier<Provider> maker) {
        this.name = name;
        this.origin = origin;
        this.maker = maker;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String version() {
        return Machine.origin(origin);
    }

    @Override
    public Engines open(Plan plan, Credentials credentials) throws Unavailable, GeneralSecurityException {
        pinGroupsOfJvm(plan);
        Provider provider = provider();
        SSLContext context = context(provider, plan, credentials);
        String[] suites = suites(provider, plan);
        return new JsseEngines(context, parameters(plan, suites, false),
                parameters(plan, suites, plan.clientAuth()), plan);
    }

    private Provider provider() throws Unavailable {
        try {
            Provider provider = maker.get();
            if (provider == null) {
                throw new Unavailable("no such provider in this JVM");
            }
            return provider;
        } catch (RuntimeException | LinkageError e) {
            throw new Unavailable("the provider cannot be made", e);
        }
    }

    private static SSLContext context(Provider provider, Plan plan, Credentials credentials)
            throws Unavailable, GeneralSecurityException {
        SSLContext context;
        try {
            context = SSLContext.getInstance(plan.version(), provider);
        } catch (NoSuchAlgorithmException e) {
            throw new Unavailable("no SSLContext for " + plan.version(), e);
        }
        KeyManagerFactory keys = keyManagers(provider);
        keys.init(credentials.keyStore(), Credentials.password());
        TrustManagerFactory trust = provider.getService("TrustManagerFactory", "PKIX") == null
                ? TrustManagerFactory.getInstance("PKIX")
                : TrustManagerFactory.getInstance("PKIX", provider);
        trust.init(credentials.trustStore());
        try {
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        } catch (ExceptionInInitializerError | IllegalArgumentException e) {
            throw new Unavailable("refused while starting with group " + plan.group(), e);
        }
        return context;
    }

    /**
     * The provider's factory of the platform's default algorithm, else its PKIX one, else the platform's. SunJSSE's
     * PKIX one is not wanted: it decrypts the key store's entry again, by PBKDF2, in each handshake.
     */
    private static KeyManagerFactory keyManagers(Provider provider) throws GeneralSecurityException {
        String byDefault = KeyManagerFactory.getDefaultAlgorithm();
        for (String algorithm : new String[] {byDefault, "PKIX"}) {
            if (provider.getService("KeyManagerFactory", algorithm) != null) {
                return KeyManagerFactory.getInstance(algorithm, provider);
            }
        }
        return KeyManagerFactory.getInstance(byDefault);
    }

    private static void pinGroupsOfJvm(Plan plan) throws Unavailable {
        if (Runtime.version().feature() >= 20) {
            return;
        }
        String groups = String.join(",", plan.groups());
        String before = System.getProperty(GROUPS_PROPERTY);
        if (before != null && !before.equals(groups)) {
            throw new Unavailable("this JVM has already pinned the groups " + before);
        }
        System.setProperty(GROUPS_PROPERTY, groups);
    }

    /** The plan's suite; Conscrypt finds no server key for a TLS 1.3 suite unless a suite of TLS 1.2 names its type. */
    private static String[] suites(Provider provider, Plan plan) {
        if (plan.isTls13() && Conscrypt.isConscrypt(provider)) {
            return new String[] {plan.suite(), plan.in("TLSv1.2").suite()};
        }
        return new String[] {plan.suite()};
    }

    private static SSLParameters parameters(Plan plan, String[] suites, boolean needClientAuth) {
        SSLParameters parameters = new SSLParameters(suites, new String[] {plan.version()});
        parameters.setNeedClientAuth(needClientAuth);
        if (Runtime.version().feature() >= 20) {
            try {
                SSLParameters.class.getMethod("setNamedGroups", String[].class)
                        .invoke(parameters, (Object) plan.groups().toArray(String[]::new));
            } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException("JDK 20 and later have SSLParameters.setNamedGroups", e);
            }
        }
        return parameters;
    }

    private record JsseEngines(SSLContext context, SSLParameters ofClient, SSLParameters ofServer, Plan plan)
            implements
                Engines {

        @Override
        public SSLEngine client() {
            return engine(true, ofClient);
        }

        @Override
        public SSLEngine server() {
            return engine(false, ofServer);
        }

        @Override
        public void release(SSLEngine engine) {
            engine.closeOutbound();
        }

        private SSLEngine engine(boolean isClient, SSLParameters parameters) {
            SSLEngine engine = plan.resumed() ? context.createSSLEngine("localhost", 443) : context.createSSLEngine();
            engine.setUseClientMode(isClient);
            engine.setSSLParameters(parameters);
            if (plan.resumed() && Conscrypt.isConscrypt(engine)) {
                Conscrypt.setUseSessionTickets(engine, true);
            }
            if (engine instanceof BCSSLEngine bouncyCastle) {
                BCSSLParameters own = bouncyCastle.getParameters();
                own.setNamedGroups(plan.groupsAndKeyCurve().toArray(String[]::new));
                own.setEarlyKeyShares(new String[] {plan.group()});
                bouncyCastle.setParameters(own);
            }
            return engine;
        }
    }
}
