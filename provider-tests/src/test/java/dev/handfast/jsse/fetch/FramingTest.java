package dev.handfast.jsse.fetch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A body is read up to the largest size, however the server frames it, and refused above it. */
@Tag("contract")
class FramingTest {

    private static final int LARGEST = 300_000;
    private static final int SECONDS = 60;

    /** What a server writes for a body. */
    private interface Writer {
        void write(byte[] body, OutputStream out) throws IOException;
    }

    private record Framing(String name, Writer writer) {

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Framing> framings() {
        return List.of(
                new Framing("length", (body, out) -> {
                    head("Content-Length: " + body.length, out);
                    out.write(body);
                }),
                new Framing("close-delimited", (body, out) -> {
                    head("X: y", out);
                    out.write(body);
                }),
                chunks(1, "", ""), chunks(2, "", ""), chunks(7, " ", "A: b\r\n"), chunks(100, ";a=b", ""),
                chunks(4_096, ";signature=" + "0".repeat(64), "A: b\r\nC: d\r\n"), chunks(8_192, "", ""),
                chunks(65_536, "", ""), chunks(LARGEST, "", ""), chunks(1, ";a=b", "A: b\r\n"));
    }

    private static Framing chunks(int size, String extension, String trailers) {
        return new Framing("chunks of " + size + extension + trailers.strip(), (body, out) -> {
            head("Transfer-Encoding: chunked", out);
            for (int at = 0; at < body.length; at += size) {
                int length = Math.min(size, body.length - at);
                out.write(ascii(Integer.toHexString(length) + extension + "\r\n"));
                out.write(body, at, length);
                out.write(ascii("\r\n"));
            }
            out.write(ascii("0" + extension + "\r\n" + trailers + "\r\n"));
        });
    }

    private static void head(String field, OutputStream out) throws IOException {
        out.write(ascii("HTTP/1.1 200 OK\r\n" + field + "\r\n\r\n"));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @MethodSource("framings")
    void upToTheLargestSize(Framing framing) throws Exception {
        for (int size : new int[] {0, 1, 5_000, LARGEST}) {
            byte[] body = new byte[size];
            new Random(size).nextBytes(body);
            assertArrayEquals(body, fetch(out -> framing.writer.write(body, out)), size + " bytes");
        }
    }

    @ParameterizedTest
    @MethodSource("framings")
    void notAboveIt(Framing framing) {
        byte[] body = new byte[LARGEST + 1];
        String why = assertThrows(IOException.class, () -> fetch(out -> framing.writer.write(body, out))).getMessage();
        assertEquals("its server sends more than " + LARGEST + " bytes", why);
    }

    /** What stands between the chunks, and behind the last, has an end too. */
    @Test
    void linesHaveCaps() {
        for (String endless : List.of("1;" + "x".repeat(20_000) + "\r\n", "1\r\n7\r\n0\r\n" + "A: b\r\n".repeat(4_000),
                ("1;" + "x".repeat(200) + "\r\n7\r\n").repeat(1_000))) {
            String why = assertThrows(IOException.class, () -> fetch(out -> {
                head("Transfer-Encoding: chunked", out);
                out.write(ascii(endless));
            })).getMessage();
            assertTrue(why.contains("than is read") || why.contains("than are read"), why);
        }
    }

    @Test
    void chunksThatAreNoneAreRefused() {
        for (String odd : List.of("\r\n", "g\r\n", "-1\r\n", "0x1\r\n", "1\r\nab\r\n", "1 1\r\na\r\n",
                "1".repeat(13) + "\r\n", "ffffffffffff\r\n", "2\r\na\r\n", "1\r\na\r\n")) {
            assertThrows(IOException.class, () -> fetch(out -> {
                head("Transfer-Encoding: chunked", out);
                out.write(ascii(odd));
            }), odd);
        }
    }

    private interface Script {
        void write(OutputStream out) throws IOException;
    }

    private static byte[] fetch(Script script) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread thread = new Thread(() -> serve(server, script), "framing");
            thread.setDaemon(true);
            thread.start();
            URI uri = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/");
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
            return new HttpExchange(uri, deadline, LARGEST, BodyMemory.OF_PROCESS.share()).run(null, null);
        }
    }

    private static void serve(ServerSocket server, Script script) {
        try (Socket client = server.accept(); OutputStream out = new BufferedOutputStream(client.getOutputStream())) {
            readHead(client.getInputStream());
            script.write(out);
            out.flush();
            client.shutdownOutput();
            client.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // The client has read enough, which the test then sees.
            Thread.currentThread().interrupt();
        }
    }

    private static void readHead(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        byte[] end = ascii("\r\n\r\n");
        while (head.size() < end.length
                || !Arrays.equals(end, Arrays.copyOfRange(head.toByteArray(), head.size() - end.length, head.size()))) {
            head.write(in.read());
        }
    }
}
