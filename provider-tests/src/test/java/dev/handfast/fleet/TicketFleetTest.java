package dev.handfast.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.fleet.Fleet.Running;
import dev.handfast.peers.JsseStack;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.SSLContext;

/** Two servers that share a ticket secret and nothing else; JCache is not even on their class path. */
@Tag("cluster")
class TicketFleetTest {

    private static final String EPOCH = "-Djdk.tls.server.statelessKeyTimeout=" + ResumptionRun.EPOCH_SECONDS;

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void connectionsAreResumed(String version) throws Exception {
        try (Fleet fleet = new Fleet(List.of(), List.of(EPOCH))) {
            ResumptionRun.run(fleet, "tickets", version);
        }
    }

    /** Each guards its own tickets only: another node, or the same after a restart, takes no early data with them. */
    @Test
    void earlyDataIsTakenWhereItsTicketCameFromOnly() throws Exception {
        try (Fleet fleet = new Fleet(List.of(), List.of())) {
            Running a = fleet.start("a");
            Running b = fleet.start("b");
            SSLContext client = JsseStack.HANDFAST.context(null);
            List<byte[]> flights = new ArrayList<>();
            try (Balancer balancer = new Balancer(a.port())) {
                assertFalse(Fleet.connect(client, balancer.port(), "TLSv1.3", true).early());
                for (int i = 0; i < 20; i++) {
                    flights.add(Fleet.record(client, balancer).flight());
                }
                // Nobody has seen this one; it is not for b all the same.
                Fleet.replay(Fleet.flight(client, balancer.port()), b.port());
            }
            Replays.run(flights, 20, b.port());
            Replays.run(flights, 5, a.port());
            assertEquals(20, a.early());
            assertEquals(0, b.early());
            a.process().close();
            Running again = fleet.start("c");
            Replays.run(flights, 5, again.port());
            assertEquals(0, again.early());
            System.out.println("in-memory guards: 20 flights, 600 replays at the other node, the same and the restarted"
                    + " one: none taken");
        }
    }

    /** A store is configured that cannot be there: connections go on, and it is said once. */
    @Test
    void aStoreWithoutJCacheCostsNoConnection() throws Exception {
        try (Fleet fleet = new Fleet(List.of(), List.of("-Dhandfast.session.jcache=tls",
                "-Djdk.tls.server.enableSessionTicketExtension=false"))) {
            Running a = fleet.start("a");
            SSLContext client = JsseStack.HANDFAST.context(null);
            for (int i = 0; i < 20; i++) {
                for (String version : List.of("TLSv1.3", "TLSv1.2")) {
                    assertFalse(Fleet.connect(client, a.port(), version, false).resumedAtServer());
                }
            }
            assertEquals(1, a.printed("is out of reach"), () -> a.process().output());
            assertTrue(a.process().output().contains("javax/cache"), () -> a.process().output());
        }
    }
}
