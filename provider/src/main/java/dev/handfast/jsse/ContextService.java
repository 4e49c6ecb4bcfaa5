package dev.handfast.jsse;

import java.security.GeneralSecurityException;
import java.security.KeyManagementException;
import java.security.SecureRandom;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/**
 * What JCA gets to see of a context: the context, or why there is none. Making it never throws. {@code init} of a
 * context that cannot be used throws, and so does each use of a default context, whose socket factories throw when they
 * are to make a socket, as the JDK's own do.
 */
public final class ContextService extends SSLContextSpi {

    private final ContextImpl.Kind kind;
    private final ContextImpl context;
    private final Unusable unusable;

    /** A context that is to be initialized, or for {@link ContextImpl.Kind#DEFAULT} is. */
    public ContextService(ContextImpl.Kind kind) {
        this.kind = kind;
        ContextImpl made = null;
        Unusable why = null;
        try {
            made = new ContextImpl(kind);
        } catch (GeneralSecurityException | RuntimeException | LinkageError e) {
            why = Unusable.because(name(), e);
        }
        context = made;
        unusable = why;
    }

    @Override
    protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random)
            throws KeyManagementException {
        if (unusable != null) {
            throw unusable.inInit();
        }
        if (kind == ContextImpl.Kind.DEFAULT) {
            throw new KeyManagementException("Default SSLContext is initialized automatically");
        }
        try {
            context.engineInit(keys, trust, random);
        } catch (KeyManagementException | RuntimeException | LinkageError e) {
            throw Unusable.because(name(), e).inInit();
        }
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
        return isBrokenDefault() ? new UnusableFactories.OfSockets(unusable) : usable().engineGetSocketFactory();
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
        return isBrokenDefault() ? new UnusableFactories.OfServerSockets(unusable)
                : usable().engineGetServerSocketFactory();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
        return usable().engineCreateSSLEngine();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
        return usable().engineCreateSSLEngine(host, port);
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
        return usable().engineGetServerSessionContext();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
        return usable().engineGetClientSessionContext();
    }

    @Override
    protected SSLParameters engineGetDefaultSSLParameters() {
        return usable().engineGetDefaultSSLParameters();
    }

    @Override
    protected SSLParameters engineGetSupportedSSLParameters() {
        return usable().engineGetSupportedSSLParameters();
    }

    private ContextImpl usable() {
        if (unusable != null) {
            throw unusable.inUse();
        }
        return context;
    }

    /** {@code SSLSocketFactory.getDefault} takes its factory in a static initializer, where nothing may be thrown. */
    private boolean isBrokenDefault() {
        return unusable != null && kind == ContextImpl.Kind.DEFAULT;
    }

    private String name() {
        return "SSLContext " + switch (kind) {
            case TLS -> "TLS";
            case TLS_1_3 -> "TLSv1.3";
            case TLS_1_2 -> "TLSv1.2";
            case DEFAULT -> "Default";
        };
    }
}
