package dev.handfast.handshake.client;

/** A session that a client offers to resume, with its secret. */
sealed interface OfferedSession extends AutoCloseable permits PskOffer, SessionOffer {

    /** Forgets the secret. */
    @Override
    void close();
}
