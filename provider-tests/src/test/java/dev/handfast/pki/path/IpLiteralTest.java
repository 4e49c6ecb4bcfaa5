package dev.handfast.pki.path;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.handfast.wire.Opaque;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses in text, against the JDK's own reader, which in brackets asks no name service. */
@Tag("unit")
class IpLiteralTest {

    private static byte[] jdk(String text) {
        try {
            return InetAddress.getByName("[" + text + "]").getAddress();
        } catch (UnknownHostException e) {
            return null;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x:y", ":", ":::", "1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "12345::",
        "::1.2.3", "1.2.3.4::", "::256.1.1.1", "g::", "1:2:3:4:5:6:7:", ":1:2:3:4:5:6:7", "::\uff11", "host:443",
        "-1::",
        "1:2:3:4:5:6:7:1.2.3.4", "1.2.3.4.5", "01.2.3.4", "1.2.3", "", "[]", "%eth0"})
    void refuses(String text) {
        assertNull(IpLiteral.parse(text));
    }

    @Test
    void readsWhatTheJdkReads() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String letters = "0123456789abcdefABCDEF:::::..";
        for (int i = 0; i < 200_000; i++) {
            StringBuilder text = new StringBuilder();
            if (random.nextBoolean()) {
                for (int group = random.nextInt(9); group >= 0; group--) {
                    text.append(random.nextInt(6) == 0 ? "" : Integer.toHexString(random.nextInt(0x10000)))
                            .append(group > 0 ? ":" : "");
                }
                text.append(random.nextInt(4) == 0 ? ":1.2.3." + random.nextInt(300) : "");
            } else {
                for (int length = random.nextInt(20); length > 0; length--) {
                    text.append(letters.charAt(random.nextInt(letters.length())));
                }
            }
            if (text.indexOf(":") >= 0) {
                Opaque read = IpLiteral.parse(text.toString());
                // The JDK takes groups of five digits and leading zeros of IPv4 too.
                if (read != null || !text.toString().matches(".*([0-9a-fA-F]{5}|[:.]0[0-9]+\\.|\\.0[0-9]).*")) {
                    assertArrayEquals(jdk(text.toString()), read == null ? null : read.toBytes(),
                            text + ", seed " + seed);
                }
            }
        }
    }

    @Test
    void readsBracketsZonesAndMappedAddresses() {
        assertArrayEquals(new byte[] {127, 0, 0, 1}, IpLiteral.parse("::ffff:127.0.0.1").toBytes());
        assertNotNull(IpLiteral.parse("[fe80::1%eth0]"));
        assertArrayEquals(new byte[] {10, 0, 0, 9}, IpLiteral.parse("10.0.0.9").toBytes());
    }
}
