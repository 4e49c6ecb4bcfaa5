package dev.handfast.bench;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import javax.net.ssl.SSLException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Application data through an established connection, client to server, on one thread. An operation is one write of
 * {@link Stream#size} bytes, sealed, opened, or both.
 *
 * <p>Every rival gets the same buffers, and the loops allocate nothing. The connection is new in each iteration, so
 * that none reaches its key's limit. The provider {@code bareCipher} is the floor: see {@link BareCipher}.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class RecordBenchmark {

    /** The name of the row with two bare Cipher calls. */
    static final String BARE_CIPHER = "bareCipher";

    private static final int BATCH = 128;

    /** The same for all, and room for two of any rival's packet buffers: SunJSSE makes two records of 16 kB. */
    private static final int NETWORK_BYTES = 1 << 16;

    /** A connection and its buffers. */
    @State(Scope.Thread)
    public static class Stream {

        /** A name of {@link Rivals}, or {@code bareCipher}. */
        @Param({"Handfast", "SunJSSE", "BCJSSE", "Conscrypt", "tcnative", "SunJSSE+ACCP", BARE_CIPHER})
        public String provider;

        /** The protocol version. */
        @Param({"TLSv1.3", "TLSv1.2"})
        public String version;

        /** The AEAD of the suite. */
        @Param({"AES_128_GCM", "AES_256_GCM", "CHACHA20_POLY1305"})
        public String cipher;

        /** Bytes in each write. */
        @Param({"64", "100", "1024", "16384"})
        public int size;

        /** Of all buffers. */
        @Param({"heap", "direct"})
        public String buffers;

        private Engines engines;
        RecordChannel channel;
        ByteBuffer plain;
        ByteBuffer network;
        ByteBuffer opened;

        /** Opens the rival and allocates the buffers. */
        @Setup
        public void open() throws Unavailable, GeneralSecurityException {
            if (!provider.equals(BARE_CIPHER)) {
                engines = CheckedEngines.open(provider, new Plan(version, "RSA-2048", "x25519", cipher, false,
                        false));
            } else if (!buffers.equals("heap")) {
                Notes.add("bareCipher is array to array");
                throw new Unavailable("bareCipher is array to array");
            }
            IntFunction<ByteBuffer> allocate = RecordChannel.allocator(buffers);
            plain = allocate.apply(size);
            network = allocate.apply(NETWORK_BYTES);
            opened = allocate.apply(NETWORK_BYTES);
            for (int i = 0; i < size; i++) {
                plain.put(i, (byte) i);
            }
        }

        /** Establishes the iteration's connection. */
        @Setup(Level.Iteration)
        public void connect() throws SSLException, GeneralSecurityException {
            channel = engines == null ? new BareCipher(cipher) : RecordChannel.between(engines);
        }

        /** Checks that what was opened last, if anything was, is what was sealed; lets the connection go. */
        @TearDown(Level.Iteration)
        public void disconnect() {
            plain.rewind();
            opened.flip();
            boolean same = opened.limit() == 0 || opened.equals(plain);
            channel.close();
            if (!same) {
                throw new IllegalStateException(provider + " opened something else than was sealed");
            }
        }
    }

    /** A stream with records that are sealed ahead, so that opening them can be timed alone. */
    @State(Scope.Thread)
    public static class SealedAhead extends Stream {

        ByteBuffer records;

        /** Allocates room for a batch. */
        @Setup
        public void allocate() {
            records = RecordChannel.allocator(buffers).apply(BATCH * (size + 256) + NETWORK_BYTES);
        }

        /** Seals a batch, outside the measured time. */
        @Setup(Level.Invocation)
        public void sealBatch() throws SSLException, GeneralSecurityException {
            records.clear();
            for (int i = 0; i < BATCH; i++) {
                plain.clear();
                channel.seal(plain, records);
            }
            records.flip();
        }
    }

    /** One write sealed and opened. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void sealOpen(Stream stream, Meter meter) throws SSLException, GeneralSecurityException {
        meter.start();
        for (int i = 0; i < BATCH; i++) {
            stream.plain.clear();
            stream.network.clear();
            stream.channel.seal(stream.plain, stream.network);
            stream.network.flip();
            stream.opened.clear();
            stream.channel.open(stream.network, stream.opened, stream.size);
        }
        meter.stop(BATCH);
    }

    /** One write sealed; nobody reads it. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void seal(Stream stream, Meter meter) throws SSLException, GeneralSecurityException {
        meter.start();
        for (int i = 0; i < BATCH; i++) {
            stream.plain.clear();
            stream.network.clear();
            stream.channel.seal(stream.plain, stream.network);
        }
        meter.stop(BATCH);
    }

    /** One write opened that was sealed before. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void open(SealedAhead stream, Meter meter) throws SSLException, GeneralSecurityException {
        meter.start();
        for (int i = 0; i < BATCH; i++) {
            stream.opened.clear();
            stream.channel.open(stream.records, stream.opened, stream.size);
        }
        meter.stop(BATCH);
    }
}
