package dev.handfast.record;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;

import dev.handfast.crypto.RecordOpener;
import dev.handfast.crypto.RecordSealer;
import dev.handfast.record.Suites.Pair;
import dev.handfast.spec.BulkCipher;
import dev.handfast.spec.ContentType;
import dev.handfast.spec.Limits;
import dev.handfast.spec.TlsFault;

import java.lang.management.ManagementFactory;
import java.util.Random;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The traffic path allocates what the primitive allocates, and nothing of its own. */
@Tag("unit")
class RecordAllocationTest {

    private static final int RECORDS = 200;
    private static final int BATCH = 40;
    /** What the bean and the loop cost: less than one object for each record. */
    private static final long TOLERATED = 8 * BATCH;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Random random = Suites.seeded(this);

    private interface Work {
        void run() throws TlsFault;
    }

    @ParameterizedTest
    @CsvSource({"true, AES_128_GCM", "true, CHACHA20_POLY1305", "false, AES_128_GCM", "false, CHACHA20_POLY1305"})
    void sealingAndOpeningAllocateNothingOfTheirOwn(boolean tls13, BulkCipher cipher) throws TlsFault {
        byte[] content = Suites.bytes(random, 1000);
        byte[] key = Suites.bytes(random, cipher.keyLength());
        int inner = content.length + (tls13 ? 1 : 0);
        int header = Limits.RECORD_HEADER;
        byte[] buffer = new byte[2000];
        byte[] out = new byte[2000];
        byte[] nonce = new byte[12];
        byte[] aad = new byte[13];
        RecordSealer sealer = Suites.CRYPTO.sealer(cipher, key);
        long bare = allocated(() -> {
            nextNonce(nonce);
            sealer.seal(nonce, aad, aad.length, buffer, 13, inner, buffer, 13);
        });
        Pair pair = new Suites.Suite(tls13, cipher, null, false).pair(random);
        long sealing = allocated(() -> seal(pair, content, buffer));
        assertTrue(sealing <= bare + TOLERATED, sealing + " bytes, bare " + bare);

        byte[][] sealed = new byte[2 * RECORDS][];
        byte[] openNonce = new byte[12];
        RecordSealer other = Suites.CRYPTO.sealer(cipher, key);
        for (int i = 0; i < sealed.length; i++) {
            nextNonce(openNonce);
            // SunJCE's ChaCha20 copies what does not begin at 0, so the bare one begins where a record's ciphertext
            // does
            sealed[i] = new byte[header + inner + cipher.tagLength()];
            other.seal(openNonce, aad, aad.length, buffer, 0, inner, sealed[i], header);
        }
        RecordOpener opener = Suites.CRYPTO.opener(cipher, key);
        byte[] reading = new byte[12];
        int[] next = {0};
        long bareOpening = allocated(() -> {
            nextNonce(reading);
            byte[] record = sealed[next[0]++];
            opener.open(reading, aad, aad.length, record, header, record.length - header, out, 0);
        });

        Pair fresh = new Suites.Suite(tls13, cipher, null, false).pair(random);
        byte[][] records = new byte[2 * RECORDS][];
        for (int i = 0; i < records.length; i++) {
            records[i] = fresh.seal(ContentType.APPLICATION_DATA, content, 0);
        }
        int[] at = {0};
        long opening = allocated(() -> {
            byte[] record = records[at[0]++];
            RecordHeader.length(record, 0, record.length, fresh.reader().maxFragment());
            fresh.reader().open(record, 0, record.length, out, 0);
            fresh.reader().type();
        });
        assertTrue(opening <= bareOpening + TOLERATED, opening + " bytes, bare " + bareOpening);
    }

    private static void seal(Pair pair, byte[] content, byte[] buffer) throws TlsFault {
        RecordWriter writer = pair.writer();
        System.arraycopy(content, 0, buffer, writer.headroom(), content.length);
        writer.keyLimitNear();
        writer.seal(ContentType.APPLICATION_DATA, buffer, 0, content.length, 0);
    }

    private static void nextNonce(byte[] nonce) {
        nonce[11]++;
        if (nonce[11] == 0) {
            nonce[10]++;
        }
    }

    /** The least that this thread allocates for {@link #BATCH} records, over several batches after a warm-up. */
    private long allocated(Work work) throws TlsFault {
        long id = Thread.currentThread().getId();
        for (int i = 0; i < RECORDS; i++) {
            work.run();
        }
        long least = Long.MAX_VALUE;
        for (int batch = 0; batch < RECORDS / BATCH; batch++) {
            long before = threads.getThreadAllocatedBytes(id);
            for (int i = 0; i < BATCH; i++) {
                work.run();
            }
            least = Math.min(least, threads.getThreadAllocatedBytes(id) - before);
        }
        return least;
    }
}
