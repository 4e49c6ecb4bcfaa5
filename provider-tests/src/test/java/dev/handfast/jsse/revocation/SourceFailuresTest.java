package dev.handfast.jsse.revocation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.jsse.fetch.FetchBudget;
import dev.handfast.jsse.fetch.Fetcher;
import dev.handfast.jsse.fetch.NotAsked;
import dev.handfast.pki.TestPki;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.path.SharedCaches;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whose silence it is that something was not asked. */
@Tag("unit")
class SourceFailuresTest {

    private static final TestPki ROOT = TestPki.root("CN=root");

    private final Cert leaf = ROOT.issue("CN=leaf", c -> {}).cert();
    private final Cert authority = ROOT.authority("CN=authority").cert();
    private final Map<Cert, Long> spent = new HashMap<>();

    private boolean wereAsked(Cert about, Exception why, long seconds) {
        SourceFailures failures = new SourceFailures(about, spent);
        failures.add("no response from ", "http://x.test/", why, TimeUnit.SECONDS.toNanos(seconds));
        assertEquals(1, failures.beside(List.of()).failures().size());
        return failures.beside(List.of()).asked();
    }

    /** A certificate's silent servers use up its time; those of others, which a peer may choose, must not. */
    @Test
    void theTimeIsACertificatesOwn() throws Exception {
        NotAsked outOfTime = outOfTime();
        assertEquals(false, wereAsked(leaf, outOfTime, 0));
        assertTrue(wereAsked(authority, new IOException("silent"), 15));
        assertEquals(false, wereAsked(leaf, outOfTime, 0), "another's silence");
        assertTrue(wereAsked(leaf, new IOException("refused"), 1));
        assertEquals(false, wereAsked(leaf, outOfTime, 0), "it took none of the time");
        assertTrue(wereAsked(leaf, new IOException("silent"), 14));
        assertTrue(wereAsked(leaf, outOfTime, 0));
    }

    private static NotAsked outOfTime() throws Exception {
        FetchBudget budget = new FetchBudget(2);
        Fetcher fetcher = new Fetcher(new SharedCaches(1L << 20));
        URI nowhere = URI.create("http://127.0.0.1:1/");
        assertThrows(IOException.class, () -> fetcher.get(nowhere, 1, 1_000, budget));
        Field until = FetchBudget.class.getDeclaredField("until");
        until.setAccessible(true);
        until.set(budget, System.nanoTime());
        return assertThrows(NotAsked.class,
                () -> fetcher.get(URI.create("http://127.0.0.1:1/other"), 1, 1_000, budget));
    }
}
