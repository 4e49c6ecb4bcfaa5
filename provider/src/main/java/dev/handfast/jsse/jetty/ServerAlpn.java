package dev.handfast.jsse.jetty;

import dev.handfast.jsse.engine.EngineImpl;
import java.util.List;
import java.util.function.BiFunction;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.alpn.server.ALPNServerConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.ALPNProcessor;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;
import org.jspecify.annotations.Nullable;

/** Lets a connector of Jetty choose the application protocol of our engines, as it does with the JDK's. */
public final class ServerAlpn implements ALPNProcessor.Server {

    /** Called by {@link java.util.ServiceLoader}. */
    public ServerAlpn() {
    }

    @Override
    public boolean appliesTo(SSLEngine engine) {
        return engine instanceof EngineImpl;
    }

    @Override
    public void configure(SSLEngine engine, Connection connection) {
        Choice choice = new Choice((ALPNServerConnection) connection);
        engine.setHandshakeApplicationProtocolSelector(choice);
        Below.connection(connection).addHandshakeListener(choice);
    }

    private record Choice(ALPNServerConnection connection)
            implements
                BiFunction<SSLEngine, List<String>, String>,
                SslHandshakeListener {

        /** Null, so that the handshake ends by no_application_protocol, where nothing is common (RFC 7301 3.2). */
        @Override
        public @Nullable String apply(SSLEngine engine, List<String> offered) {
            try {
                connection.select(offered);
            } catch (IllegalStateException nothingInCommon) {
                return null;
            }
            return connection.getProtocol();
        }

        @Override
        public void handshakeSucceeded(Event event) {
            if (connection.getProtocol() == null) {
                // The client did not ask: the connector's default
                connection.unsupported();
            }
        }
    }
}
