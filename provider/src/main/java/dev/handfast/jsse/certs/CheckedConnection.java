package dev.handfast.jsse.certs;

import org.jspecify.annotations.Nullable;

import java.security.AlgorithmConstraints;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * What managers ask of a connection in each handshake. Ours answers by itself; of others it is read from their
 * parameters, which are a copy of all that is configured.
 */
public interface CheckedConnection {

    /** {@code HTTPS}, {@code LDAPS}, or null or empty for no check of names. */
    @Nullable
    String identification();

    /** The constraints on algorithms, or null for none. */
    AlgorithmConstraints constraints();

    /** What an engine asks for. */
    static CheckedConnection of(SSLEngine engine) {
        return engine instanceof CheckedConnection ours ? ours : new Read(engine.getSSLParameters());
    }

    /** What a socket asks for. */
    static CheckedConnection of(SSLSocket socket) {
        return socket instanceof CheckedConnection ours ? ours : new Read(socket.getSSLParameters());
    }

    /** As JSSE's parameters say. */
    record Read(SSLParameters parameters) implements CheckedConnection {

        @Override
        public String identification() {
            return parameters.getEndpointIdentificationAlgorithm();
        }

        @Override
        public AlgorithmConstraints constraints() {
            return parameters.getAlgorithmConstraints();
        }
    }
}
