package dev.handfast.jsse.socket;

import dev.handfast.jsse.trace.ExceptionMapper;

import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.AtomicReference;

import javax.net.ssl.SSLException;

/** What a socket failed by first, whichever direction met it: every later call names it as its cause. Thread-safe. */
final class FirstFailure {

    private final AtomicReference<IOException> first = new AtomicReference<>();

    /** Remembers a failure if it is the first. */
    void remember(IOException failure) {
        first.compareAndSet(null, failure);
    }

    /** The first failure, or null. */
    IOException get() {
        return first.get();
    }

    /** The exception for reading behind the failure. */
    SSLException afterwards() {
        return ExceptionMapper.afterwards(first.get());
    }

    /** The exception for a call that is refused, because of the failure if there was one. */
    SocketException refusal(String text) {
        SocketException refusal = new SocketException(text);
        if (first.get() != null) {
            refusal.initCause(first.get());
        }
        return refusal;
    }

    /** As a socket says it: channels have exceptions of their own for what is closed while a thread waits. */
    static IOException ofSocket(IOException failure) {
        if (failure instanceof ClosedChannelException) {
            SocketException closed = new SocketException(
                    failure instanceof ClosedByInterruptException ? "Closed by interrupt" : "Socket closed");
            closed.initCause(failure);
            return closed;
        }
        return failure;
    }
}
