package dev.handfast.pki.path;

import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.Spki;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** Proof that {@link PathValidator} accepted a path, which alone makes one. Immutable. */
public final class VerifiedPath {

    private static final int FIELDS = 1_500;

    private final List<Cert> certificates;
    private final Anchor anchor;
    private final List<Spki> keys;
    private final @Nullable PolicyGraph policies;
    private final ValidationParameters rules;

    VerifiedPath(List<Cert> certificates, Anchor anchor, List<Spki> keys, @Nullable PolicyGraph policies,
            ValidationParameters rules) {
        this.certificates = List.copyOf(certificates);
        this.anchor = anchor;
        this.keys = List.copyOf(keys);
        this.policies = policies;
        this.rules = rules;
    }

    /** About how many bytes of memory this takes beside its certificates: keys, rules, policies. */
    public long weight() {
        return FIELDS + (policies == null ? 0 : policies.weight());
    }

    /** The certificates, target first, anchor not included; empty when the target is itself the anchor. */
    public List<Cert> certificates() {
        return certificates;
    }

    /** The anchor. */
    public Anchor anchor() {
        return anchor;
    }

    /** The target: the first certificate, or the anchor's. */
    public @Nullable Cert target() {
        return certificates.isEmpty() ? anchor.certificate() : certificates.get(0);
    }

    /** The target's key with all its parameters (section 6.1.6, working_public_key). */
    public Spki key() {
        return keys.get(0);
    }

    /** The valid policies (section 6.1.6); null when there are none. */
    public @Nullable PolicyGraph policies() {
        return policies;
    }

    /** The rules that the path was judged by. */
    public ValidationParameters rules() {
        return rules;
    }

    /** The key, with all its parameters, that signed the certificate at an index. */
    public Spki issuerKey(int index) {
        return keys.get(index + 1);
    }
}
