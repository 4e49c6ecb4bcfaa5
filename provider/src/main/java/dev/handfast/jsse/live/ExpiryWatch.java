package dev.handfast.jsse.live;

import dev.handfast.crypto.jca.JcaCertificates;
import dev.handfast.tls.HeldCertificate;
import dev.handfast.wire.Printable;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Tells of certificates in use that end soon, and of those that have ended, once each. For one thread at a time. */
final class ExpiryWatch {

    /** Clients of ACME renew when a third of the time is left (RFC 9773 says when); a fifth means that it failed. */
    private static final int SHARE = 5;
    /** For authorities, which last for decades: time to hand out another. */
    private static final long MOST_MILLIS = Duration.ofDays(30).toMillis();

    private final List<HeldCertificate> held;
    private final boolean ended;
    private final Set<HeldCertificate> toldSoon = new HashSet<>();
    private final Set<HeldCertificate> toldEnded = new HashSet<>();
    private long nextAt = Long.MIN_VALUE;

    /** @param ended whether to tell of those that have ended */
    ExpiryWatch(List<HeldCertificate> held, boolean ended) {
        this.held = held;
        this.ended = ended;
    }

    /** The same for another state: of what it still holds, nothing is told again. */
    ExpiryWatch of(List<HeldCertificate> others) {
        ExpiryWatch watch = new ExpiryWatch(others, ended);
        others.stream().filter(toldSoon::contains).forEach(watch.toldSoon::add);
        others.stream().filter(toldEnded::contains).forEach(watch.toldEnded::add);
        return watch;
    }

    /** Whether there is something to tell. */
    boolean isDue(long now) {
        return now >= nextAt;
    }

    /** Tells what is due. */
    void tell(long now, Consumer<String> listener) {
        if (!isDue(now)) {
            return;
        }
        long next = Long.MAX_VALUE;
        for (HeldCertificate one : held) {
            long end = one.notAfter().toEpochMilli();
            long soon = end - Math.min(MOST_MILLIS, (end - one.notBefore().toEpochMilli()) / SHARE);
            if (now >= end) {
                if (ended) {
                    tellOnce(toldEnded, one, " has ended on ", listener);
                }
            } else if (now >= soon) {
                tellOnce(toldSoon, one, " ends on ", listener);
                next = Math.min(next, end);
            } else {
                next = Math.min(next, soon);
            }
        }
        nextAt = next;
    }

    private static void tellOnce(Set<HeldCertificate> told, HeldCertificate one, String what,
            Consumer<String> listener) {
        if (!told.contains(one)) {
            listener.accept(text(one, what));
            told.add(one);
        }
    }

    private static String text(HeldCertificate one, String what) {
        return Printable.message(Printable.text(one.file()) + ": the certificate "
                + JcaCertificates.named(one.certificate().getSubjectX500Principal()) + what + one.notAfter()
                + ". Have it renewed and write the new one there");
    }
}
