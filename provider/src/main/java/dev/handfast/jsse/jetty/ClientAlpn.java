package dev.handfast.jsse.jetty;

import dev.handfast.jsse.engine.EngineImpl;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.eclipse.jetty.alpn.client.ALPNClientConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.ALPNProcessor;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;

/** Lets a client of Jetty offer application protocols by our engines, as it does with the JDK's. */
public final class ClientAlpn implements ALPNProcessor.Client {

    /** Called by {@link java.util.ServiceLoader}. */
    public ClientAlpn() {
    }

    @Override
    public boolean appliesTo(SSLEngine engine) {
        return engine instanceof EngineImpl;
    }

    @Override
    public void configure(SSLEngine engine, Connection connection) {
        ALPNClientConnection client = (ALPNClientConnection) connection;
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setApplicationProtocols(client.getProtocols().toArray(new String[0]));
        engine.setSSLParameters(parameters);
        Below.connection(connection).addHandshakeListener(new Chosen(client));
    }

    private record Chosen(ALPNClientConnection connection) implements SslHandshakeListener {

        @Override
        public void handshakeSucceeded(Event event) {
            String chosen = event.getSSLEngine().getApplicationProtocol();
            if (chosen != null && !chosen.isEmpty()) {
                connection.selected(chosen);
            }
        }
    }
}
