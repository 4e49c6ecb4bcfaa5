package dev.handfast.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.HarmlessText;
import dev.handfast.spec.Fault;
import dev.handfast.spec.TlsFault;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.System.Logger.Level;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What foreign code throws reaches the log in a form in which no peer can write into it. */
@Tag("unit")
class LoggedThrowablesTest {

    private static final String NAME = "dev.handfast.wire.LoggedThrowablesTest";

    /** A line of its own in a log, and a sequence that steers a terminal. */
    private static final String OF_A_PEER = "bad name CN=x\n2026-01-01 INFO all is well \u001b[2J\u202e";

    private final List<Throwable> logged = new ArrayList<>();

    private Throwable logged(Throwable thrown) {
        Logger logger = Logger.getLogger(NAME);
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                logged.add(line.getThrown());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.setUseParentHandlers(false);
        logger.addHandler(handler);
        try {
            SafeLog.of(NAME).log(Level.WARNING, "something failed", thrown);
        } finally {
            logger.removeHandler(handler);
        }
        assertEquals(1, logged.size());
        Throwable last = logged.remove(0);
        if (last != null) {
            HarmlessText.check(last);
        }
        return last;
    }

    private static String printed(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @Test
    void whatIsHarmlessStaysItself() {
        for (Throwable thrown : List.of(new IOException("connection reset"), new IllegalStateException(),
                new TlsFault(Fault.INTERNAL, OF_A_PEER), new IOException("outer", new OutOfMemoryError("heap")))) {
            assertSame(thrown, logged(thrown));
        }
        assertSame(null, logged(null));
    }

    @Test
    void textsArePrintableAndTheRestStays() {
        Exception inner = new CertificateException(OF_A_PEER);
        Exception outer = new IOException("store failed", inner);
        outer.addSuppressed(new IllegalArgumentException(OF_A_PEER.repeat(1000)));
        Throwable shown = logged(outer);
        assertEquals("java.io.IOException: store failed", shown.toString());
        assertArrayEquals(outer.getStackTrace(), shown.getStackTrace());
        Throwable cause = shown.getCause();
        assertTrue(cause.toString().startsWith("java.security.cert.CertificateException: bad name CN=x\\u000a2026"),
                cause::toString);
        assertArrayEquals(inner.getStackTrace(), cause.getStackTrace());
        assertEquals(1, shown.getSuppressed().length);
        String text = printed(shown);
        assertTrue(text.contains("Caused by: java.security.cert.CertificateException: bad name"), text);
        assertTrue(text.contains("at " + LoggedThrowablesTest.class.getName() + ".textsArePrintableAndTheRestStays"),
                text);
        assertEquals(List.of(), text.lines().filter(line -> line.startsWith("2026")).toList());
        assertTrue(text.chars().allMatch(c -> c < 0x7f && (c >= 0x20 || Character.isWhitespace(c))), text);
    }

    /** Some say of themselves something else than their message. */
    @Test
    @SuppressWarnings("OverrideThrowableToString") // as others do it
    void whatDescribesItselfIsLookedAtToo() {
        Exception odd = new IOException("plain") {
            private static final long serialVersionUID = 1L;

            @Override
            public String toString() {
                return OF_A_PEER;
            }
        };
        assertTrue(logged(odd).toString().startsWith("bad name CN=x\\u000a"));
    }

    @Test
    void whatThrowsAgainIsLogged() {
        Exception odd = new IOException("plain") {
            private static final long serialVersionUID = 1L;

            @Override
            public String getMessage() {
                throw new IllegalStateException(OF_A_PEER);
            }
        };
        assertNotNull(logged(odd));
        Exception odder = new IOException("plain") {
            private static final long serialVersionUID = 1L;

            @Override
            public Throwable getCause() {
                throw new IllegalStateException(OF_A_PEER);
            }
        };
        assertNotNull(logged(odder));
    }

    /** Causes may go round, or be without end. */
    @Test
    void howeverManyThereAre() {
        Exception one = new IOException(OF_A_PEER);
        one.initCause(new IOException("two", one));
        assertTrue(logged(one).getCause().toString().endsWith("two"));
        Throwable chain = new IOException("last");
        for (int i = 0; i < 100_000; i++) {
            chain = new IOException("cause " + i, chain);
        }
        int causes = 0;
        for (Throwable each = PrintedThrowable.of(chain); each != null; each = each.getCause()) {
            causes++;
        }
        assertEquals(64, causes);
    }
}
