package dev.handfast.house;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.engine.Pair;
import dev.handfast.handshake.TestSettings;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.TlsFault;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;

import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** What a record costs in garbage beyond what JCA makes of it, and an idle connection in memory. */
@Tag("unit")
class AllocationTest {

    /** Issue 2: "allocation per record no more than JCA's own plus 100 bytes". */
    private static final int MAX_ABOVE = 100;

    /** What an idle pair of SunJSSE's engines holds, measured on JDK 17: ours is not to hold more. */
    private static final int SUNJSSE_PAIR = 8_300;

    private static final int WARM_UP = 20_000;
    private static final int ROUNDS = 2_000;

    /** The least of so many counts: the compiler may need some of them until it sees what does not escape. */
    private static final int REPEATS = 30;
    private static final int HEADER = 5;
    private static final int TAG = 16;

    private interface Work {
        void once() throws TlsFault, GeneralSecurityException;
    }

    @ParameterizedTest
    @CsvSource({"16384", "1024", "100"})
    void aRecordCostsWhatItsCipherCosts(int length) throws TlsFault, GeneralSecurityException {
        TestSettings client = TestSettings.client();
        client.suites = List.of(CipherSuite.TLS_AES_128_GCM_SHA256);
        Pair pair = new Pair(client, TestSettings.server()).handshake();
        long bare = measure(bare(length));
        long ours = measure(through(pair, length));
        System.out.printf("Allocation, JDK %s, %d bytes, sealed and opened: Cipher %d B, connection %d B%n",
                Runtime.version().feature(), length, bare, ours);
        assertTrue(ours <= bare + MAX_ABOVE, () -> "a record of " + length + " bytes costs " + ours
                + " bytes of garbage, the bare ciphers " + bare);
    }

    @Test
    void anIdleConnectionIsSmall() throws TlsFault {
        int count = 200;
        List<Object> kept = new ArrayList<>();
        TestSettings client = TestSettings.client();
        TestSettings server = TestSettings.server();
        for (int i = 0; i < 20; i++) {
            new Pair(client, server).handshake();
        }
        long before = used();
        for (int i = 0; i < count; i++) {
            Pair pair = new Pair(client, server).handshake();
            kept.add(pair.client);
            kept.add(pair.server);
        }
        long each = (used() - before) / count;
        System.out.printf("Memory, JDK %s: %d bytes of an idle pair of connections (SunJSSE: %d)%n",
                Runtime.version().feature(), each, SUNJSSE_PAIR);
        assertTrue(kept.size() == 2 * count && each < SUNJSSE_PAIR, () -> "an idle pair holds " + each + " bytes");
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 8; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    /** One record from the client to the server; buffers are made once. */
    private static Work through(Pair pair, int length) {
        ByteBuffer[] src = {ByteBuffer.allocate(length)};
        ByteBuffer wire = ByteBuffer.allocate(17_000);
        ByteBuffer[] dst = {ByteBuffer.allocate(17_000)};
        return () -> {
            src[0].clear();
            wire.clear();
            dst[0].clear();
            pair.client.write(src, 0, 1, wire);
            wire.flip();
            pair.server.read(wire, dst, 0, 1);
            if (dst[0].position() != length) {
                throw new AssertionError("came: " + dst[0].position());
            }
        };
    }

    /** The same with nothing but the ciphers, as JCA wants to be called: a new nonce for every record. */
    private static Work bare(int length) throws GeneralSecurityException {
        SecretKeySpec key = new SecretKeySpec(new byte[16], "AES");
        Cipher sealer = Cipher.getInstance("AES/GCM/NoPadding");
        Cipher opener = Cipher.getInstance("AES/GCM/NoPadding");
        byte[] nonce = new byte[12];
        byte[] header = new byte[HEADER];
        byte[] plain = new byte[length + 1];
        byte[] sealed = new byte[length + 1 + TAG];
        return () -> {
            int place = nonce.length - 1;
            while (place >= 0 && ++nonce[place] == 0) {
                place--;
            }
            GCMParameterSpec parameters = new GCMParameterSpec(8 * TAG, nonce);
            sealer.init(Cipher.ENCRYPT_MODE, key, parameters);
            sealer.updateAAD(header);
            sealer.doFinal(plain, 0, plain.length, sealed, 0);
            GCMParameterSpec same = new GCMParameterSpec(8 * TAG, nonce);
            opener.init(Cipher.DECRYPT_MODE, key, same);
            opener.updateAAD(header);
            opener.doFinal(sealed, 0, sealed.length, plain, 0);
        };
    }

    private static long measure(Work work) throws TlsFault, GeneralSecurityException {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int i = 0; i < WARM_UP; i++) {
            work.once();
        }
        long least = Long.MAX_VALUE;
        for (int repeat = 0; repeat < REPEATS; repeat++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < ROUNDS; i++) {
                work.once();
            }
            least = Math.min(least, (threads.getCurrentThreadAllocatedBytes() - before) / ROUNDS);
        }
        return least;
    }
}
