package dev.handfast.jsse.socket;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * How long the last word to the peer may take: blocking streams know no timeout for writing, and a peer that does not
 * read holds a write for ever. Closed when that is done; if it is not in time, the transport is cut off.
 */
final class WriteLimit implements AutoCloseable {

    private final CompletableFuture<Boolean> late = new CompletableFuture<>();

    /**
     * Begins now.
     *
     * @param seconds at least 1; negative for no limit
     * @param cut ends the transport; run on another thread, which may wait
     */
    @SuppressWarnings("FutureReturnValueIgnored") // cutting off tells by itself what it meets
    WriteLimit(int seconds, Runnable cut) {
        if (seconds >= 0) {
            late.completeOnTimeout(true, Math.max(1, seconds), TimeUnit.SECONDS).thenAccept(isLate -> {
                if (isLate) {
                    CompletableFuture.runAsync(cut);
                }
            });
        }
    }

    @Override
    public void close() {
        late.complete(false);
    }
}
