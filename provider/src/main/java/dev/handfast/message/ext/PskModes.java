package dev.handfast.message.ext;

import dev.handfast.spec.ExtensionType;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;
import java.util.List;

/**
 * How a client lets pre-shared keys be used (RFC 9846 section 4.3.9).
 *
 * @param modes at least one value of a byte, unknown ones kept
 */
public record PskModes(List<Integer> modes) implements Extension {

    // enum { psk_ke(0), psk_dhe_ke(1), (255) } PskKeyExchangeMode;
    // struct {
    //     PskKeyExchangeMode ke_modes<1..255>;
    // } PskKeyExchangeModes;

    /** Without a fresh key agreement. */
    public static final int PSK_KE = 0;
    /** With a fresh key agreement. */
    public static final int PSK_DHE_KE = 1;

    public PskModes {
        modes = Ranges.size(modes, 1, 0xff, "psk_key_exchange_modes");
        for (int mode : modes) {
            Ranges.u8(mode, "psk_key_exchange_modes");
        }
    }

    static PskModes read(WireReader in) throws MalformedInput {
        return new PskModes(Vectors.numbers8(in.vec8("psk_key_exchange_modes")));
    }

    @Override
    public ExtensionType type() {
        return ExtensionType.PSK_KEY_EXCHANGE_MODES;
    }

    @Override
    public void writeBody(WireWriter out) {
        int mark = out.open8();
        for (int mode : modes) {
            out.u8(mode);
        }
        out.close(mark);
    }

    /** Whether resuming with a fresh key agreement is among them. */
    public boolean hasDhe() {
        return modes.contains(PSK_DHE_KE);
    }
}
