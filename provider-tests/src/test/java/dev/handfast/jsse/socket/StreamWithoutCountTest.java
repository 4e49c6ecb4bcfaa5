package dev.handfast.jsse.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Background;
import dev.handfast.peers.SocketBelow;

import java.io.IOException;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A stream below that cannot say how much there is to be read is read nevertheless. */
@Timeout(120)
@Tag("contract")
class StreamWithoutCountTest {

    static Stream<SocketBelow.Step> available() {
        return Stream.of(() -> {
            throw new IOException("not supported");
        }, () -> {
            throw new UnsupportedOperationException();
        });
    }

    @ParameterizedTest
    @MethodSource("available")
    void manyRecordsAreRead(SocketBelow.Step step) throws Exception {
        try (Layers layers = Layers.of("TLSv1.3", true)) {
            layers.below().beforeAvailable(step);
            byte[] data = new byte[1_000_000];
            Future<Void> writing = Background.run(() -> layers.peer().getOutputStream().write(data));
            assertEquals(data.length, layers.socket().getInputStream().readNBytes(data.length).length);
            Background.get(writing);
            layers.peer().getOutputStream().write(data, 0, 1000);
            Background.get(Background.run(layers.socket()::close));
            assertTrue(layers.below().isClosed());
        }
    }
}
