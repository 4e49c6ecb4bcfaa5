package dev.handfast.jsse.socket;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.handfast.peers.JsseRow;
import dev.handfast.peers.SocketPair;
import java.net.SocketException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A socket that was shut down in one direction before its handshake begins none; as in SunJSSE. */
@ParameterizedClass
@MethodSource("dev.handfast.peers.JsseRow#all")
@Tag("contract")
class ShutBeforeHandshakeTest {

    @Parameter
    JsseRow row;

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void nothingIsBegun(boolean client, boolean output) throws Exception {
        for (Call call : Call.values()) {
            try (SocketPair pair = SocketPair.of(row)) {
                SSLSocket socket = client ? pair.client() : pair.server();
                // what was begun in vain ends by that, not by waiting
                socket.setSoTimeout(500);
                Executable use = call.on(socket);
                if (output) {
                    socket.shutdownOutput();
                } else {
                    shutInput(socket);
                }
                if (call == Call.READ && !output) {
                    assertDoesNotThrow(use);
                } else {
                    assertThrows(SocketException.class, use, call::name);
                }
                assertEquals("SSL_NULL_WITH_NULL_NULL", socket.getSession().getCipherSuite());
                assertFalse(socket.isClosed(), call::name);
                assertEquals(output, socket.isOutputShutdown());
                assertEquals(!output, socket.isInputShutdown());
            }
        }
    }

    /** SunJSSE complains of missing data in some versions. */
    private static void shutInput(SSLSocket socket) throws Exception {
        try {
            socket.shutdownInput();
        } catch (SSLException truncated) {
            assertEquals("closing inbound before receiving peer's close_notify", truncated.getMessage());
        }
    }

    /** What would begin a handshake. */
    private enum Call {
        READ, WRITE, SHAKE;

        Executable on(SSLSocket socket) throws Exception {
            var in = socket.getInputStream();
            var out = socket.getOutputStream();
            return switch (this) {
                case READ -> () -> assertEquals(-1, in.read());
                case WRITE -> () -> out.write(1);
                case SHAKE -> socket::startHandshake;
            };
        }
    }
}
