package dev.handfast.jsse.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Credentials;
import dev.handfast.peers.ExternalProcess;
import dev.handfast.peers.KeyKind;
import dev.handfast.session.SessionState;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A million distinct sessions in each cache: the heap that they take, measured after collection in a JVM of their own
 * that has little more than the bound, stays under the configured bytes and under what the caches say of themselves.
 */
@Tag("contract")
class SessionMemoryTest {

    @ParameterizedTest
    @CsvSource({"-XX:+UseCompressedOops, 1000000", "-XX:-UseCompressedOops, 100000"})
    void theHeapStaysWithinTheBound(String pointers, int many) throws Exception {
        String certificate = Base64.getEncoder().encodeToString(Credentials.shared().server(KeyKind.P256).certificate()
                .getEncoded());
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        try (ExternalProcess jvm = ExternalProcess.start(List.of(java, "-Xmx80m", "-XX:+UseSerialGC", pointers, "-cp",
                System.getProperty("java.class.path"), SessionHeap.class.getName(), certificate,
                Integer.toString(many)))) {
            for (String cache : List.of("server cache", "client tickets", "client tickets with chains",
                    "shown sessions", "shown sessions with chains")) {
                for (int at = SessionHeap.STRIDE; at <= many && !cache.endsWith("chains"); at += SessionHeap.STRIDE) {
                    jvm.await(Pattern.compile("(?m)^" + cache + " at " + at + "$"));
                }
                Matcher line = jvm.await(Pattern.compile("(?m)^" + cache
                        + ": (\\d+) added, says (\\d+) bytes, takes (-?\\d+), .*\\n"));
                long says = Long.parseLong(line.group(2));
                long takes = Long.parseLong(line.group(3));
                System.out.printf("Session memory, %s: %s, %s added: says %.1f MB, takes %.1f MB, bound %.1f MB%n",
                        pointers, cache, line.group(1), says / 1e6, takes / 1e6, SessionHeap.BOUND / 1e6);
                assertTrue(says <= SessionHeap.BOUND, line.group());
                assertTrue(takes <= says, line.group());
                assertTrue(takes > SessionHeap.BOUND / 8, line.group());
            }
            assertEquals(0, jvm.exitCode(), jvm::output);
        }
    }

    @Test
    void aSessionLargerThanTheBoundTakesNobodysPlace() {
        SessionContextImpl context = new SessionContextImpl(0, 10_000, 86_400);
        SessionImpl usual = SessionHeap.shown(context, 1);
        context.add(usual);
        SessionImpl large = new SessionImpl(context, "h".repeat(10_000), 443, List.of(), List.of(), null, new byte[32],
                SessionState.begun(usual.getCreationTime()));
        large.establish(SessionHeap.shown(context, 2).state());
        context.add(large);
        assertNull(context.getSession(large.getId()));
        assertSame(usual, context.getSession(usual.getId()), "it takes nobody's place");
    }
}
