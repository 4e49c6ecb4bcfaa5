package dev.handfast.jsse.fetch;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.handfast.pki.path.SharedCaches;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How often a host is asked in vain. */
@Tag("unit")
class HostLimitTest {

    private static final URI HOST = URI.create("http://authority.test/issuer?1");

    private final HostLimit limit = new HostLimit(new SharedCaches(1L << 30));

    private void ask(int times, long now) throws IOException {
        for (int i = 0; i < times; i++) {
            limit.ask(HOST, now);
        }
    }

    /** Requests of the minute before that end well are no credit for this one. */
    @Test
    void aMinuteHasNoMoreThanItsOwn() throws IOException {
        ask(HostLimit.MOST, 0);
        long next = TimeUnit.MINUTES.toNanos(1);
        ask(1, next);
        for (int i = 0; i < HostLimit.MOST; i++) {
            limit.served(HOST);
        }
        ask(HostLimit.MOST, next);
        assertThrows(IOException.class, () -> ask(1, next));
    }
}
