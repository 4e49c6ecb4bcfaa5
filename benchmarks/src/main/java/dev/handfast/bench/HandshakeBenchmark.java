package dev.handfast.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Complete handshakes, client and server, in memory, on one thread: from two new engines of warm contexts until both
 * have finished and the server's tickets, if it sends any, have arrived.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class HandshakeBenchmark {

    /** A name of {@link Rivals}. */
    @Param({"Handfast", "SunJSSE", "BCJSSE", "Conscrypt", "tcnative", "SunJSSE+ACCP"})
    public String provider;

    /** The one version enabled. */
    @Param({"TLSv1.3", "TLSv1.2"})
    public String version;

    /** {@code full}: only the server has a certificate; {@code clientAuth}: both; {@code resumed}: none is shown. */
    @Param({"full", "clientAuth", "resumed"})
    public String mode;

    /** The type of all keys in the certificate paths. */
    @Param({"RSA-2048", "P-256", "Ed25519"})
    public String keyType;

    /** The one key exchange group. */
    @Param({"x25519", "secp256r1", "X25519MLKEM768"})
    public String group;

    /**
     * What each provider's code is warmed up with, besides JMH's own seconds, of which a busy machine gives few. The
     * JVM compiles for good what was called 5,000 times, and of most methods a handshake has one call.
     */
    private static final long WARM_UP_CPU_NANOS = TimeUnit.MILLISECONDS.toNanos(5000);

    private Loopback loopback;

    /** Makes contexts and checks what they negotiate. */
    @Setup
    public void open() throws Unavailable, GeneralSecurityException, SSLException {
        loopback = new Loopback(CheckedEngines.open(provider,
                new Plan(version, keyType, group, "AES_128_GCM", mode.equals("clientAuth"),
                        mode.equals("resumed"))));
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long begun = threads.getCurrentThreadCpuTime();
        while (threads.getCurrentThreadCpuTime() - begun < WARM_UP_CPU_NANOS) {
            loopback.handshake();
        }
    }

    /** One handshake. */
    @Benchmark
    public void handshake(Meter meter) throws SSLException {
        long clientBefore = loopback.clientNanos();
        long serverBefore = loopback.serverNanos();
        meter.start();
        loopback.handshake();
        meter.stop(1);
        meter.clientNanos += loopback.clientNanos() - clientBefore;
        meter.serverNanos += loopback.serverNanos() - serverBefore;
    }
}
