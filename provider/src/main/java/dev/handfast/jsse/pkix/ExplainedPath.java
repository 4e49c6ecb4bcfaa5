package dev.handfast.jsse.pkix;

import dev.handfast.pki.path.PathRefused;

/** The whole search behind a refusal, as the cause of the exception that states it. Its message is the tree. */
final class ExplainedPath extends Exception {

    private static final long serialVersionUID = 1L;

    private ExplainedPath(String tree) {
        super(tree, null, false, false);
    }

    /** The search that ended in a refusal; null where there was none. */
    static ExplainedPath of(PathRefused refused) {
        return refused.report() == null ? null : new ExplainedPath("everything that was considered:\n"
                + refused.report().tree());
    }
}
