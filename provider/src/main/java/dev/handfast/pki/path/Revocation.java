package dev.handfast.pki.path;

import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.Crl;
import dev.handfast.pki.cert.OcspResponse;
import dev.handfast.pki.cert.Spki;
import dev.handfast.wire.Opaque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Demands of a path that none of its certificates be revoked, by OCSP and by revocation lists. Bound to one
 * validation's sources; not thread-safe.
 */
public final class Revocation implements PathBuilder.Acceptance {

    /**
     * Which ways are used, in which order, and what happens when none answers.
     *
     * @param ocsp whether OCSP is used
     * @param lists whether revocation lists are used
     * @param listsFirst whether lists are asked before OCSP
     * @param fallback whether the second way is asked when the first does not answer
     * @param softFail whether no answer is good enough; a certificate that is known to be revoked never is
     * @param onlyEndEntity whether only the target is checked
     */
    public record Options(boolean ocsp, boolean lists, boolean listsFirst, boolean fallback, boolean softFail,
            boolean onlyEndEntity) {
    }

    /**
     * An OCSP response and what was asked.
     *
     * @param nonce the nonce extension's value that was sent; null for none
     */
    public record Answer(OcspResponse response, Opaque nonce) {
    }

    /** Where lists, responses and certificates come from. May block; called off every lock. */
    public interface Sources {

        /** Lists that may cover a certificate; never null. */
        Collection<Crl> lists(Cert certificate);

        /** Responses at hand or fetched for a certificate, in the order to try them; never null. */
        List<Answer> responses(Cert certificate, Spki issuerKey, int index);

        /** Certificates that may have signed lists; never null. */
        List<Cert> certificates();

        /** A responder that the application trusts; null for none. */
        Cert trustedResponder();
    }

    private final PathValidator judge;
    private final Options options;
    private final Sources sources;
    private final List<PathRefused> softFailures = new ArrayList<>();

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
        new OcspStatus(judge.signatures(), path, index, null, budget).check(response, null);
    }

    /**
     * Whether a stapled response shows a certificate of a path to be good (RFC 6066 section 8).
     *
     * @throws PathRefused {@link PathFault#REVOKED}, or {@link PathFault#STAPLE_UNACCEPTABLE} with the reason
     */
    public static void checkStapled(PathValidator judge, VerifiedPath path, int index, OcspResponse response,
            Budget budget) throws PathRefused {
        OcspStatus.stapled(judge.signatures(), path, index, budget).check(response, null);
    }

    @Override
    public void accept(VerifiedPath path, Budget budget) throws PathRefused {
        softFailures.clear();
        new Run(budget).path(path, options.onlyEndEntity());
    }

    /** One path, and the paths of those who signed lists about it. */
    private final class Run {

        private record Cleared(Cert certificate, Spki issuerKey) implements Comparable<Cleared> {

            @Override
            public int compareTo(Cleared other) {
                int order = certificate.compareTo(other.certificate);
                return order != 0 ? order : issuerKey.compareTo(other.issuerKey);
            }
        }

        private final CrlSigners signers =
                new CrlSigners(judge, sources.certificates(), (path, budget) -> path(path, false));
        private final Set<Cleared> cleared = new HashSet<>();
        private final Budget budget;

        Run(Budget budget) {
            this.budget = budget;
        }

        void path(VerifiedPath path, boolean onlyTarget) throws PathRefused {
            for (int index = path.certificates().size() - 1; index >= 0; index--) {
                Cleared key = new Cleared(path.certificates().get(index), path.issuerKey(index));
                if ((index == 0 || !onlyTarget) && !cleared.contains(key)) {
                    certificate(path, index);
                    cleared.add(key);
                }
            }
        }

        private void certificate(VerifiedPath path, int index) throws PathRefused {
            boolean listsFirst = options.lists() && (options.listsFirst() || !options.ocsp());
            try {
                ask(listsFirst, path, index);
            } catch (PathRefused first) {
                boolean other = listsFirst ? options.ocsp() : options.lists();
                if (first.fault() != PathFault.REVOCATION_UNKNOWN) {
                    throw first;
                } else if (!other || !options.fallback()) {
                    soften(first);
                } else {
                    second(!listsFirst, path, index, first);
                }
            }
        }

        private void second(boolean lists, VerifiedPath path, int index, PathRefused first) throws PathRefused {
            try {
                ask(lists, path, index);
            } catch (PathRefused e) {
                if (e.fault() != PathFault.REVOCATION_UNKNOWN) {
                    throw e;
                }
                soften(first);
            }
        }

        private void soften(PathRefused failure) throws PathRefused {
            if (!options.softFail()) {
                throw failure;
            }
            softFailures.add(failure);
        }

        private void ask(boolean lists, VerifiedPath path, int index) throws PathRefused {
            Cert certificate = path.certificates().get(index);
            if (lists) {
                new CrlStatus(path, index, signers, budget).check(sources.lists(certificate));
                return;
            }
            PathRefused last = new PathRefused(PathFault.REVOCATION_UNKNOWN, index, certificate, "Whether certificate "
                    + certificate + " is revoked could not be found out by OCSP: no responder is known or answered",
                    "Check its OCSP responder, or allow soft failure");
            OcspStatus status = new OcspStatus(judge.signatures(), path, index, sources.trustedResponder(), budget);
            for (Answer answer : sources.responses(certificate, path.issuerKey(index), index)) {
                try {
                    status.check(answer.response(), answer.nonce());
                    return;
                } catch (PathRefused e) {
                    if (e.fault() != PathFault.REVOCATION_UNKNOWN) {
                        throw e;
                    }
                    last = e;
                }
            }
            throw last;
        }
    }
}
