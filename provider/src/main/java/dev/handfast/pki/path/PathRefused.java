package dev.handfast.pki.path;

import dev.handfast.pki.cert.Cert;
import dev.handfast.wire.Printable;

import org.jspecify.annotations.Nullable;

/**
 * A path, or the search for one, that failed. Carries no stack trace, since peers cause it.
 *
 * <p>The message says in one sentence what is wrong with which certificate and, where we know it, what would help. It
 * has passed {@link Printable}.
 */
public final class PathRefused extends Exception {

    private static final long serialVersionUID = 1L;

    private final PathFault fault;
    private final transient @Nullable Cert certificate;
    private final String message;
    private final int index;
    private final @Nullable String cure;
    private transient @Nullable PathReport report;

    PathRefused(PathFault fault, int index, @Nullable Cert certificate, String message, @Nullable String cure) {
        this(fault, index, certificate, message, cure, null);
    }

    private PathRefused(PathFault fault, int index, @Nullable Cert certificate, String message, @Nullable String cure,
            @Nullable Throwable cause) {
        super(null, cause, false, false);
        this.message = Printable.message(message);
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
    public static PathRefused of(PathFault fault, int index, @Nullable Cert certificate, String message,
            @Nullable String cure) {
        return new PathRefused(fault, index, certificate, message, cure);
    }

    /** A refusal by code that is not ours, whose exception becomes the cause. */
    public static PathRefused because(PathFault fault, int index, @Nullable Cert certificate, Exception cause) {
        String said = cause.getMessage();
        return new PathRefused(fault, index, certificate, said == null ? cause.toString() : said, null, cause);
    }

    @Override
    public String getMessage() {
        return message;
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
    public @Nullable Cert certificate() {
        return certificate;
    }

    /** What would help, or null. */
    public @Nullable String cure() {
        return cure;
    }

    /** Everything that was considered, or null when no search took place. */
    public @Nullable PathReport report() {
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

    PathRefused withReport(@Nullable PathReport all) {
        this.report = all;
        return this;
    }
}
