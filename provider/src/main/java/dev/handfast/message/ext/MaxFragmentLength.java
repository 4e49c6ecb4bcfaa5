package dev.handfast.message.ext;

import dev.handfast.spec.ExtensionType;
import dev.handfast.spec.Fault;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;

/**
 * A smaller limit of plaintext a record, asked for and echoed (RFC 6066 section 4).
 *
 * @param code 1 to 4: 512, 1024, 2048 or 4096 bytes
 */
public record MaxFragmentLength(int code) implements Extension {

    // enum { 2^9(1), 2^10(2), 2^11(3), 2^12(4), (255) } MaxFragmentLength;

    private static final int LEAST = 1;
    private static final int MOST = 4;

    public MaxFragmentLength {
        if (code < LEAST || code > MOST) {
            throw new IllegalArgumentException("max_fragment_length: expected 1 to 4, came " + code);
        }
    }

    /**
     * The request for a limit.
     *
     * @param bytes 512, 1024, 2048 or 4096
     */
    public static MaxFragmentLength ofBytes(int bytes) {
        return new MaxFragmentLength(Integer.numberOfTrailingZeros(bytes) - 8);
    }

    static MaxFragmentLength read(WireReader in) throws MalformedInput, TlsFault {
        int code = in.u8();
        if (code < LEAST || code > MOST) {
            // RFC 6066 section 4: "it MUST abort the handshake with an "illegal_parameter" alert"
            throw new TlsFault(Fault.FRAGMENT_LENGTH_ILLEGAL, "expected a code of 1 to 4, came " + code);
        }
        return new MaxFragmentLength(code);
    }

    @Override
    public ExtensionType type() {
        return ExtensionType.MAX_FRAGMENT_LENGTH;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.u8(code);
    }

    /** The limit in bytes of plaintext. */
    public int bytes() {
        return 1 << 8 + code;
    }
}
