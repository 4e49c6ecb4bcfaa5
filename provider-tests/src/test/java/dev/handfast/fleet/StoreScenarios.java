package dev.handfast.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.fleet.Fleet.Answer;
import dev.handfast.fleet.Fleet.Running;
import dev.handfast.peers.Background;
import dev.handfast.peers.JsseStack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

import javax.net.ssl.SSLContext;

/** What a fleet with a shared store must show, whichever store it is. */
final class StoreScenarios {

    static final String BEGAN = "is out of reach";
    static final String ENDED = "answers again after";

    private static final String STATEFUL = "-Djdk.tls.server.enableSessionTicketExtension=false";
    private static final String EPOCH = "-Djdk.tls.server.statelessKeyTimeout=" + ResumptionRun.EPOCH_SECONDS;

    /** A machine that tests on two cores is slow at times; that is not what these tests are about. */
    private static final String PATIENCE = "-Dhandfast.session.storeMillis=20000";

    /** In an outage each question that is tried takes all of the patience, and then each connection that asks. */
    private static final String PATIENCE_IN_AN_OUTAGE = "-Dhandfast.session.storeMillis=3000";

    /** How long servers may take to notice: the longest rest between attempts, and what proves that they go well. */
    private static final Duration OUTAGE = Duration.ofSeconds(90);

    private static final int FLIGHTS_A_ROUND = 25;
    private static final int REPLAYS_A_FLIGHT = 20;
    private static final int RACES_A_ROUND = 5;

    private final Store store;

    StoreScenarios(Store store) {
        this.store = store;
    }

    private Fleet fleet(String... options) throws IOException {
        List<String> all = new ArrayList<>(store.options());
        all.addAll(List.of(options));
        return new Fleet(store.artifacts(), all);
    }

    /** Sessions live in the store alone; clients hold a key of 32 bytes. */
    void sessionsAreResumed(String version) throws Exception {
        try (Fleet fleet = fleet(STATEFUL, EPOCH, PATIENCE)) {
            ResumptionRun.run(fleet, "sessions in " + store.name(), version);
        }
    }

    /** Recorded flights at the other node, at the same, and at both at once. */
    void replaysAreRefused(int replays) throws Exception {
        try (Fleet fleet = fleet(PATIENCE)) {
            Running a = fleet.start("a");
            Running b = fleet.start("b");
            SSLContext client = JsseStack.HANDFAST.context(null);
            int taken = 0;
            int elsewhere = 0;
            int tried = 0;
            try (Balancer balancer = new Balancer(a.port(), b.port())) {
                awaitEarlyData(client, balancer.port());
                int before = a.early() + b.early();
                String ticketsNode = "";
                while (tried < replays) {
                    List<byte[]> atA = new ArrayList<>();
                    List<byte[]> atB = new ArrayList<>();
                    for (int i = 0; i < FLIGHTS_A_ROUND; i++) {
                        Fleet.Recorded recorded = Fleet.record(client, balancer);
                        (recorded.node().equals("a") ? atA : atB).add(recorded.flight());
                        elsewhere += recorded.node().equals(ticketsNode) ? 0 : 1;
                        ticketsNode = recorded.node();
                        taken++;
                    }
                    // Three at the other node for each at the same.
                    Replays.run(atA, REPLAYS_A_FLIGHT, b.port(), b.port(), b.port(), a.port());
                    Replays.run(atB, REPLAYS_A_FLIGHT, a.port(), a.port(), a.port(), b.port());
                    tried += FLIGHTS_A_ROUND * REPLAYS_A_FLIGHT;
                    for (int i = 0; i < RACES_A_ROUND; i++) {
                        Fleet.connect(client, balancer.port(), "TLSv1.3", false);
                        byte[] unseen = Fleet.flight(client, balancer.port());
                        Future<Void> other = Background.run(() -> Fleet.replay(unseen, b.port()));
                        Fleet.replay(unseen, a.port());
                        Background.get(other);
                        taken++;
                    }
                    // The flights have taken the client's tickets.
                    Fleet.connect(client, balancer.port(), "TLSv1.3", false);
                }
                System.out.println("replay guard in " + store.name() + ": " + tried + " replays, none taken; " + taken
                        + " first uses taken, " + elsewhere + " of them on another node than that of the ticket");
                assertEquals(taken, a.early() + b.early() - before);
                assertTrue(elsewhere > 0);
                assertEquals(0, a.printed(BEGAN) + b.printed(BEGAN));
            }
        }
    }

