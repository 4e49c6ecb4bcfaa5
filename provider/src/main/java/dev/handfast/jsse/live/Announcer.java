package dev.handfast.jsse.live;

import dev.handfast.wire.SafeLog;
import dev.handfast.crypto.jca.JcaCertificates;
import dev.handfast.tls.HeldCertificate;
import dev.handfast.tls.LiveEvent;
import dev.handfast.tls.LiveEvent.Kind;
import dev.handfast.tls.LiveSource;
import dev.handfast.wire.Printable;

import java.lang.System.Logger.Level;
import java.util.List;

/** Tells the log and the listener of a source what became of its files, a line each. */
final class Announcer {

    /** Where it is told. */
    static final String LOGGER = "dev.handfast.live";

    private static final SafeLog LOG = SafeLog.of(LOGGER);

    private final LiveSource source;

    Announcer(LiveSource source) {
        this.source = source;
    }

    /** The line for a new state. */
    String taken(long generation, List<HeldCertificate> held) {
        List<String> shown = held.stream().filter(one -> one.hasKey()).map(Announcer::named).toList();
        return Printable.message("generation " + generation + " of " + source + " is used from now on: "
                + (shown.isEmpty() ? held.size() + " authorities" : Printable.joined(shown, ", ")));
    }

    /** The line for what cannot be used. */
    String refused(String problem) {
        return Printable.message(problem + " (what was good last stays in use)");
    }

    private static String named(HeldCertificate held) {
        return JcaCertificates.named(held.certificate().getSubjectX500Principal()) + " until " + held.notAfter();
    }

    /** Tells it; what a listener or a logger throws, an Error too, ends neither a handshake nor a look. */
    void tell(Kind kind, long generation, String text) {
        LOG.log(kind == Kind.TAKEN ? Level.INFO : Level.WARNING, text);
        try {
            source.listener().accept(new LiveEvent(kind, source, generation, text));
        } catch (Throwable e) {
            LOG.log(Level.WARNING, "the listener of followed files failed: " + source, e);
        }
    }
}
