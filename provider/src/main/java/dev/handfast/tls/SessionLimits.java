package dev.handfast.tls;

/**
 * What the sessions of a context may cost, and how long they count. Each value is called as its property {@code
 * handfast.session.<name>}, which is what a context begins with. Immutable.
 *
 * @param cacheBytes bytes of memory that sessions take, about, from 0 to 2147483647: for the tickets of clients, the
 *        stored sessions of servers and the sessions a context shows, each; 67108864 by default. With 0 none are kept
 * @param ticketBytes bytes of the longest ticket that holds a session, from 0 to {@link #MOST_TICKET_BYTES}; 1000 by
 *        default. Longer sessions, and with 0 all, are kept in memory or in the fleet's store
 * @param verdictSeconds seconds from 0 to 2147483647 for which a peer's authentication counts when its session is
 *        resumed; 3600 by default. With 0 nothing is resumed
 * @param storeMillis milliseconds from 1 to 2147483647 that a handshake waits for a store of sessions; 1000 by default.
 *        A {@code JCacheStore} has a time of its own
 */
public record SessionLimits(int cacheBytes, int ticketBytes, int verdictSeconds, int storeMillis) {

    /** The most bytes a ticket may have: half of the largest ClientHello, in which clients send it back. */
    public static final int MOST_TICKET_BYTES = 16_384;

    static final SessionLimits LEAST = new SessionLimits(0, 0, 0, 1);

    /**
     * Limits that are within their ranges.
     *
     * @param cacheBytes from 0 to 2147483647
     * @param ticketBytes from 0 to {@link #MOST_TICKET_BYTES}
     * @param verdictSeconds from 0 to 2147483647
     * @param storeMillis from 1 to 2147483647
     * @throws IllegalArgumentException if one is not; the message has its name, value and range
     */
    public SessionLimits {
        require("cacheBytes", cacheBytes, 0, Integer.MAX_VALUE);
        require("ticketBytes", ticketBytes, 0, MOST_TICKET_BYTES);
        require("verdictSeconds", verdictSeconds, 0, Integer.MAX_VALUE);
        require("storeMillis", storeMillis, 1, Integer.MAX_VALUE);
    }

    static void require(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " is " + value + ", must be from " + least + " to " + most);
        }
    }

    /**
     * The same with another number of bytes of memory.
     *
     * @param bytes from 0 to 2147483647
     * @return other limits
     * @throws IllegalArgumentException if it is out of its range
     */
    public SessionLimits withCacheBytes(int bytes) {
        return new SessionLimits(bytes, ticketBytes, verdictSeconds, storeMillis);
    }

    /**
     * The same with another longest ticket.
     *
     * @param bytes from 0 to {@link #MOST_TICKET_BYTES}
     * @return other limits
     * @throws IllegalArgumentException if it is out of its range
     */
    public SessionLimits withTicketBytes(int bytes) {
        return new SessionLimits(cacheBytes, bytes, verdictSeconds, storeMillis);
    }

    /**
     * The same with another time for which an authentication counts.
     *
     * @param seconds from 0 to 2147483647
     * @return other limits
     * @throws IllegalArgumentException if it is out of its range
     */
    public SessionLimits withVerdictSeconds(int seconds) {
        return new SessionLimits(cacheBytes, ticketBytes, seconds, storeMillis);
    }

    /**
     * The same with another time to wait for a store.
     *
     * @param millis from 1 to 2147483647
     * @return other limits
     * @throws IllegalArgumentException if it is out of its range
     */
    public SessionLimits withStoreMillis(int millis) {
        return new SessionLimits(cacheBytes, ticketBytes, verdictSeconds, millis);
    }
}
