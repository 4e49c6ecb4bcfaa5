package dev.handfast.fleet;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;

/** Two servers with their sessions in two Hazelcast members, each in a JVM of its own. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Tag("cluster")
class HazelcastFleetTest {

    private static Store.HazelcastCluster store;

    @BeforeAll
    static void start() throws IOException {
        store = new Store.HazelcastCluster();
    }

    @AfterAll
    static void stop() {
        store.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    @Order(1)
    void connectionsAreResumed(String version) throws Exception {
        new StoreScenarios(store).sessionsAreResumed(version);
    }

    @Test
    @Order(2)
    void noneOfTenThousandReplaysIsTaken() throws Exception {
        new StoreScenarios(store).replaysAreRefused(10_000);
    }

    /** Leaves one member. */
    @Test
    @Order(3)
    void aMembersDeathCostsNoConnection() throws Exception {
        new StoreScenarios(store).aBackupCostsNothing(store::killOne);
    }

    /** Starts both again. */
    @Test
    @Order(4)
    void anOutageCostsNoConnection() throws Exception {
        new StoreScenarios(store).anOutageCostsNoConnection();
    }
}
