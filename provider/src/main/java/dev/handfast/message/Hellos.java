package dev.handfast.message;

import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireReader;

/** What the hellos have in common. */
final class Hellos {

    /** Bytes of a random (RFC 9846 section 4.2.2). */
    static final int RANDOM = 32;

    /** Bytes a session ID may have (RFC 9846 section 4.2.2). */
    static final int MAX_SESSION_ID = 32;

    private Hellos() {
    }

    /** opaque legacy_session_id<0..32> */
    static Opaque readSessionId(WireReader in) throws MalformedInput {
        Opaque sessionId = in.opaque8();
        if (sessionId.length() > MAX_SESSION_ID) {
            throw new MalformedInput(in.what() + ": expected a session ID of at most 32 bytes, came "
                    + sessionId.length());
        }
        return sessionId;
    }
}
