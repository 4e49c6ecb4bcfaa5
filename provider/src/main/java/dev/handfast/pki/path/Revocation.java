package dev.handfast.pki.path;

import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.Crl;
import dev.handfast.pki.cert.OcspResponse;
import dev.handfast.pki.cert.Spki;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Demands of a path that none of its certificates be revoked, by OCSP and by revocation lists. Bound to one
 * validation's sources; not thread-safe.
 */
public final class Revocation implements PathBuilder.Acceptance {

    /** A way to learn whether a certificate is revoked. */
    public enum Way {
        OCSP, LISTS
    }

    /**
     * Which ways are used, and what happens when none answers. Made by {@link #asking}, changed by name.
     *
     * @param ways one or two, in the order in which they are asked; the second if the first does not answer
     * @param softFail whether no answer is good enough, where all sources were asked; a certificate that is known to be
     *        revoked never is
     * @param onlyEndEntity whether only the target is checked
     */
    public record Options(List<Way> ways, boolean softFail, boolean onlyEndEntity) {

        /** Copies the ways. */
        public Options {
            ways = List.copyOf(ways);
            if (ways.isEmpty() || ways.size() != Set.copyOf(ways).size()) {
                throw new IllegalArgumentException("no way, or one twice: " + ways);
            }
        }

        /** All certificates are asked about in these ways, and one of them must answer. */
        public static Options asking(List<Way> ways) {
            return new Options(ways, false, false);
        }

        /** The same with soft failure or without. */
        public Options softFail(boolean value) {
            return new Options(ways, value, onlyEndEntity);
        }

        /** The same for the target alone or for all certificates. */
        public Options onlyEndEntity(boolean value) {
            return new Options(ways, softFail, value);
        }
    }

    /**
     * An OCSP response, not yet judged.
     *
     * @param nonce the nonce extension's value that was sent; null for none
     * @param from where it came from, as part of a sentence: {@code "the response from http://..."}
     * @param proved is told when it has been verified
     */
    public record Answer(OcspResponse response, @Nullable Opaque nonce, String from, Proved proved) {
    }

    /** Is told of a response that has been verified. */
    public interface Proved {

        /**
         * It is current and says "good" or "revoked", or says "revoked" for good, at whatever time.
         *
         * @param response of the certificates that came along, which nobody has signed for, without all but that of the
         *        responder
         * @param lasting whether the certificate is revoked for good
         */
        void by(OcspResponse response, boolean lasting);
    }

    /** A revocation list, not yet judged, and where it came from. */
    public record Listed(Crl list, CrlSource source) {
    }

    /**
     * What sources have.
     *
     * @param items what can be judged
     * @param failures what is there but cannot be had or read, and why, each as part of a sentence
     * @param asked false if a source was not asked, for a reason of this process, which no soft failure forgives
     */
    public record Found<T>(List<T> items, List<String> failures, boolean asked) {
    }

    /** Where lists, responses and certificates come from. May block; called off every lock. */
    public interface Sources {

        /** Says whose path is looked at from now on; null for a path without certificates. */
        void begin(@Nullable Cert target);

        /** Says that this path has been judged: lists and responses that were returned are needed no longer. */
        void end();

        /** Lists that may cover a certificate; never null. */
        Found<Listed> lists(Cert certificate, Spki issuerKey);

        /**
         * As {@link #lists} has just returned, but with all that files hold of which it returned what earlier searches
         * had proved; null if there are none.
         */
        @Nullable
        Found<Listed> wholeLists(Cert certificate, Spki issuerKey);

        /** Responses at hand for a certificate, in the order to try them; never null. */
        Found<Answer> responses(Cert certificate);

        /** A response that is fetched where none at hand shows the status; never null. */
        Found<Answer> fetched(Cert certificate, Spki issuerKey);

        /**
         * As {@link #fetched} has just returned, but asked for anew where it returned what another search had proved,
         * maybe by other rules; null if it did not.
         */
        @Nullable
        Found<Answer> fetchedAnew(Cert certificate, Spki issuerKey);

