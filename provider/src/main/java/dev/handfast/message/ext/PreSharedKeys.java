package dev.handfast.message.ext;

import dev.handfast.spec.ExtensionType;
import dev.handfast.spec.Fault;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * The pre-shared keys a client offers, best first, each with the proof that it holds the key (RFC 9846 section 4.3.11).
 * Always the last extension of its ClientHello, since binders cover all before them.
 *
 * @param identities at least one
 * @param binders one an identity, in the same order, each 32 to 255 bytes
 */
public record PreSharedKeys(List<PskIdentity> identities, List<Opaque> binders) implements Extension {

    // opaque PskBinderEntry<32..255>;
    // struct {
    //     PskIdentity identities<7..2^16-1>;
    //     PskBinderEntry binders<33..2^16-1>;
    // } OfferedPsks;

    private static final int MIN_BINDER = 32;

    public PreSharedKeys {
        identities = Ranges.size(identities, 1, 0xffff, "PSK identities");
        Ranges.size(binders, identities.size(), identities.size(), "PSK binders");
        binders = Ranges.lengths(binders, MIN_BINDER, 0xff, "PSK binder");
    }

    static PreSharedKeys read(WireReader in) throws MalformedInput, TlsFault {
        WireReader list = in.vec16("PSK identities");
        Vectors.needsOne(list);
        List<PskIdentity> identities = new ArrayList<>(2);
        while (list.hasMore()) {
            identities.add(PskIdentity.read(list));
        }
        list = in.vec16("PSK binders");
        Vectors.needsOne(list);
        List<Opaque> binders = new ArrayList<>(2);
        while (list.hasMore()) {
            Opaque binder = list.opaque8();
            if (binder.length() < MIN_BINDER) {
                throw new MalformedInput("PSK binders: expected 32 bytes or more in each, came " + binder.length());
            }
            binders.add(binder);
        }
        // RFC 9846 section 4.3.11: binders are "one for each value in the identities list and in the same order"
        if (identities.size() != binders.size()) {
            throw new TlsFault(Fault.PSK_ILLEGAL,
                    "expected a binder an identity, came " + binders.size() + " for " + identities.size());
        }
        return new PreSharedKeys(identities, binders);
    }

    @Override
    public ExtensionType type() {
        return ExtensionType.PRE_SHARED_KEY;
    }

    @Override
    public void writeBody(WireWriter out) {
        int mark = out.open16();
        for (PskIdentity identity : identities) {
            identity.write(out);
        }
        out.close(mark);
        mark = out.open16();
        for (Opaque binder : binders) {
            out.opaque8(binder);
        }
        out.close(mark);
    }

    /** Bytes of the binders at the end of the message, their 2-byte length included: what binders do not cover. */
    public int bindersLength() {
        int length = 2;
        for (Opaque binder : binders) {
            length += 1 + binder.length();
        }
        return length;
    }
}
