package dev.handfast.session;

import dev.handfast.crypto.CryptoProvider;

import java.util.List;

/** Where ticket secrets come from. Asked for each ticket, so it answers from memory if it can; it does not throw. */
@FunctionalInterface
public interface TicketSecrets {

    /** The keys of this process alone. */
    static TicketSecrets ofProcess(CryptoProvider crypto) {
        List<TicketSecret> own = List.of(TicketSecret.random(crypto));
        return new TicketSecrets() {

            @Override
            public List<TicketSecret> current() {
                return own;
            }

            @Override
            public void close() {
                own.forEach(TicketSecret::close);
            }
        };
    }

    /** The secrets to open tickets with, the one to seal with first; empty if tickets cannot be used now. */
    List<TicketSecret> current();

    /** Wipes the secrets, which others have replaced. */
    default void close() {
    }

    /** Whether the next call may wait, for a file or an application: then it is made without locks. */
    default boolean mayBlock() {
        return false;
    }
}
