package dev.handfast.jsse.context;

import dev.handfast.spec.Fault;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** How the handshakes of a context have ended. Thread-safe, without locks. */
final class HandshakeCounters {

    private final LongAdder full = new LongAdder();
    private final LongAdder resumed = new LongAdder();
    private final LongAdder[] failed = new LongAdder[Fault.values().length];

    HandshakeCounters() {
        for (int i = 0; i < failed.length; i++) {
            failed[i] = new LongAdder();
        }
    }

    void ended(boolean byResumption) {
        (byResumption ? resumed : full).increment();
    }

    void failed(Fault fault) {
        failed[fault.ordinal()].increment();
    }

    long full() {
        return full.sum();
    }

    long resumed() {
        return resumed.sum();
    }

    /** By the names of faults, those that came up. */
    Map<String, Long> failed() {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (Fault fault : Fault.values()) {
            long count = failed[fault.ordinal()].sum();
            if (count > 0) {
                counts.put(fault.name(), count);
            }
        }
        return counts;
    }
}
