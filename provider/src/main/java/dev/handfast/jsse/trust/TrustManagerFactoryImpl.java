package dev.handfast.jsse.trust;

import dev.handfast.jsse.certs.PathEngine;
import dev.handfast.jsse.live.Followers;
import dev.handfast.jsse.props.KnownProperties;
import dev.handfast.jsse.props.PathProperties;
import dev.handfast.jsse.props.WarnOnce;
import dev.handfast.jsse.stores.TrustStores;
import dev.handfast.tls.LiveTrust;
import dev.handfast.wire.Printable;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.CertPathParameters;
import java.security.cert.Certificate;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactorySpi;

/** {@code TrustManagerFactory} "PKIX". */
public final class TrustManagerFactoryImpl extends TrustManagerFactorySpi {

    private final PathEngine engine;
    private TrustManager made;

    /** For the provider. */
    public TrustManagerFactoryImpl() {
        this(PathEngine.ofProcess());
    }

    /** One whose trust managers judge and remember by an engine. */
    public TrustManagerFactoryImpl(PathEngine engine) {
        this.engine = engine;
    }

    /** A trust manager of what a store trusts, made without a look-up among providers. */
    public static TrustManager trusting(KeyStore store, PathEngine engine) throws KeyStoreException {
        KnownProperties.checkNames();
        Map<X509Certificate, String> aliases = new HashMap<>();
        String name = TrustStores.name(store);
        return new PkixTrustManager(new TrustSource(engine, anchors(store, aliases), null,
                anchor -> "the entry \"" + aliases.get(anchor) + "\" of " + name));
    }

    /** A trust manager of what files have that are followed. */
    public static TrustManager following(LiveTrust live, PathEngine engine) throws KeyStoreException {
        KnownProperties.checkNames();
        return new LiveTrustManager(Followers.of(live), engine);
    }

    @Override
    protected void engineInit(KeyStore store) throws KeyStoreException {
        try {
            made = trusting(store == null ? TrustStores.byDefault() : store, engine);
        } catch (GeneralSecurityException | RuntimeException | LinkageError e) {
            String text = unusable(e);
            throw e instanceof KeyStoreException theirs ? theirs : new KeyStoreException(text, e);
        }
    }

    @Override
    protected void engineInit(ManagerFactoryParameters parameters) throws InvalidAlgorithmParameterException {
        if (parameters instanceof LiveTrust live) {
            made = following(live);
            return;
        }
        if (!(parameters instanceof CertPathTrustManagerParameters wrapped)) {
            throw new InvalidAlgorithmParameterException("CertPathTrustManagerParameters are needed, not "
                    + parameters);
        }
        CertPathParameters inner = wrapped.getParameters();
        if (!(inner instanceof PKIXBuilderParameters pkix)) {
            throw new InvalidAlgorithmParameterException("PKIXBuilderParameters are needed, not " + inner);
        }
        try {
            made = new PkixTrustManager(new TrustSource(engine, pkix.getTrustAnchors(), pkix,
                    anchor -> "a trust anchor of the PKIXBuilderParameters"));
        } catch (RuntimeException | LinkageError e) {
            throw new InvalidAlgorithmParameterException(unusable(e), e);
        }
    }

    private TrustManager following(LiveTrust live) throws InvalidAlgorithmParameterException {
        try {
            return following(live, engine);
        } catch (KeyStoreException | RuntimeException | LinkageError e) {
            throw new InvalidAlgorithmParameterException(unusable(e), e);
        }
    }

    @Override
    protected TrustManager[] engineGetTrustManagers() {
        if (made == null) {
            throw new IllegalStateException("TrustManagerFactory is not initialized: call init first");
        }
        return new TrustManager[] {made};
    }

    private static String unusable(Throwable e) {
        String text = "TrustManagerFactory of provider Handfast cannot be used: "
                + (e.getMessage() == null || e instanceof LinkageError ? Printable.of(e) : e.getMessage());
        WarnOnce.once(text);
        return text;
    }

    /**
     * The certificates that a store trusts: its certificate entries, and the first of each key entry's chain.
     *
     * @param aliases is told the alias of each
     */
    private static Set<TrustAnchor> anchors(KeyStore store, Map<X509Certificate, String> aliases)
            throws KeyStoreException {
        Set<TrustAnchor> anchors = new LinkedHashSet<>();
        for (String alias : Collections.list(store.aliases())) {
            Certificate certificate = null;
            if (store.isCertificateEntry(alias)) {
                certificate = store.getCertificate(alias);
            } else if (store.isKeyEntry(alias)) {
                Certificate[] chain = store.getCertificateChain(alias);
                certificate = chain == null || chain.length == 0 ? null : chain[0];
            }
            if (certificate instanceof X509Certificate x509 && aliases.putIfAbsent(x509, alias) == null) {
                anchors.add(new TrustAnchor(x509, null));
            }
        }
        return anchors;
    }

    /** Parameters for a search over given anchors; JCA refuses an empty set, so null stands for it. */
    static PKIXBuilderParameters parameters(Set<TrustAnchor> anchors) {
        if (anchors.isEmpty()) {
            return null;
        }
        try {
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, new X509CertSelector());
            parameters.setRevocationEnabled(PathProperties.checkRevocation());
            return parameters;
        } catch (InvalidAlgorithmParameterException e) {
            throw new IllegalStateException("anchors that are not empty were refused", e);
        }
    }
}
