package dev.handfast.pki.path;

import dev.handfast.pki.cert.Cert;
import dev.handfast.wire.Printable;

/**
 * A path, or the search for one, that failed. Carries no stack trace, since peers cause it.
 *
 * <p>The message says in one sentence what is wrong with which certificate and, where we know it, what would help. It
 * has passed {@link Printable}.
 */
public final class PathRefused extends Exception {

    private static final long serialVersionUID = 1L;

    private final PathFault fault;
    private final transient Cert certificate;
    private final int index;
    private final String cure;
    private transient PathReport report;

    PathRefused(PathFault fault, int index, Cert certificate, String message, String cure) {
        this(fault, index, certificate, message, cure, null);
    }

    private PathRefused(PathFault fault, int index, Cert certificate, String message, String cure, Throwable cause) {
        super(Printable.message(message), cause, false, false);
        this.fault = fault;
        this.index = index;
        this.certificate = certificate;
        this.cure = cure;
    }

    /**
     * A refusal that a caller of the judge adds: of a host name, say.
     *
     * @param index which certificate, 0 for the target; -1 when none is to blame
     * @param cure what would help; null when nothing is known to
     */
    public static PathRefused of(PathFault fault, int index, Cert certificate, String message, String cure) {
        return new PathRefused(fault, index, certificate, message, cure);
    }

    /** A refusal by code that is not ours, whose exception becomes the cause. */
    public static PathRefused because(PathFault fault, int index, Cert certificate, Exception cause) {
        return new PathRefused(fault, index, certificate, cause.getMessage() == null ? cause.toString()
                : cause.getMessage(), null, cause);
    }

    /** Which rule was broken. */
    public PathFault fault() {
        return fault;
    }

    /** The index in the path, 0 for the target; the path's length for the anchor; -1 when none is to blame. */
    public int index() {
        return index;
    }

    /** The certificate to blame, or null. */
    public Cert certificate() {
        return certificate;
    }

    /** What would help, or null. */
    public String cure() {
        return cure;
    }

    /** Everything that was considered, or null when no search took place. */
    public PathReport report() {
        return report;
    }

    /** Message, rule and cure in one line. */
    public String sentence() {
        return Printable.message(getMessage() + " (" + fault.rule() + ")" + (cure == null ? "" : ". " + cure));
    }

    /** This refusal with the report of another, which it replaces. */
    public PathRefused reporting(PathRefused replaced) {
        return withReport(replaced.report);
    }

    /** The same with one more way out. */
    PathRefused andCure(String other) {
        return new PathRefused(fault, index, certificate, getMessage(), cure == null ? other : cure + ", or " + other,
                getCause());
    }

    PathRefused withReport(PathReport all) {
        this.report = all;
        return this;
    }
}
