package dev.handfast.fleet;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.fleet.Fleet.Answer;
import dev.handfast.fleet.Fleet.Running;
import dev.handfast.peers.Background;
import dev.handfast.peers.JsseStack;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Future;

import javax.net.ssl.SSLContext;

/**
 * Connections through a balancer, over key epochs, while a server is killed and started again: 300, or as many as
 * {@code -Dhandfast.fleet.connections} says.
 */
final class ResumptionRun {

    /** How long one key seals tickets in these tests. */
    static final int EPOCH_SECONDS = 2;

    private static final int CONNECTIONS = Integer.getInteger("handfast.fleet.connections", 300);
    private static final int EPOCHS = 4;
    private static final int KILL_AT = CONNECTIONS / 3;

    // A fast client has one node to go to while the other starts: it goes on until enough went to both.
    private static final int CROSSED = CONNECTIONS / 2;
    private static final int AT_RESTARTED = CONNECTIONS / 10;
    private static final int MOST = 100 * CONNECTIONS;

    private int total;
    private int atClient;
    private int atServer;
    private int crossed;
    private int atRestarted;

    /** Runs, prints the figures, and asserts them. */
    static void run(Fleet fleet, String what, String version) throws Exception {
        new ResumptionRun().go(fleet, what, version);
    }

    private void go(Fleet fleet, String what, String version) throws Exception {
        Running doomed = fleet.start("a");
        Running other = fleet.start("b");
        SSLContext client = JsseStack.HANDFAST.context(null);
        Set<Long> epochs = new TreeSet<>();
        try (Balancer balancer = new Balancer(doomed.port(), other.port())) {
            String before = Fleet.connect(client, balancer.port(), version, false).node();
            Future<Running> restarting = null;
            boolean replaced = false;
            while (total < CONNECTIONS || epochs.size() < EPOCHS || crossed < CROSSED || atRestarted < AT_RESTARTED) {
                assertTrue(total < MOST, "sessions cross nodes");
                if (total == KILL_AT) {
                    doomed.process().close();
                    restarting = Background.start(() -> fleet.start("c"));
                }
                if (!replaced && restarting != null && restarting.isDone()) {
                    balancer.replace(doomed.port(), Background.get(restarting).port());
                    replaced = true;
                }
                epochs.add(System.currentTimeMillis() / 1000 / EPOCH_SECONDS);
                before = count(Fleet.connect(client, balancer.port(), version, false), before);
            }
        }
        System.out.println(what + ", " + version + ": " + total + " connections over " + epochs.size()
                + " key epochs and a restart; resumed " + atClient + " as clients say, " + atServer
                + " as servers say; " + crossed + " of them on another node than the one before, " + atRestarted
                + " on the restarted one");
        for (int resumed : List.of(atClient, atServer)) {
            // The killed server may have had one connection that it did not end
            assertTrue(total - resumed <= Math.max(1, total / 1000), () -> resumed + " of " + total);
        }
    }

    private String count(Answer answer, String before) {
        total++;
        atClient += answer.resumedAtClient() ? 1 : 0;
        atServer += answer.resumedAtServer() ? 1 : 0;
        crossed += answer.resumedAtServer() && !answer.node().equals(before) ? 1 : 0;
        atRestarted += answer.resumedAtServer() && answer.node().equals("c") ? 1 : 0;
        return answer.node();
    }
}
