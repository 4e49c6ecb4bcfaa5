package dev.handfast.pki.cert;

import dev.handfast.der.DerReader;
import dev.handfast.der.DerWriter;
import dev.handfast.der.Oid;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/**
 * AlgorithmIdentifier (RFC 5280 section 4.1.1.2).
 *
 * @param oid the algorithm
 * @param parameters the parameters' element, header included; null when absent (which differs from an ASN.1 NULL)
 * @param encoded the whole element, its own lengths as DER has them
 */
public record AlgorithmId(Oid oid, @Nullable Opaque parameters, Opaque encoded) {

    static AlgorithmId read(DerReader from, String what) throws MalformedInput {
        int start = from.position();
        DerReader reader = from.sequence(what);
        Oid oid = reader.oid("algorithm");
        int tag = reader.peekTag();
        Opaque parameters = reader.hasMore() ? reader.element("parameters") : null;
        reader.end();
        Opaque encoded = from.since(start);
        if (isShort(encoded) && (parameters == null || isShort(parameters))) {
            return new AlgorithmId(oid, parameters, encoded);
        }
        // Signatures are verified by what others read, who may be stricter about lengths than the reader here was.
        DerReader again = DerReader.telling(encoded, what, needless -> {}).sequence(what);
        again.skip("algorithm");
        Opaque minimal = again.hasMore()
                ? Opaque.adopt(new DerWriter().element(tag, again.content(tag, "parameters")).toBytes())
                : null;
        return new AlgorithmId(oid, minimal, Opaque.adopt(new DerWriter().sequence(all -> {
            all.oid(oid);
            if (minimal != null) {
                all.raw(minimal.toBytes());
            }
        }).toBytes()));
    }

    // Written out: a record's own are linked from method handles at their first use, of dozens of classes.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AlgorithmId that && oid.equals(that.oid)
                && Objects.equals(parameters, that.parameters) && encoded.equals(that.encoded);
    }

    @Override
    public int hashCode() {
        return encoded.hashCode();
    }

    /** Whether an element's length is in the short form, which has no needless octets, and so is its first part's. */
    private static boolean isShort(Opaque element) {
        return element.at(1) < 0x80 && (element.length() < 4 || element.at(3) < 0x80);
    }
}