    private static void awaitEarlyData(SSLContext client, int port) throws Exception {
        await("early data is taken", () -> Fleet.connect(client, port, "TLSv1.3", true).early());
        // The other node may open its store just now.
        for (int inARow = 0; inARow < 4;) {
            inARow = Fleet.connect(client, port, "TLSv1.3", true).early() ? inARow + 1 : 0;
        }
    }

    /** The provider is on the module path, the store's client and JCache itself on the class path. */
    void aModuleUsesTheStore() throws Exception {
        try (Fleet fleet = fleet(STATEFUL, PATIENCE)) {
            Running node = fleet.startAsModule("module");
            assertEquals(1, node.printed("MODULE dev.handfast.provider"), () -> node.process().output());
            SSLContext client = JsseStack.HANDFAST.context(null);
            await("a session is resumed from the store",
                    () -> Fleet.connect(client, node.port(), "TLSv1.3", false).resumedAtServer());
            assertEquals(0, node.printed(BEGAN), () -> node.process().output());
        }
    }

    /** Tickets need no store, early data does; what was recorded before a loss is taken by nobody behind it. */
    void anOutageCostsEarlyDataOnly() throws Exception {
        try (Fleet fleet = fleet(PATIENCE_IN_AN_OUTAGE)) {
            Running a = fleet.start("a");
            Running b = fleet.start("b");
            SSLContext client = JsseStack.HANDFAST.context(null);
            try (Balancer balancer = new Balancer(a.port(), b.port())) {
                awaitEarlyData(client, balancer.port());
                List<byte[]> before = new ArrayList<>(List.of(Fleet.record(client, balancer).flight()));
                before.add(Fleet.flight(client, balancer.port()));
                Fleet.connect(client, balancer.port(), "TLSv1.3", false);
                store.kill();
                int taken = a.early() + b.early();
                for (int i = 0; i < 6; i++) {
                    Answer answer = Fleet.connect(client, balancer.port(), "TLSv1.3", true);
                    assertTrue(answer.resumedAtServer() && answer.resumedAtClient() && !answer.early(),
                            () -> "in an outage: " + answer);
                }
                store.start();
                // Servers find out by what they are asked, and refuse until then.
                AtomicInteger fresh = new AtomicInteger();
                await("both servers say that the store answers again", () -> {
                    Replays.run(before, 4, a.port(), b.port());
                    fresh.addAndGet(Fleet.connect(client, balancer.port(), "TLSv1.3", true).early() ? 1 : 0);
                    return a.printed(ENDED) > 0 && b.printed(ENDED) > 0 && fresh.get() > 4;
                });
                Replays.run(before, 20, a.port(), b.port());
                assertEquals(taken + fresh.get(), a.early() + b.early());
                System.out.println(store.name() + " killed, tickets: sessions were resumed without early data; flights"
                        + " of before were not taken behind the loss, " + fresh + " new ones were");
            }
        }
    }

    /** The store dies under load, and comes back empty. */
    void anOutageCostsNoConnection() throws Exception {
        try (Fleet fleet = fleet(STATEFUL, PATIENCE_IN_AN_OUTAGE)) {
            Running a = fleet.start("a");
            Running b = fleet.start("b");
            try (Balancer balancer = new Balancer(a.port(), b.port()); Load load = new Load(balancer.port())) {
                List<Established> established = new ArrayList<>();
                for (int i = 0; i < 10; i++) {
                    established.add(new Established(balancer.port(), i % 2 == 0 ? "TLSv1.3" : "TLSv1.2"));
                }
                load.start();
                load.awaitResumed(100);
                awaitEarlyData(JsseStack.HANDFAST.context(null), balancer.port());
                int[] early = {a.early(), b.early()};
                store.kill();
                load.awaitLine(a, BEGAN);
                load.awaitLine(b, BEGAN);
                int resumedBefore = load.resumed.get();
                load.awaitConnections(200);
                int full = load.connections.get();
                SSLContext client = JsseStack.HANDFAST.context(null);
                for (int i = 0; i < 5; i++) {
                    assertFalse(Fleet.connect(client, balancer.port(), "TLSv1.3", true).early(),
                            "early data in an outage");
                }
                established.forEach(Established::check);
                store.start();
                load.awaitLine(a, ENDED);
                load.awaitLine(b, ENDED);
                load.awaitResumed(100);
                awaitEarlyData(client, balancer.port());
                established.forEach(Established::check);
                load.stop();
                for (Running node : List.of(a, b)) {
                    assertEquals(1, node.printed(BEGAN), () -> node.process().output());
                    assertEquals(1, node.printed(ENDED), () -> node.process().output());
                }
                assertTrue(early[0] + early[1] > 0);
                System.out.println(store.name() + " killed under load: " + load.connections + " connections, "
                        + load.failed + " failed, " + resumedBefore + " resumed before and " + load.resumed
                        + " in all; " + full + " when it was started again; 10 established ones went on");
                assertEquals(0, load.failed.get(), () -> "failures: " + load.failure);
                established.forEach(Established::close);
            }
        }
    }

