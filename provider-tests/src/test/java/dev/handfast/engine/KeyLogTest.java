package dev.handfast.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handfast.handshake.TestSettings;
import dev.handfast.keys.KeyLogFile;
import dev.handfast.peers.Tools;
import dev.handfast.spec.TlsFault;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Wireshark reads a connection with the key log of either side (SSLKEYLOGFILE, RFC 9850), and nothing without. */
@Tag("unit")
class KeyLogTest {

    private static final String REQUEST = "the client's secret question";
    private static final String ANSWER = "the server's secret answer";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(ConnectionProfile.class)
    void wiresharkReadsTheDataWithTheLogOfTheClient(ConnectionProfile lane) throws IOException, TlsFault {
        assertReadable(lane, true);
    }

    @ParameterizedTest
    @EnumSource(ConnectionProfile.class)
    void wiresharkReadsTheDataWithTheLogOfTheServer(ConnectionProfile lane) throws IOException, TlsFault {
        assertReadable(lane, false);
    }

    private void assertReadable(ConnectionProfile lane, boolean logOfClient) throws IOException, TlsFault {
        boolean installed = Tools.find("tshark").isPresent();
        assertTrue(installed || !Tools.isMandatory(), Tools.missing("tshark"));
        assumeTrue(installed, Tools.missing("tshark"));
        Path log = directory.resolve("keys");
        Path capture = directory.resolve("capture.pcap");
        TestSettings client = lane.client();
        TestSettings server = lane.server();
        try (KeyLogFile file = new KeyLogFile(log); Capture out = new Capture(capture)) {
            (logOfClient ? client : server).keyLog = file;
            talk(lane, new Pair(client, server), out);
        }
        String read = follow(capture, log);
        assertTrue(read.contains(REQUEST), read);
        assertTrue(read.contains(ANSWER), read);
        assertEquals(lane.isTls13(), read.contains(REQUEST + " again"), read);
        Path none = Files.createFile(directory.resolve("none"));
        assertFalse(follow(capture, none).contains("secret"), "readable without keys");
    }

    private static void talk(ConnectionProfile lane, Pair pair, Capture out) throws IOException, TlsFault {
        pair.client.begin();
        pair.server.begin();
        boolean moved = true;
        for (int i = 0; i < 1000 && moved; i++) {
            moved = step(pair.client, true, pair, out) | step(pair.server, false, pair, out);
        }
        say(pair, true, REQUEST, out);
        say(pair, false, ANSWER, out);
        if (lane.isTls13()) {
            pair.client.requestKeyUpdate(true);
            step(pair.client, true, pair, out);
            assertEquals(0, Pair.read(pair.server, pair.toServer).length);
            step(pair.server, false, pair, out);
            assertEquals(0, Pair.read(pair.client, pair.toClient).length);
            say(pair, true, REQUEST + " again", out);
            say(pair, false, ANSWER + " again", out);
        }
    }

    private static boolean step(ProtocolConnection side, boolean isClient, Pair pair, Capture out)
            throws IOException, TlsFault {
        ByteBuffer to = isClient ? pair.toServer : pair.toClient;
        int before = to.position();
        boolean moved = Pair.step(side, to, isClient ? pair.toClient : pair.toServer);
        out.add(isClient, Arrays.copyOfRange(to.array(), before, to.position()));
        return moved;
    }

    private static void say(Pair pair, boolean fromClient, String text, Capture out) throws IOException, TlsFault {
        byte[] data = text.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer wire = fromClient ? pair.toServer : pair.toClient;
        (fromClient ? pair.client : pair.server).write(new ByteBuffer[] {ByteBuffer.wrap(data)}, 0, 1, wire);
        out.add(fromClient, Arrays.copyOf(wire.array(), wire.position()));
        assertArrayEquals(data, Pair.read(fromClient ? pair.server : pair.client, wire));
    }

    /** The data of the one connection in a capture. */
    private static String follow(Path capture, Path keys) throws IOException {
        return Tools.output(List.of(Tools.require("tshark"), "-r", capture.toString(), "-o",
                "tls.keylog_file:" + keys, "-q", "-z", "follow,tls,ascii,0"));
    }
}
