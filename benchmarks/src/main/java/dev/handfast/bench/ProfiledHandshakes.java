package dev.handfast.bench;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/**
 * A JVM of its own that does handshakes of one kind: counts what each costs, then does more of them under the flight
 * recorder, and prints a line for each place: its name, microseconds of CPU and bytes a handshake, separated by tabs.
 * The first line is named {@value #ALL}; before it come lines that say how dear the first handshakes of the JVM were.
 */
final class ProfiledHandshakes {

    static final String ALL = "all";
    static final String FIRST = "first ";

    private static final int[] MILESTONES = {100, 1_000, 10_000};
    private static final int WARM_UP = 20_000;
    private static final long COUNTED_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long SAMPLED_NANOS = TimeUnit.SECONDS.toNanos(12);
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Loopback loopback;
    private double microsEach;
    private double bytesEach;

    private ProfiledHandshakes(Plan plan) throws Unavailable, GeneralSecurityException {
        loopback = new Loopback(Rivals.named(Rivals.HANDFAST).open(plan, Credentials.of(plan.keyType())));
    }

    /** Arguments: version, mode and group as those of {@link HandshakeBenchmark}. */
    public static void main(String[] arguments)
            throws Unavailable, GeneralSecurityException, IOException {
        new ProfiledHandshakes(new Plan(arguments[0], "P-256", arguments[2], "AES_128_GCM", false,
                arguments[1].equals("resumed"))).run();
    }

    private void run() throws IOException {
        int done = 0;
        for (int milestone : MILESTONES) {
            long cpu = THREADS.getCurrentThreadCpuTime();
            for (; done < milestone; done++) {
                loopback.handshake();
            }
            print(FIRST + milestone, (THREADS.getCurrentThreadCpuTime() - cpu) / 1e3 / milestone, 0);
        }
        for (; done < WARM_UP; done++) {
            loopback.handshake();
        }
        count();
        print(ALL, microsEach, bytesEach);
        Path file = Files.createTempFile("handfast-profile", ".jfr");
        try {
            record(file);
            read(file);
        } finally {
            Files.delete(file);
        }
    }

    /** Without the recorder, which costs something itself. */
    private void count() throws SSLException {
        long begun = System.nanoTime();
        long cpu = THREADS.getCurrentThreadCpuTime();
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        int handshakes = 0;
        while (System.nanoTime() - begun < COUNTED_NANOS) {
            loopback.handshake();
            handshakes++;
        }
        microsEach = (THREADS.getCurrentThreadCpuTime() - cpu) / 1e3 / handshakes;
        bytesEach = (double) (THREADS.getCurrentThreadAllocatedBytes() - bytes) / handshakes;
    }

    private void record(Path file) throws IOException {
        try (Recording recording = new Recording()) {
            recording.enable("jdk.ExecutionSample").withPeriod(Duration.ofMillis(2));
            recording.enable("jdk.ObjectAllocationSample").with("throttle", "1000/s");
            recording.start();
            long begun = System.nanoTime();
            while (System.nanoTime() - begun < SAMPLED_NANOS) {
                loopback.handshake();
            }
            recording.stop();
            recording.dump(file);
        }
    }

    private void read(Path file) throws IOException {
        String thread = Thread.currentThread().getName();
        Map<String, double[]> places = new TreeMap<>();
        double samples = 0;
        double weight = 0;
        for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
            boolean isTime = event.getEventType().getName().equals("jdk.ExecutionSample");
            String of = isTime ? event.getThread("sampledThread").getJavaName() : event.getThread().getJavaName();
            if (event.getStackTrace() == null || !thread.equals(of)) {
                continue;
            }
            double[] sums = places.computeIfAbsent(Places.of(event.getStackTrace().getFrames()), any -> new double[2]);
            if (isTime) {
                sums[0]++;
                samples++;
            } else {
                sums[1] += event.getLong("weight");
                weight += event.getLong("weight");
            }
        }
        for (Map.Entry<String, double[]> place : places.entrySet()) {
            double[] sums = place.getValue();
            print(place.getKey(), microsEach * sums[0] / samples, bytesEach * sums[1] / weight);
        }
    }

    private static void print(String place, double micros, double bytes) {
        System.out.printf(Locale.ROOT, "%s\t%.2f\t%.0f%n", place, micros, bytes);
    }
}
