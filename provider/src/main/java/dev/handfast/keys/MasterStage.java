package dev.handfast.keys;

import dev.handfast.crypto.Secret;

/**
 * The Master Secret (RFC 9846 section 7.1, main secret there). The traffic secrets and the exporter are the caller's
 * once taken. Not thread-safe.
 */
public final class MasterStage implements AutoCloseable {

    private final Schedule schedule;
    private final Secret secret;
    private final TrafficSecret clientTraffic;
    private final TrafficSecret serverTraffic;
    private final Exporter exporter;

    MasterStage(Schedule schedule, Secret secret, byte[] serverFinishedHash) {
        this.schedule = schedule;
        this.secret = secret;
        this.clientTraffic = schedule.traffic(secret, "c ap traffic", serverFinishedHash);
        this.serverTraffic = schedule.traffic(secret, "s ap traffic", serverFinishedHash);
        this.exporter = new Exporter13(schedule, schedule.derive(secret, "exp master", serverFinishedHash));
    }

    /** client_application_traffic_secret_0; outlives this stage, the caller's to close. */
    public TrafficSecret clientTraffic() {
        return clientTraffic;
    }

    /** server_application_traffic_secret_0; outlives this stage, the caller's to close. */
    public TrafficSecret serverTraffic() {
        return serverTraffic;
    }

    /** The exporter (RFC 9846 section 7.5); outlives this stage, the caller's to close. */
    public Exporter exporter() {
        return exporter;
    }

    /**
     * Ends the schedule with what tickets are made of, and closes this stage.
     *
     * @param clientFinishedHash the hash up to the client's Finished
     */
    public ResumptionSecret resumption(byte[] clientFinishedHash) {
        try (this) {
            return new ResumptionSecret(schedule, schedule.derive(secret, "res master", clientFinishedHash));
        }
    }

    /** Forgets everything, in a handshake that fails before its secrets have found an owner. */
    public void closeAll() {
        close();
        clientTraffic.close();
        serverTraffic.close();
        exporter.close();
    }

    /** Forgets the Master Secret, but not what is the caller's. */
    @Override
    public void close() {
        secret.close();
    }
}
