package dev.handfast.keys;

/**
 * Where secrets are told for debugging (SSLKEYLOGFILE, RFC 9850). Whoever has them can read the connection; nothing
 * logs unless an application has set this up. Thread-safe; called without locks held.
 */
public interface KeyLog {

    /** TLS 1.2's master secret. */
    String CLIENT_RANDOM = "CLIENT_RANDOM";
    /** client_early_traffic_secret */
    String CLIENT_EARLY_TRAFFIC_SECRET = "CLIENT_EARLY_TRAFFIC_SECRET";
    /** early_exporter_master_secret */
    String EARLY_EXPORTER_SECRET = "EARLY_EXPORTER_SECRET";
    /** client_handshake_traffic_secret */
    String CLIENT_HANDSHAKE_TRAFFIC_SECRET = "CLIENT_HANDSHAKE_TRAFFIC_SECRET";
    /** server_handshake_traffic_secret */
    String SERVER_HANDSHAKE_TRAFFIC_SECRET = "SERVER_HANDSHAKE_TRAFFIC_SECRET";
    /** client_application_traffic_secret_0 */
    String CLIENT_TRAFFIC_SECRET_0 = "CLIENT_TRAFFIC_SECRET_0";
    /** server_application_traffic_secret_0 */
    String SERVER_TRAFFIC_SECRET_0 = "SERVER_TRAFFIC_SECRET_0";
    /** exporter_master_secret */
    String EXPORTER_SECRET = "EXPORTER_SECRET";

    /** Tells nobody. */
    KeyLog NONE = new KeyLog() {
        @Override
        public void secret(String label, byte[] clientRandom, byte[] secret) {
            // Nobody
        }
    };

    /**
     * Takes one secret.
     *
     * @param label one of RFC 9850 section 2.2
     * @param clientRandom 32 bytes
     * @param secret wiped by its owner later; what is kept must be copied
     */
    void secret(String label, byte[] clientRandom, byte[] secret);
}
