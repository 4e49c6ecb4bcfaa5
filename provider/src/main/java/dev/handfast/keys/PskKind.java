package dev.handfast.keys;

/** Where a PSK comes from, which its binder says (RFC 9846 section 7.1). */
public enum PskKind {
    /** From a ticket. */
    RESUMPTION("res binder"),
    /** Provisioned by other means. */
    EXTERNAL("ext binder"),
    /** Provisioned and imported (RFC 9258 section 5.2). */
    IMPORTED("imp binder");

    private final String label;

    PskKind(String label) {
        this.label = label;
    }

    /** The label of the binder key. */
    String label() {
        return label;
    }
}
