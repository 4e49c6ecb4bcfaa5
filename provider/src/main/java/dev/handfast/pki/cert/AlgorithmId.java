package dev.handfast.pki.cert;

import dev.handfast.der.DerReader;
import dev.handfast.der.Oid;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;

/**
 * AlgorithmIdentifier (RFC 5280 section 4.1.1.2).
 *
 * @param oid the algorithm
 * @param parameters the parameters' element, header included; null when absent (which differs from an ASN.1 NULL)
 * @param encoded the whole element
 */
public record AlgorithmId(Oid oid, Opaque parameters, Opaque encoded) {

    static AlgorithmId read(DerReader from, String what) throws MalformedInput {
        int start = from.position();
        DerReader reader = from.sequence(what);
        Oid oid = reader.oid("algorithm");
        Opaque parameters = reader.hasMore() ? reader.element("parameters") : null;
        reader.end();
        return new AlgorithmId(oid, parameters, from.since(start));
    }
}
