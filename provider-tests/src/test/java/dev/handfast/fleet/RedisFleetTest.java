package dev.handfast.fleet;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handfast.peers.Tools;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;

/** Two servers with their sessions in Redis, through Redisson. */
@Tag("cluster")
class RedisFleetTest {

    private static Store store;

    @BeforeAll
    static void start() throws IOException {
        if (!Tools.isMandatory()) {
            assumeTrue(Tools.find("redis-server").isPresent(), Tools.missing("redis-server"));
        }
        store = new Store.Redis();
    }

    @AfterAll
    static void stop() throws Exception {
        if (store != null) {
            store.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void connectionsAreResumed(String version) throws Exception {
        new StoreScenarios(store).sessionsAreResumed(version);
    }

    @Test
    void noReplayIsTaken() throws Exception {
        new StoreScenarios(store).replaysAreRefused(2_000);
    }

    @Test
    void aModuleUsesTheStore() throws Exception {
        new StoreScenarios(store).aModuleUsesTheStore();
    }

    @Test
    void anOutageCostsEarlyDataOnly() throws Exception {
        new StoreScenarios(store).anOutageCostsEarlyDataOnly();
    }

    @Test
    void anOutageCostsNoConnection() throws Exception {
        new StoreScenarios(store).anOutageCostsNoConnection();
    }
}
