package dev.handfast.jsse.pkix;

import static dev.handfast.jsse.pkix.Fetching.AUTHORITY;
import static dev.handfast.peers.SystemProperties.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.jsse.fetch.FetchBudget;
import dev.handfast.jsse.fetch.Fetcher;
import dev.handfast.jsse.fetch.NotAsked;
import dev.handfast.jsse.pkix.Fetching.Kind;
import dev.handfast.jsse.pkix.TestRevocation.Status;
import dev.handfast.peers.HarmlessText;
import dev.handfast.peers.TestJvm;
import dev.handfast.pki.TestPki;
import dev.handfast.pki.path.SharedCaches;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.reflect.Field;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.security.cert.CertPathBuilderException;
import java.security.cert.PKIXRevocationChecker.Option;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What this process lacks is no silence of an authority: soft failure does not forgive it, and nobody else goes without
 * the authority for it.
 */
@Tag("contract")
class ShortageTest {

    private static final Map<String, String> PROPERTIES = within("1");

    /** As above, with time for what is interrupted. */
    static final Map<String, String> PATIENT = within("60");

    static final Option[][] HARD_AND_SOFT = {{}, {Option.SOFT_FAIL}};

    /** Files and sockets of the process that runs out of them. */
    private static final int FILES = 256;

    /** A lack that lasts until it is closed. */
    interface Lack extends AutoCloseable {
        @Override
        void close();
    }

    /** Everything is fetched, each within so many seconds. */
    private static Map<String, String> within(String seconds) {
        return Map.of("com.sun.security.enableAIAcaIssuers", "true", "com.sun.security.allowedAIALocations", "any",
                "com.sun.security.crl.timeout", seconds, "com.sun.security.ocsp.timeout", seconds,
                "com.sun.security.cert.timeout", seconds);
    }

    @Test
    void aFailingProxySelectorIsOurs() throws Exception {
        for (RuntimeException thrown : List.of(new IllegalStateException("no proxies yet"), new SecurityException())) {
            everyKindIsAskedAfterwards(() -> proxies(thrown));
        }
    }

    @Test
    void noPlaceToLookUpANameIsOurs() throws Exception {
        everyKindIsAskedAfterwards(() -> {
            List<Semaphore> places = List.of(places("places"),
                    places("placesOfFound"));
            List<Integer> taken = places.stream().map(Semaphore::drainPermits).toList();
            return () -> {
                for (int i = 0; i < places.size(); i++) {
                    places.get(i).release(taken.get(i));
                }
            };
        });
    }

    /** Interrupted before and amid: it is for what the caller does, and stays for that. */
    @Test
    void anInterruptKeepsNobodyFromAsking() throws Exception {
        for (Kind kind : Kind.values()) {
            for (Option[] options : HARD_AND_SOFT) {
                for (boolean virtual : new boolean[] {false, true}) {
                    for (boolean before : new boolean[] {true, false}) {
                        interrupted(kind, options, virtual, before);
                    }
                }
            }
        }
    }

