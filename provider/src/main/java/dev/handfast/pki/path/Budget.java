package dev.handfast.pki.path;

import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.CrlReader;
import dev.handfast.pki.cert.Spki;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one search for a path may spend, counted down as it is spent. Not thread-safe: one per search.
 *
 * <p>The figures come from the field: rustls-webpki allows 100 signatures, 200 000 build steps and 250 000 name
 * comparisons; Go allows 100 signatures; BoringSSL a million name comparisons. The longest honest path that is known
 * (x509-limbo's bridge) needs 9 signatures and 60 steps.
 */
public final class Budget {

    /** Signatures verified, remembered ones not counted. */
    public static final int SIGNATURES = 100;
    /**
     * What they may cost ({@link SignatureCost}): a chain of four with its responders, by the slowest curve, is 280.
     */
    public static final int SIGNATURE_COST = 400;
    /** Bytes hashed for signatures on revocation lists and responses: eight of the largest lists. */
    public static final long SIGNED_BYTES = 8L * CrlReader.MAX_BYTES;
    /**
     * Candidates looked at. One costs about a microsecond, whatever it holds: {@link SearchedCert} has what a step
     * reads.
     */
    public static final int STEPS = 50_000;
    /** Names compared with constraints; long ones count as several ({@link NameConstraints}). */
    public static final int NAME_COMPARISONS = 250_000;
    /**
     * Whole paths judged. One costs up to a few hundred microseconds when policies are many. Long ones count as
     * several.
     */
    public static final int PATHS = 256;
    /** Bytes of a path's certificates that are judged at the price of one path: chains in use have 3 to 10 kB. */
    static final int PATH_BYTES = 1 << 15;
    /** Certificates in a path, anchor not counted: the deepest bridge in RFC 4158 needs 10. */
    public static final int DEPTH = 24;
    /** Nodes and edges of the policy graph made. */
    public static final int POLICY_NODES = 20_000;
    /** Revocation lists and responses judged. */
    public static final int REVOCATION_OBJECTS = 500;
    /** Certificates in the pool; the rest of a larger one is not looked at. */
    public static final int POOL = 1_000;

    private int signatures = SIGNATURES;
    private int signatureCost = SIGNATURE_COST;
    private long signedBytes = SIGNED_BYTES;
    private int steps = STEPS;
    private int nameComparisons = NAME_COMPARISONS;
    private int paths = PATHS;
    private int policyNodes = POLICY_NODES;
    private int revocationObjects = REVOCATION_OBJECTS;
    private final Set<SignatureChecks.Signed> verified = new HashSet<>();
    private final Map<Cert, NameConstraints> prepared = new HashMap<>();
    private final Map<Cert, PathRefused> malformed = new HashMap<>();
    private final IdentityHashMap<NameConstraints, Map<Cert, PathRefused>> checked = new IdentityHashMap<>();

    /** A full budget. */
    public Budget() {
    }

    /** What has been spent, for reports and benchmarks. */
    public String spent() {
        return (SIGNATURES - signatures) + " signatures (cost " + (SIGNATURE_COST - signatureCost) + "), "
                + (STEPS - steps) + " steps, " + (NAME_COMPARISONS - nameComparisons) + " name comparisons, "
                + (PATHS - paths) + " paths, " + (POLICY_NODES - policyNodes) + " policy nodes";
    }

    /** Signatures found valid in this search, at most as many as it may verify. */
    Set<SignatureChecks.Signed> verified() {
        return verified;
    }

    /** Name constraints made ready in this search. */
    Map<Cert, NameConstraints> prepared() {
        return prepared;
    }

    /** Certificates whose name constraints cannot be made ready, and why. */
    Map<Cert, PathRefused> malformed() {
        return malformed;
    }

    /** Whose names were checked by these constraints in this search: null where they passed, else the refusal. */
    Map<Cert, PathRefused> checked(NameConstraints by) {
        return checked.computeIfAbsent(by, k -> new HashMap<>());
    }

    void signature(Cert of, Spki key) throws PathRefused {
        if (--signatures < 0) {
            throw exhausted(of, SIGNATURES + " signatures");
        }
        signatureCost -= SignatureCost.of(key);
        if (signatureCost < 0) {
            throw exhausted(of, SIGNATURE_COST + " times the cost of a signature on P-256");
        }
    }

    void signedBytes(Cert of, long count) throws PathRefused {
        signedBytes -= count;
        if (signedBytes < 0) {
            throw exhausted(of, SIGNED_BYTES + " bytes of signed revocation lists and responses");
        }
    }

    void step(Cert of) throws PathRefused {
        steps(of, 1);
    }

    void steps(Cert of, long count) throws PathRefused {
        if (count > steps) {
            throw exhausted(of, STEPS + " build steps");
        }
        steps -= (int) count;
    }

    void nameComparisons(Cert of, long count) throws PathRefused {
        if (count > nameComparisons) {
            throw exhausted(of, NAME_COMPARISONS + " name comparisons");
        }
        nameComparisons -= (int) count;
    }

    void path(List<Cert> chain, Anchor anchor) throws PathRefused {
        int bytes = 0;
        for (Cert certificate : chain) {
            bytes += certificate.encoded().length();
        }
        paths -= 1 + bytes / PATH_BYTES;
        if (paths < 0) {
            throw exhausted(chain.isEmpty() ? anchor.certificate() : chain.get(0), PATHS + " candidate paths of up to "
                    + PATH_BYTES + " bytes");
        }
    }

    void policyNodes(Cert of, int count) throws PathRefused {
        policyNodes -= count;
        if (policyNodes < 0) {
            throw exhausted(of, POLICY_NODES + " policy nodes");
        }
    }

    void revocationObject(Cert of) throws PathRefused {
        if (--revocationObjects < 0) {
            throw exhausted(of, REVOCATION_OBJECTS + " revocation lists and responses");
        }
    }

    private static PathRefused exhausted(@Nullable Cert of, String what) {
        return new PathRefused(PathFault.BUDGET, -1, of, "The search for a certificate path was stopped: its budget of "
                + what + " is spent", "Send fewer cross-signed certificates, names or constraints");
    }
}
