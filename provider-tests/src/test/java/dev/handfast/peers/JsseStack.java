package dev.handfast.peers;

import dev.handfast.HandfastProvider;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.jsse.provider.BouncyCastleJsseProvider;
import org.conscrypt.Conscrypt;

/** The JSSE providers that the tests run: ours, the oracle, and two other peers. None of them gets registered. */
public enum JsseStack {
    /** The provider under test. */
    HANDFAST,
    /** The JDK's own, the oracle of the contract tests. */
    SUN,
    /** BouncyCastle's JSSE over BouncyCastle's cryptography. */
    BC,
    /** Conscrypt, which is BoringSSL below. */
    CONSCRYPT;

    private static final class Instances {
        static final Provider HANDFAST = new HandfastProvider();
        static final Provider SUN = Security.getProvider("SunJSSE");
        static final Provider BC = new BouncyCastleJsseProvider(false, new BouncyCastleProvider());
        static final Provider CONSCRYPT = Conscrypt.newProviderBuilder().provideTrustManager(true).build();
    }

    /** The stack of that name, in any case; "SunJSSE", "Handfast" and "BCJSSE" are known too. */
    public static JsseStack named(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "handfast" -> HANDFAST;
            case "sun", "sunjsse" -> SUN;
            case "bc", "bcjsse" -> BC;
            case "conscrypt" -> CONSCRYPT;
            default -> throw new IllegalArgumentException("no JSSE stack is called " + name);
        };
    }

    /** The provider; the same instance each time. */
    public Provider provider() {
        return switch (this) {
            case HANDFAST -> Instances.HANDFAST;
            case SUN -> Instances.SUN;
            case BC -> Instances.BC;
            case CONSCRYPT -> Instances.CONSCRYPT;
        };
    }

    /**
     * A context with this identity that trusts the shared root of {@link Credentials}.
     *
     * @param own the identity, or null for none
     */
    public SSLContext context(Identity own) {
        return context(own == null ? List.of() : List.of(own), List.of(Credentials.shared().root()));
    }

    /** A context with these identities in one key store, and these anchors. */
    public SSLContext context(List<Identity> own, List<X509Certificate> anchors) {
        try {
            SSLContext context = SSLContext.getInstance("TLS", provider());
            context.init(keyManagers(own), trustManagers(anchors), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no TLS context from " + provider().getName(), e);
        }
    }

    /** The provider's own key managers where it has a factory, else the platform's; null for no identity. */
    public KeyManager[] keyManagers(List<Identity> own) {
        if (own.isEmpty()) {
            return null;
        }
        try {
            KeyStore store = own.get(0).keyStore();
            for (Identity identity : own) {
                store.setKeyEntry(identity.name(), identity.key(), Identity.PASSWORD.toCharArray(),
                        identity.chain().toArray(new X509Certificate[0]));
            }
            KeyManagerFactory factory = provider().getService("KeyManagerFactory", "PKIX") != null
                    ? KeyManagerFactory.getInstance("PKIX", provider()) : KeyManagerFactory.getInstance("PKIX");
            factory.init(this == BC ? reread(store) : store, Identity.PASSWORD.toCharArray());
            return factory.getKeyManagers();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("no key managers from " + provider().getName(), e);
        }
    }

    /** The same store with BouncyCastle's key classes: BCJSSE does not know the JDK's EdDSA keys. */
    private static KeyStore reread(KeyStore store) throws GeneralSecurityException, IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        store.store(bytes, Identity.PASSWORD.toCharArray());
        KeyStore own = KeyStore.getInstance("PKCS12", new BouncyCastleProvider());
        own.load(new ByteArrayInputStream(bytes.toByteArray()), Identity.PASSWORD.toCharArray());
        return own;
    }

    /** The provider's own trust managers where it has a factory, else the platform's. */
    public TrustManager[] trustManagers(List<X509Certificate> anchors) {
        try {
            TrustManagerFactory factory = provider().getService("TrustManagerFactory", "PKIX") != null
                    ? TrustManagerFactory.getInstance("PKIX", provider()) : TrustManagerFactory.getInstance("PKIX");
            factory.init(Identity.trustStore(anchors));
            return factory.getTrustManagers();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no trust managers from " + provider().getName(), e);
        }
    }

    /** Whether the provider knows this cipher suite. */
    public boolean supportsSuite(String suite) {
        return Arrays.asList(context(null).getSupportedSSLParameters().getCipherSuites()).contains(suite);
    }

    @Override
    public String toString() {
        return this == SUN ? "SunJSSE" : this == BC ? "BCJSSE" : this == HANDFAST ? "Handfast" : "Conscrypt";
    }
}
