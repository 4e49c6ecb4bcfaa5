package dev.handfast.jsse.fetch;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.SystemProperties;
import dev.handfast.pki.path.SharedCaches;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses that whoever makes a certificate has chosen, at hosts that are allowed. */
@Tag("contract")
class StrangersAddressesTest {

    private static final String RULE = "http://ca.example/pki/";

    private static AllowedLocations allowed() throws Exception {
        return SystemProperties.with(Map.of("handfast.test.locations", RULE),
                () -> AllowedLocations.of("handfast.test.locations", "", new SharedCaches(1L << 30)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"..%2fadmin", "%2e%2e/admin", "..%5cadmin", "%5c..%5cadmin", "a%5c..%5c..%5cadmin",
        "..;/admin", "..;a=b/admin", "a/..;/..;/admin", ".;/admin", "%252e%252e/admin", "..%252fadmin", "%00/admin",
        "a%0d%0aX:y", "../admin", "a/../../admin"})
    void nothingStepsOutOfAnAllowedPath(String path) throws Exception {
        assertFalse(allowed().allow(URI.create(RULE + path)), path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.cer", "a%20b.cer", "a..b/c.cer", ".hidden/x", "...", "a;v=1/x.cer", "x.crl?a=../b"})
    void whatLiesBelowIsAllowed(String path) throws Exception {
        assertTrue(allowed().allow(URI.create(RULE + path)), path);
    }

    /** The query is the stranger's to vary; the host is asked so often in a minute, and no more. */
    @Test
    void aHostIsAskedInVainSoOften() throws IOException {
        HostLimit limit = new HostLimit(new SharedCaches(1L << 30));
        long now = System.nanoTime();
        for (int i = 0; i < HostLimit.MOST; i++) {
            limit.ask(URI.create("http://CA.example/pki/?" + i), now);
        }
        assertThrows(IOException.class, () -> limit.ask(URI.create("http://ca.example/pki/?x"), now));
        limit.ask(URI.create("http://other.example/pki/"), now);
        limit.ask(URI.create("http://ca.example/pki/?x"), now + TimeUnit.MINUTES.toNanos(1));
    }

    @Test
    void whatServesDoesNotCount() throws IOException {
        HostLimit limit = new HostLimit(new SharedCaches(1L << 30));
        URI uri = URI.create("http://ca.example/pki/");
        for (int i = 0; i < 10 * HostLimit.MOST; i++) {
            limit.ask(uri, 0);
            limit.served(uri);
        }
        assertDoesNotThrow(() -> limit.ask(uri, 0));
    }
}