        /** Certificates that may have signed lists; never null. */
        List<Cert> certificates();

        /** A responder that the application trusts; null for none. */
        @Nullable
        Cert trustedResponder();
    }

    /** Reasons that one refusal names at most. */
    static final int MAX_REASONS = 8;

    private final PathValidator judge;
    private final Options options;
    private final Sources sources;
    private final List<PathRefused> softFailures = new ArrayList<>();
    /** What is known to be revoked, whatever comes of asking again for another path. Within the search's budget. */
    private final Map<Asked, PathRefused> revoked = new HashMap<>();
    /** Whether all sources were asked, for all paths and about signers of lists too. */
    private boolean asked = true;

    record Asked(Cert certificate, Spki issuerKey) implements Comparable<Asked> {

        @Override
        public int compareTo(Asked other) {
            int order = certificate.compareTo(other.certificate);
            return order != 0 ? order : issuerKey.compareTo(other.issuerKey);
        }
    }

    /** Revocation by these options and sources. */
    public Revocation(PathValidator judge, Options options, Sources sources) {
        this.judge = judge;
        this.options = options;
        this.sources = sources;
    }

    /** What was let pass for {@link Options#softFail}, in order. */
    public List<PathRefused> softFailures() {
        return List.copyOf(softFailures);
    }

    /** How far clocks may differ, in seconds: the JDK's default for {@code com.sun.security.ocsp.clockSkew}. */
    public static final int CLOCK_SKEW = 900;

    /**
     * How long an OCSP response without a next update is believed, in seconds from its making. Who leaves it out says
     * that newer information can be had at any time (RFC 6960 section 2.4), and many responders do; 12 hours are what
     * Apache's servers staple such a response for.
     */
    public static final int WITHOUT_NEXT_UPDATE = 12 * 3600;

    /** What helps against a stapled response that is not acceptable. */
    public static final String STAPLE_CURE = "Have the server fetch a new response, or do not ask for it by"
            + " jdk.tls.client.enableStatusRequestExtension=false";

    /**
     * Whether one response shows a certificate of a path to be good.
     *
     * @throws PathRefused {@link PathFault#REVOKED}, or {@link PathFault#REVOCATION_UNKNOWN} with the reason
     */
    public static void check(PathValidator judge, VerifiedPath path, int index, OcspResponse response, Budget budget)
            throws PathRefused {
        new OcspStatus(judge.signatures(), path, index, null, budget).check(response);
    }

    /**
     * Whether a stapled response shows a certificate of a path to be good (RFC 6066 section 8).
     *
     * @throws PathRefused {@link PathFault#REVOKED}, or {@link PathFault#STAPLE_UNACCEPTABLE} with the reason
     */
    public static void checkStapled(PathValidator judge, VerifiedPath path, int index, OcspResponse response,
            Budget budget) throws PathRefused {
        OcspStatus.stapled(judge.signatures(), path, index, budget).check(response);
    }

    @Override
    public void accept(VerifiedPath path, Budget budget) throws PathRefused {
        softFailures.clear();
        sources.begin(path.certificates().isEmpty() ? null : path.certificates().get(0));
        try {
            new Run(budget).path(path, options.onlyEndEntity());
        } finally {
            sources.end();
        }
    }

    /** One path, and the paths of those who signed lists about it. */
    final class Run {

        private final CrlSigners signers = new CrlSigners(judge, sources.certificates(),
                (path, budget) -> path(path, false));
        private final Set<Asked> cleared = new HashSet<>();
        private final Budget budget;

        Run(Budget budget) {
            this.budget = budget;
        }

        void path(VerifiedPath path, boolean onlyTarget) throws PathRefused {
            for (int index = path.certificates().size() - 1; index >= 0; index--) {
                Asked key = new Asked(path.certificates().get(index), path.issuerKey(index));
                if ((index == 0 || !onlyTarget) && !cleared.contains(key)) {
                    unlessRevoked(key, path, index);
                    cleared.add(key);
                }
            }
        }

