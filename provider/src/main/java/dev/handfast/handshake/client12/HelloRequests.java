package dev.handfast.handshake.client12;

import dev.handfast.handshake.IncomingMessage;
import dev.handfast.message.HelloRequest;
import dev.handfast.spec.Fault;
import dev.handfast.spec.Limits;
import dev.handfast.spec.TlsFault;

/** The HelloRequests that came before or behind ServerHello, which are passed over. Not thread-safe. */
public final class HelloRequests {

    private int passedOver;

    /** Whether a message is a HelloRequest: RFC 5246 section 7.4.1.1 has it ignored, and left out of the transcript. */
    public boolean passOver(IncomingMessage in) throws TlsFault {
        if (!(in.message() instanceof HelloRequest)) {
            return false;
        }
        if (++passedOver > Limits.HELLO_REQUESTS) {
            throw new TlsFault(Fault.MESSAGE_UNEXPECTED, "the server sent " + passedOver
                    + " HelloRequests during one handshake, at most " + Limits.HELLO_REQUESTS + " are passed over");
        }
        return true;
    }
}