    /** One of the store's own nodes dies: nothing is lost. */
    void aBackupCostsNothing(Runnable killOne) throws Exception {
        try (Fleet fleet = fleet(STATEFUL, PATIENCE)) {
            Running a = fleet.start("a");
            Running b = fleet.start("b");
            try (Balancer balancer = new Balancer(a.port(), b.port()); Load load = new Load(balancer.port())) {
                load.start();
                load.awaitResumed(100);
                killOne.run();
                load.awaitResumed(200);
                load.stop();
                System.out.println("one of two members of " + store.name() + " killed under load: " + load.connections
                        + " connections, " + load.failed + " failed, " + load.resumed + " resumed; out of reach for a"
                        + " moment: " + (a.printed(BEGAN) + b.printed(BEGAN)) + " of 2 servers");
                assertEquals(0, load.failed.get(), () -> "failures: " + load.failure);
            }
        }
    }

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + OUTAGE.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > deadline) {
                throw new TimeoutException("not within " + OUTAGE + ": " + what);
            }
        }
    }

    /** A connection that stays. */
    private static final class Established {

        private final Socket socket;
        private final Fleet.Client client;

        Established(int port, String version) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            client = new Fleet.Client(JsseStack.HANDFAST.context(null), port, version, false, socket);
            check();
        }

        void check() {
            try {
                client.ask(false);
            } catch (IOException e) {
                throw new AssertionError("an established connection ended", e);
            }
        }

        void close() {
            try (socket) {
                client.close();
            } catch (IOException e) {
                throw new AssertionError("an established connection ended", e);
            }
        }
    }

    /** Clients that connect without end, of both versions. */
    private static final class Load implements AutoCloseable {

        private final AtomicInteger connections = new AtomicInteger();
        private final AtomicInteger resumed = new AtomicInteger();
        private final AtomicInteger failed = new AtomicInteger();
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final List<Future<Void>> threads = new ArrayList<>();
        private final int port;
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition grown = lock.newCondition();
        private volatile String failure = "none";

        Load(int port) {
            this.port = port;
        }

        void start() {
            for (String version : List.of("TLSv1.3", "TLSv1.2")) {
                threads.add(Background.run(() -> run(version)));
            }
        }

        private void run(String version) {
            SSLContext client = JsseStack.HANDFAST.context(null);
            while (!stopped.get()) {
                try {
                    Answer answer = Fleet.connect(client, port, version, false);
                    resumed.addAndGet(answer.resumedAtServer() && answer.resumedAtClient() ? 1 : 0);
                } catch (IOException e) {
                    failed.incrementAndGet();
                    failure = e.toString();
                }
                connections.incrementAndGet();
                tell();
            }
        }

        private void tell() {
            lock.lock();
            try {
                grown.signalAll();
            } finally {
                lock.unlock();
            }
        }

        /** Waits for so many more connections that are resumed. */
        void awaitResumed(int more) throws Exception {
            await("resumed", resumed, more);
        }

        /** Waits for so many more connections. */
        void awaitConnections(int more) throws Exception {
            await("connections", connections, more);
        }

        private void await(String what, AtomicInteger figure, int more) throws Exception {
            lock.lock();
            try {
                int from = figure.get();
                long left = OUTAGE.toNanos();
                while (figure.get() - from < more) {
                    if (left <= 0) {
                        throw new TimeoutException("of " + more + " " + what + " only " + (figure.get() - from)
                                + " within " + OUTAGE);
                    }
                    left = grown.awaitNanos(left);
                }
            } finally {
                lock.unlock();
            }
        }

        void awaitLine(Running node, String text) throws Exception {
            node.process().await(Pattern.compile(Pattern.quote(text)), 0, OUTAGE);
        }

        void stop() throws Exception {
            stopped.set(true);
            for (Future<Void> thread : threads) {
                Background.get(thread);
            }
            threads.clear();
        }

        @Override
        public void close() throws Exception {
            stop();
        }
    }
}
