package dev.handfast.jsse.pkix;

import dev.handfast.der.Oid;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.path.BoundedMemory;
import dev.handfast.pki.path.VerifiedPath;
import java.security.AlgorithmConstraints;
import java.security.Security;
import java.util.List;
import java.util.Set;

/**
 * Paths that were found valid, for one trust source: dropped with it, so no path outlives the trust it rests on.
 *
 * <p>A path is remembered by all that the judgement depended on: the certificates sent, the purpose, the connection's
 * algorithms, and the platform's algorithm properties. It counts only while every certificate in it is valid. What
 * depends on more than that (revocation, staples, application checkers, certificate stores) is not remembered.
 */
final class PathMemory {

    /** Paths kept: the peers of a busy client, at about 10 kB each. */
    private static final int KEPT = 256;

    /** All that a judgement depended on beside the time. */
    record Question(List<Cert> sent, Oid purpose, Set<String> signatures, AlgorithmConstraints constraints,
            String platform) {

        static Question of(List<Cert> sent, Oid purpose, PeerConnection connection) {
            return new Question(List.copyOf(sent), purpose, connection.signatures(), connection.constraints(),
                    Security.getProperty("jdk.certpath.disabledAlgorithms") + "\n"
                            + Security.getProperty("jdk.tls.disabledAlgorithms") + "\n"
                            + Security.getProperty("jdk.disabled.namedCurves") + Settings.anchorConstraints());
        }
    }

    private final BoundedMemory<Question, VerifiedPath> paths = new BoundedMemory<>(KEPT);

    /** The path that answered the same question before, if it is still valid at a time in milliseconds; else null. */
    VerifiedPath get(Question question, long time) {
        VerifiedPath path = paths.get(question);
        if (path == null) {
            return null;
        }
        long second = Math.floorDiv(time, 1000L);
        boolean valid = isValid(path.anchor().certificate(), second)
                && path.certificates().stream().allMatch(certificate -> isValid(certificate, second));
        if (!valid) {
            paths.remove(question);
            return null;
        }
        return path;
    }

    void put(Question question, VerifiedPath path) {
        paths.put(question, path);
    }

    private static boolean isValid(Cert certificate, long second) {
        return certificate == null || second >= certificate.notBefore() && second <= certificate.notAfter();
    }
}
