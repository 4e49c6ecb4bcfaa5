package dev.handfast.pki.cert;

import dev.handfast.der.Oid;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a certificate says about policies (RFC 5280 sections 4.2.1.4, 4.2.1.5, 4.2.1.11, 4.2.1.14).
 *
 * @param policies each policy with the encodings of its qualifiers; null when the extension is absent
 * @param mappings for each issuer's policy the subject's policies it equals; empty when the extension is absent
 * @param requireExplicit certificates after which an explicit policy is needed; -1 when absent
 * @param inhibitMapping certificates after which mapping is forbidden; -1 when absent
 * @param inhibitAny certificates after which anyPolicy counts no more; -1 when absent
 */
public record PolicyRules(@Nullable Map<Oid, List<Opaque>> policies, Map<Oid, Set<Oid>> mappings, int requireExplicit,
        int inhibitMapping, int inhibitAny) {

    /** A certificate without any policy extension. */
    public static final PolicyRules NONE = new PolicyRules(null, Map.of(), -1, -1, -1);
}
