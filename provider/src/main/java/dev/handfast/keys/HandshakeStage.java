package dev.handfast.keys;

import dev.handfast.crypto.Secret;

/**
 * The Handshake Secret (RFC 9846 section 7.1): what protects the rest of the handshake and proves its Finished
 * messages. Not thread-safe.
 */
public final class HandshakeStage implements AutoCloseable {

    private final Schedule schedule;
    private final Secret secret;
    private final TrafficSecret clientTraffic;
    private final TrafficSecret serverTraffic;

    HandshakeStage(Schedule schedule, Secret secret, byte[] hellosHash) {
        this.schedule = schedule;
        this.secret = secret;
        this.clientTraffic = schedule.traffic(secret, "c hs traffic", hellosHash);
        this.serverTraffic = schedule.traffic(secret, "s hs traffic", hellosHash);
    }

    /** client_handshake_traffic_secret, also the base of the client's Finished. Closed with this stage. */
    public TrafficSecret clientTraffic() {
        return clientTraffic;
    }

    /** server_handshake_traffic_secret, also the base of the server's Finished. Closed with this stage. */
    public TrafficSecret serverTraffic() {
        return serverTraffic;
    }

    /**
     * Goes on to the Master Secret. The Handshake Secret is forgotten; the traffic secrets stay, because the client's
     * Finished comes later, until this is closed.
     *
     * @param serverFinishedHash the hash up to the server's Finished
     */
    public MasterStage master(byte[] serverFinishedHash) {
        try (Secret ended = secret) {
            return new MasterStage(schedule, schedule.next(ended, null), serverFinishedHash);
        }
    }

    /** Forgets every secret of this stage. */
    @Override
    public void close() {
        secret.close();
        clientTraffic.close();
        serverTraffic.close();
    }
}
