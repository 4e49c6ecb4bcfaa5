package dev.handfast.jsse.pkix;

import dev.handfast.pki.path.PathRefused;
import dev.handfast.pki.path.PathReport;
import dev.handfast.wire.Printable;

/**
 * The search behind a refusal, as the cause of the exception that states it. The message tells the first candidates; it
 * is made when it is read, because most refusals of strangers never are. {@code -Dhandfast.debug.trace=path} prints
 * all.
 */
final class ExplainedPath extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient PathReport report;

    private ExplainedPath(PathReport report) {
        super(null, null, false, false);
        this.report = report;
    }

    /** The search that ended in a refusal; null where there was none. */
    static ExplainedPath of(PathRefused refused) {
        return refused.report() == null ? null : new ExplainedPath(refused.report());
    }

    @Override
    public String getMessage() {
        return report == null ? "what was considered is not part of a serialized exception"
                : Printable.message("considered were: " + report);
    }
}
