package dev.handfast.session;

import java.util.List;

/** Where ticket secrets come from. Asked for each ticket, so it answers from memory if it can; it does not throw. */
@FunctionalInterface
public interface TicketSecrets {

    /** The secrets to open tickets with, the one to seal with first; empty if tickets cannot be used now. */
    List<TicketSecret> current();

    /** Whether the next call may wait, for a file or an application: then it is made without locks. */
    default boolean mayBlock() {
        return false;
    }
}
