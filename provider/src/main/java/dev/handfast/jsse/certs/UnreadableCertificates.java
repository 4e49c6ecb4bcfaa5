package dev.handfast.jsse.certs;

import java.lang.System.Logger.Level;
import dev.handfast.wire.SafeLog;
import dev.handfast.pki.cert.Name;
import dev.handfast.pki.path.PathFault;
import dev.handfast.pki.path.PathRefused;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Printable;

import org.jspecify.annotations.Nullable;
import java.util.ArrayList;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/**
 * Certificates that were at hand and could not be read, so that a search which misses one says so, rather than that the
 * certificate is not there. Not thread-safe while it is filled.
 */
public final class UnreadableCertificates {

    /** Certificates named in one refusal: more is no help. */
    private static final int NAMED = 3;

    /**
     * One of them.
     *
     * @param subject whom it names; null where not even that is known
     * @param where where it came from, as a part of a sentence
     * @param reason what keeps it from being read
     */
    private record One(@Nullable Name subject, String where, @Nullable String reason) {
    }

    private final List<One> all = new ArrayList<>();

    /** Notes one; {@code where} names the message and entry, or the file and alias. */
    public void add(X500Principal principal, String where, Exception reason) {
        Name subject = null;
        try {
            subject = Name.parse(principal.getEncoded(), "subject");
        } catch (MalformedInput e) {
            SafeLog.of("dev.handfast.path").log(Level.DEBUG,
                    "a subject that cannot be read: " + Printable.of(e));
        }
        all.add(new One(subject, where, reason.getMessage()));
    }

    /** Notes what another has noted. */
    public void addAll(UnreadableCertificates other) {
        all.addAll(other.all);
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return all.isEmpty();
    }

    /** For logs. */
    @Override
    public String toString() {
        return Printable.list(all.stream().map(one -> one.where + ": " + one.reason).toList());
    }

    /** A refusal for want of an issuer, told as what it is where that issuer is here and cannot be read. */
    public PathRefused explain(PathRefused refused) {
        if (refused.fault() != PathFault.NO_ISSUER && refused.fault() != PathFault.NO_ANCHOR
                || refused.certificate() == null) {
            return refused;
        }
        Name missing = refused.certificate().issuer();
        List<String> told = all.stream().filter(one -> one.subject == null || one.subject.equals(missing))
                .limit(NAMED).map(one -> one.where + " (" + one.reason + ")").toList();
        return told.isEmpty() ? refused : PathRefused.of(PathFault.MALFORMED, refused.index(), refused.certificate(),
                "The issuer \"" + missing + "\" of certificate " + refused.certificate() + " cannot be read: "
                        + String.join("; ", told),
                "Have that issuer's certificate issued anew").reporting(refused);
    }
}
