package dev.handfast.tls;

import java.util.Map;

/**
 * What a context has counted since it was made, and what it holds now. A snapshot; each value is of its own moment.
 *
 * @param fullHandshakes handshakes that have ended well and made a new session
 * @param resumedHandshakes handshakes that have ended well and resumed a session
 * @param failedHandshakes handshakes that have failed, by the name of the fault ({@code provider/docs/ALERTS.md}), such
 *        as {@code CERTIFICATE_UNKNOWN}; names that have not come up are missing
 * @param clientSessions sessions that the context shows to clients ({@code SSLContext.getClientSessionContext})
 * @param clientSessionBytes about how many bytes of memory those take
 * @param serverSessions sessions that the context shows to servers ({@code SSLContext.getServerSessionContext})
 * @param serverSessionBytes about how many bytes of memory those take
 */
public record TlsCounters(long fullHandshakes, long resumedHandshakes, Map<String, Long> failedHandshakes,
        int clientSessions, long clientSessionBytes, int serverSessions, long serverSessionBytes) {

    /**
     * Keeps a copy of the map.
     *
     * @param fullHandshakes those that resumed nothing
     * @param resumedHandshakes those that resumed a session
     * @param failedHandshakes those that failed, by the name of the fault; copied
     * @param clientSessions held for clients
     * @param clientSessionBytes what they take in memory, about
     * @param serverSessions held for servers
     * @param serverSessionBytes what they take in memory, about
     */
    public TlsCounters {
        failedHandshakes = Map.copyOf(failedHandshakes);
    }

    /**
     * Handshakes that have failed, for whatever fault.
     *
     * @return the sum of {@code failedHandshakes}
     */
    public long allFailedHandshakes() {
        return failedHandshakes.values().stream().mapToLong(Long::longValue).sum();
    }
}
