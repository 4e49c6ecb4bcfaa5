package dev.handfast.jsse;

import dev.handfast.jsse.config.ParametersMap;
import dev.handfast.jsse.context.SharedContext;
import dev.handfast.jsse.engine.EngineImpl;
import dev.handfast.jsse.socket.ServerSocketFactoryImpl;
import dev.handfast.jsse.socket.SocketFactoryImpl;

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

    private final SharedContext.Kind kind;
    private final SharedContext context;
    private final UnusableService unusable;

    /** A context that is to be initialized, or for {@link SharedContext.Kind#DEFAULT} is. */
    public ContextService(SharedContext.Kind kind) {
        this.kind = kind;
        SharedContext made = null;
        UnusableService why = null;
        try {
            made = new SharedContext(kind);
        } catch (GeneralSecurityException | RuntimeException | LinkageError e) {
            why = UnusableService.because(name(), e);
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
        if (kind == SharedContext.Kind.DEFAULT) {
            throw new KeyManagementException("Default SSLContext is initialized automatically");
        }
        try {
            context.init(keys, trust);
        } catch (KeyManagementException | RuntimeException | LinkageError e) {
            throw UnusableService.because(name(), e).inInit();
        }
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
        return isBrokenDefault() ? UnusableFactories.ofSockets(unusable) : new SocketFactoryImpl(initialized());
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
        return isBrokenDefault() ? UnusableFactories.ofServerSockets(unusable)
                : ServerSocketFactoryImpl.of(initialized());
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
        return EngineImpl.of(initialized());
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
        return EngineImpl.of(initialized(), host, port);
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
        return usable().sessions(false);
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
        return usable().sessions(true);
    }

    @Override
    protected SSLParameters engineGetDefaultSSLParameters() {
        return ParametersMap.read(usable().configuration(true, true));
    }

    @Override
    protected SSLParameters engineGetSupportedSSLParameters() {
        SSLParameters parameters = engineGetDefaultSSLParameters();
        parameters.setCipherSuites(usable().supportedSuites());
        parameters.setProtocols(usable().supportedProtocols());
        return parameters;
    }

    private SharedContext initialized() {
        SharedContext usable = usable();
        usable.requireInitialized();
        return usable;
    }

    private SharedContext usable() {
        if (unusable != null) {
            throw unusable.inUse();
        }
        return context;
    }

    /** {@code SSLSocketFactory.getDefault} takes its factory in a static initializer, where nothing may be thrown. */
    private boolean isBrokenDefault() {
        return unusable != null && kind == SharedContext.Kind.DEFAULT;
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
