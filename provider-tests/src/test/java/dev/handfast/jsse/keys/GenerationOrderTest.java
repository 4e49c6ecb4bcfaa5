package dev.handfast.jsse.keys;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.jsse.live.FakeIdentities;
import dev.handfast.jsse.live.LiveFixture;
import dev.handfast.peers.Background;
import dev.handfast.peers.Identity;
import dev.handfast.peers.OpaqueKey;
import dev.handfast.tls.CertificatePeer;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;

/** States of files are used in their order, also when a thread that has read an older one comes late with it. */
@Timeout(120)
@Tag("unit")
class GenerationOrderTest {

    private static final LiveFixture PKI = new LiveFixture("order");
    private static final Identity FIRST = PKI.identity("server");
    private static final Identity SECOND = PKI.identity("server");
    private static final Identity THIRD = PKI.identity("server");
    private static final Identity OTHER = PKI.identity("other");

    @TempDir
    private Path directory;

    private FakeIdentities files;
    private LiveKeyManager manager;

    /** A key of a token, as it were: what asks for its algorithm, as key managers do, waits or fails as is wanted. */
    private static class TokenKey implements OpaqueKey {

        private static final long serialVersionUID = 1L;

        @Override
        public String getAlgorithm() {
            return FIRST.key().getAlgorithm();
        }
    }

    private static final class SlowKey extends TokenKey {

        private static final long serialVersionUID = 1L;
        private final transient CountDownLatch asked = new CountDownLatch(1);
        private final transient CountDownLatch answers = new CountDownLatch(1);

        @Override
        public String getAlgorithm() {
            asked.countDown();
            try {
                Background.await(answers);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            return super.getAlgorithm();
        }
    }

    @BeforeEach
    void begin() throws Exception {
        files = new FakeIdentities(directory.resolve("server.pem"));
        files.write(files.of(FIRST, FIRST.key()));
        manager = new LiveKeyManager(files.follow(), true, null);
    }

    private String[] aliases() {
        return manager.getServerAliases(FIRST.certificate().getPublicKey().getAlgorithm(), null);
    }

    private void assertShown(Identity... identities) {
        assertEquals(List.of(identities).stream().map(Identity::certificate).toList(),
                manager.identities().stream().map(CertificatePeer::own).toList());
    }

    @Test
    void anOlderStateTakesNoLatersPlace() throws Exception {
        SlowKey slow = new SlowKey();
        files.write(files.of(SECOND, slow));
        Future<String[]> late = Background.start(this::aliases);
        Background.await(slow.asked);
        files.write(files.of(THIRD, THIRD.key()), files.of(OTHER, OTHER.key()));
        assertEquals(2, aliases().length);
        assertShown(THIRD, OTHER);
        slow.answers.countDown();
        String[] answer = Background.get(late);
        assertTrue(answer[0].startsWith("3."), () -> "chosen from an older state: " + answer[0]);
        assertShown(THIRD, OTHER);
        assertArrayEquals(THIRD.chain().toArray(new X509Certificate[0]), manager.getCertificateChain("3.server"));
        assertNull(manager.getCertificateChain("2.server"), "nobody has chosen from it");
        assertFalse(manager.hasWithdrawn(new CertificatePeer(OTHER.chain())));
    }

    /** As keys that were chosen are asked for afterwards. */
    @Test
    void statesThatWereChosenFromAreKept() throws Exception {
        files.write(files.of(SECOND, SECOND.key()));
        assertArrayEquals(new String[] {"2.server"}, aliases());
        files.write(files.of(OTHER, OTHER.key()));
        assertArrayEquals(new String[] {"3.other"}, aliases());
        assertSame(FIRST.key(), manager.getPrivateKey("1.server"));
        assertSame(SECOND.key(), manager.getPrivateKey("2.server"));
        assertSame(OTHER.key(), manager.getPrivateKey("3.other"));
        assertTrue(manager.hasWithdrawn(new CertificatePeer(SECOND.chain())), "it is held no more");
        assertFalse(manager.hasWithdrawn(new CertificatePeer(FIRST.chain())), "another has taken its place");
    }

    @Test
    void aStateThatCouldNotBeUsedHasChangedNothing() throws Exception {
        files.write(files.of(SECOND, new TokenKey() {
            private static final long serialVersionUID = 1L;
            private int failures = 2;

            @Override
            public String getAlgorithm() {
                if (failures-- > 0) {
                    throw new IllegalStateException("the token is busy");
                }
                return super.getAlgorithm();
            }
        }));
        for (int i = 0; i < 2; i++) {
            assertThrows(IllegalStateException.class, this::aliases);
            assertShown(FIRST);
        }
        assertArrayEquals(new String[] {"2.server"}, aliases());
        assertShown(SECOND);
    }
}
