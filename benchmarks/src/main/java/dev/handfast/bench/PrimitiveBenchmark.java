package dev.handfast.bench;

import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * One cryptographic operation of one library, so that the choices of {@code crypto}'s catalogue can be checked again.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class PrimitiveBenchmark {

    private static final int BATCH = 16;

    /** A name of {@link Primitives#operations}. */
    @Param("X25519 agree")
    public String operation;

    /** A name of {@link Primitives#providers}. */
    @Param({"JDK", "Handfast", "BC", "BC light", "ACCP", "Conscrypt"})
    public String provider;

    private Primitives.Operation prepared;

    /** Makes keys and objects. */
    @Setup
    public void prepare() throws Unavailable, GeneralSecurityException {
        try {
            prepared = Primitives.prepare(operation, provider);
        } catch (Unavailable e) {
            Notes.add(e.getMessage());
            throw e;
        }
    }

    /** The operation. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void run(Meter meter, Blackhole sink) throws GeneralSecurityException {
        meter.start();
        for (int i = 0; i < BATCH; i++) {
            sink.consume(prepared.run());
        }
        meter.stop(BATCH);
    }
}