        private void unlessRevoked(Asked key, VerifiedPath path, int index) throws PathRefused {
            PathRefused known = revoked.get(key);
            if (known != null) {
                throw PathRefused.of(known.fault(), index, key.certificate(), known.getMessage(), known.cure());
            }
            try {
                certificate(path, index);
            } catch (PathRefused e) {
                if (e.fault() == PathFault.REVOKED) {
                    revoked.put(key, e);
                }
                throw e;
            }
        }

        private void certificate(VerifiedPath path, int index) throws PathRefused {
            List<String> failures = new ArrayList<>();
            for (Way way : options.ways()) {
                String failure = ask(way, path, index);
                if (failure == null) {
                    return;
                }
                failures.add(from(way) + failure);
            }
            PathRefused unknown = unknown(path, index, failures);
            if (!options.softFail() || !asked) {
                throw unknown;
            }
            softFailures.add(unknown);
        }

        private PathRefused unknown(VerifiedPath path, int index, List<String> failures) {
            Cert certificate = path.certificates().get(index);
            String cure = options.ways().size() > 1
                    ? "Check its OCSP responder, make a current revocation list of its issuer available"
                    : options.ways().contains(Way.LISTS) ? "Make a current revocation list of its issuer available"
                    : "Check its OCSP responder";
            return new PathRefused(PathFault.REVOCATION_UNKNOWN, index, certificate, "Whether certificate "
                    + certificate + " is revoked could not be found out " + String.join("; nor ", failures),
                    cure + (asked ? ", or allow soft failure"
                            : ", and see why this process did not ask, which soft failure does not forgive"));
        }

        private static String from(Way way) {
            return way == Way.LISTS ? "from revocation lists: " : "by OCSP: ";
        }

        /** Null if one way shows the certificate to be good, else why it does not. */
        private @Nullable String ask(Way way, VerifiedPath path, int index) throws PathRefused {
            Cert certificate = path.certificates().get(index);
            if (way == Way.LISTS) {
                String why = unlisted(path, index, sources.lists(certificate, path.issuerKey(index)));
                Found<Listed> whole = why == null ? null : sources.wholeLists(certificate, path.issuerKey(index));
                return whole == null ? why : unlisted(path, index, whole);
            }
            OcspStatus status = new OcspStatus(judge.signatures(), path, index, sources.trustedResponder(), budget);
            List<String> why = new ArrayList<>();
            // Who staples something useless must not keep us from asking.
            boolean good = isProved(sources.responses(certificate), status, why)
                    || isProved(sources.fetched(certificate, path.issuerKey(index)), status, why)
                    || isProved(sources.fetchedAnew(certificate, path.issuerKey(index)), status, why);
            return good ? null : why.isEmpty() ? "no responder is known" : reasons(why);
        }

        private @Nullable String unlisted(VerifiedPath path, int index, Found<Listed> found) throws PathRefused {
            asked &= found.asked();
            return new CrlStatus(path, index, signers, budget).unproved(found);
        }

        private boolean isProved(@Nullable Found<Answer> found, OcspStatus status, List<String> why)
                throws PathRefused {
            if (found == null) {
                return false;
            }
            asked &= found.asked();
            for (Answer answer : found.items()) {
                String unproved = status.unproved(answer);
                if (unproved == null) {
                    return true;
                }
                why.add(unproved + " (" + answer.from() + ")");
            }
            why.addAll(found.failures());
            return false;
        }
    }

    /** The first of several reasons, as part of a sentence. */
    static String reasons(List<String> why) {
        return String.join("; ", why.subList(0, Math.min(MAX_REASONS, why.size())))
                + (why.size() > MAX_REASONS ? "; and " + (why.size() - MAX_REASONS) + " more" : "");
    }
}