    /** A server that has less than half of its time, since the search's is over, is not silent. */
    @Test
    void aSearchWithoutTimeIsNotTheServersSilence() throws Exception {
        FetchBudget budget = new FetchBudget(FetchBudget.TARGET);
        Fetcher fetcher = new Fetcher(new SharedCaches(1L << 20));
        CountDownLatch end = new CountDownLatch(1);
        try (OddServer quick = new OddServer(OddServer.says(new byte[1])); OddServer silent = new OddServer(out -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new InterruptedIOException();
            }
        })) {
            fetcher.get(URI.create(quick.at("/")), 10, 60_000, budget);
            Field until = FetchBudget.class.getDeclaredField("until");
            until.setAccessible(true);
            until.set(budget, System.nanoTime() + TimeUnit.SECONDS.toNanos(1));
            assertThrows(NotAsked.class, () -> fetcher.get(URI.create(silent.at("/")), 10, 60_000, budget));
            until.set(budget, System.nanoTime());
            assertThrows(NotAsked.class, () -> fetcher.get(URI.create(quick.at("/")), 10, 60_000, budget));
            IOException silence = assertThrows(IOException.class, () -> fetcher.get(URI.create(silent.at("/")), 10,
                    1_000, new FetchBudget(FetchBudget.TARGET)));
            assertFalse(silence instanceof NotAsked);
        } finally {
            end.countDown();
        }
    }

    /** Name services report that as an unknown name, sockets as a failure to connect. */
    @Test
    void noFileDescriptorIsOurs() throws Exception {
        String output = TestJvm.runWithFiles(FILES, Searches.class);
        long searches = 2L * HARD_AND_SOFT.length * (Kind.values().length - 1);
        assertEquals(searches, output.lines()
                .filter(line -> line.startsWith("REFUSED ") && line.contains("this process can open no further socket")
                        && line.contains("which soft failure does not forgive"))
                .count(), output);
        assertEquals(searches, output.lines()
                .filter(line -> line.startsWith("AFTERWARDS ") && line.contains(" was revoked at ")).count(), output);
    }

    /** A process that runs out of files and sockets. */
    static final class Searches {

        private Searches() {
        }

        public static void main(String[] arguments) throws Exception {
            // What lacks later is loaded now.
            searches("127.0.0.1", () -> proxies(new IllegalStateException()), "");
            for (String host : List.of("127.0.0.1", "localhost")) {
                searches(host, Searches::allFiles, "REFUSED ");
            }
        }

        private static void searches(String host, Begin lack, String told) throws Exception {
            for (Kind kind : List.of(Kind.RESPONSE, Kind.LIST)) {
                for (Option[] options : HARD_AND_SOFT) {
                    byte[][] body = new byte[1][];
                    try (OddServer server = new OddServer(out -> OddServer.says(body[0]).write(out))) {
                        TestPki leaf = Fetching.leaf(kind, server.at("/x").replace("127.0.0.1", host));
                        body[0] = revoked(kind, leaf, 1);
                        String refused;
                        try (Lack files = lack.begin()) {
                            refused = verdict(kind, leaf, options);
                        }
                        System.out.println(told + refused.replace('\n', ' '));
                        System.out.println((told.isEmpty() ? "" : "AFTERWARDS ") + run(false,
                                () -> verdict(kind, leaf, options)).replace('\n', ' '));
                        // What the server closes late would be free for the next.
                        server.awaitWritten();
                    }
                }
            }
        }

        private static Lack allFiles() throws IOException {
            List<FileInputStream> open = new ArrayList<>();
            try {
                while (true) {
                    open.add(new FileInputStream("/dev/null"));
                }
            } catch (FileNotFoundException e) {
                return () -> {
                    for (FileInputStream each : open) {
                        try {
                            each.close();
                        } catch (IOException e2) {
                            throw new AssertionError(e2);
                        }
                    }
                };
            }
        }
    }

    interface Begin {
        Lack begin() throws Exception;
    }

    private static void everyKindIsAskedAfterwards(Begin lack) throws Exception {
        for (Kind kind : Kind.values()) {
            for (Option[] options : HARD_AND_SOFT) {
                isAskedAfterwards(kind, options, 1, lack);
            }
        }
    }

    /** Nothing is accepted while something lacks, and the next search, on another thread, asks at once. */
    static void isAskedAfterwards(Kind kind, Option[] options, int entries, Begin lack) throws Exception {
        // Only when a large body comes there is no room for it.
        int requests = entries == 1 ? 0 : 1;
        byte[][] body = new byte[1][];
        try (OddServer server = new OddServer(out -> OddServer.says(body[0]).write(out))) {
            TestPki leaf = Fetching.leaf(kind, server.at("/x"));
            body[0] = revoked(kind, leaf, entries);
            String refused;
            try (Lack lasting = lack.begin()) {
                refused = with(PROPERTIES, () -> verdict(kind, leaf, options));
            }
            assertTrue(refused.contains("not asked: "), kind + ", " + Arrays.toString(options) + ": " + refused);
            if (kind != Kind.ISSUER) {
                assertTrue(refused.contains("which soft failure does not forgive"), refused);
            }
            assertEquals(requests, server.requests().size());
            assertVerdict(kind, run(false, () -> with(PATIENT, () -> verdict(kind, leaf, options))));
            assertEquals(requests + 1, server.requests().size());
        }
    }

    private static void interrupted(Kind kind, Option[] options, boolean virtual, boolean before) throws Exception {
        byte[][] body = new byte[1][];
        Thread[] caller = new Thread[1];
        AtomicInteger times = new AtomicInteger();
        try (OddServer server = new OddServer(out -> {
            if (!before && times.getAndIncrement() == 0) {
                caller[0].interrupt();
            }
            OddServer.says(body[0]).write(out);
        })) {
            TestPki leaf = Fetching.leaf(kind, server.at("/x"));
            body[0] = revoked(kind, leaf, 1);
            assertVerdict(kind, with(PATIENT, () -> run(virtual, () -> {
                caller[0] = Thread.currentThread();
                if (before) {
                    Thread.currentThread().interrupt();
                }
                String verdict = verdict(kind, leaf, options);
                assertTrue(Thread.currentThread().isInterrupted(), "the interrupt is lost");
                return verdict;
            })));
            assertFalse(server.requests().isEmpty());
        }
    }

    /** The selector fails for what is fetched, not for HTTPS. */
    static Lack proxies(RuntimeException thrown) {
        ProxySelector selector = ProxySelector.getDefault();
        ProxySelector.setDefault(new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                if (uri.getScheme().equals("http")) {
                    throw thrown;
                }
                return List.of(Proxy.NO_PROXY);
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException why) {
                throw new AssertionError(why);
            }
        });
        return () -> ProxySelector.setDefault(selector);
    }

    /** Places of the one object that serves the whole process. */
    private static Semaphore places(String name) throws ReflectiveOperationException {
        Class<?> type = Class.forName("dev.handfast.jsse.fetch.NameLookup");
        Field all = type.getDeclaredField("ALL");
        all.setAccessible(true);
        Field places = type.getDeclaredField(name);
        places.setAccessible(true);
        return (Semaphore) places.get(all.get(null));
    }

    /** What shows the certificate to be revoked, a list by so many entries; or its issuer. */
    static byte[] revoked(Kind kind, TestPki leaf, int count) throws Exception {
        return switch (kind) {
            case RESPONSE -> TestRevocation.response(AUTHORITY, leaf.certificate(), Status.REVOKED, AUTHORITY, -1, 1);
            case LIST -> {
                X509Certificate[] entries = new X509Certificate[count];
                Arrays.fill(entries, leaf.certificate());
                yield TestRevocation.list(AUTHORITY, AUTHORITY, 1, 9, null, entries).getEncoded();
            }
            case ISSUER -> kind.good(leaf);
        };
    }

    static void assertVerdict(Kind kind, String verdict) {
        assertTrue(kind == Kind.ISSUER ? verdict.equals("accepted") : verdict.contains(" was revoked at "),
                kind + ": " + verdict);
    }

    static String verdict(Kind kind, TestPki leaf, Option... options) throws Exception {
        try {
            Fetching.search(kind, leaf, options);
            return "accepted";
        } catch (CertPathBuilderException e) {
            HarmlessText.check(e);
            return e.getMessage();
        }
    }

    /** On another thread, a virtual one where there are such. */
    private static <T> T run(boolean virtual, Callable<T> work) throws Exception {
        FutureTask<T> task = new FutureTask<>(work);
        thread(virtual, task).start();
        return task.get(120, TimeUnit.SECONDS);
    }

    private static Thread thread(boolean virtual, Runnable task) throws ReflectiveOperationException {
        if (virtual && Runtime.version().feature() >= 21) {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            return (Thread) Class.forName("java.lang.Thread$Builder").getMethod("unstarted", Runnable.class)
                    .invoke(builder, task);
        }
        return new Thread(task);
    }
}
