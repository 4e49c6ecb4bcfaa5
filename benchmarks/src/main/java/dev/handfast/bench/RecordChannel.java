package dev.handfast.bench;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.function.IntFunction;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;

/** One direction of protected data: what {@link RecordBenchmark} times. */
interface RecordChannel {

    /** Protects all that remains in {@code plain} and appends it to {@code network}. */
    void seal(ByteBuffer plain, ByteBuffer network) throws SSLException, GeneralSecurityException;

    /** Opens records from the position of {@code network} until {@code plain} holds {@code size} bytes. */
    void open(ByteBuffer network, ByteBuffer plain, int size) throws SSLException, GeneralSecurityException;

    /** Gives back what the channel holds outside the heap. */
    void close();

    /** A fresh connection of these engines; seals at the client, opens at the server. */
    static RecordChannel between(Engines engines) throws SSLException {
        SSLEngine client = engines.client();
        SSLEngine server = engines.server();
        new Loopback(engines).handshake(client, server);
        return new OfEngines(engines, client, server);
    }

    /** Buffers of the two kinds. */
    static IntFunction<ByteBuffer> allocator(String kind) {
        return kind.equals("direct") ? ByteBuffer::allocateDirect : ByteBuffer::allocate;
    }

    /** An engine at each end. */
    record OfEngines(Engines engines, SSLEngine client, SSLEngine server) implements RecordChannel {

        @Override
        public void seal(ByteBuffer plain, ByteBuffer network) throws SSLException {
            do {
                require(client.wrap(plain, network), "wrap");
            } while (plain.hasRemaining());
        }

        @Override
        public void open(ByteBuffer network, ByteBuffer plain, int size) throws SSLException {
            do {
                require(server.unwrap(network, plain), "unwrap");
            } while (plain.position() < size);
        }

        @Override
        public void close() {
            engines.release(client);
            engines.release(server);
        }

        private static void require(SSLEngineResult result, String call) throws SSLException {
            if (result.getStatus() != SSLEngineResult.Status.OK
                    || result.bytesConsumed() == 0 && result.bytesProduced() == 0) {
                throw new SSLException(call + " got nowhere: " + result);
            }
        }
    }
}
