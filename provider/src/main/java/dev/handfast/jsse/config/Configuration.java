package dev.handfast.jsse.config;

import dev.handfast.handshake.HandshakeConfig.ClientAuthentication;
import dev.handfast.jsse.props.LegacyNames;
import dev.handfast.spec.CodePoint;
import dev.handfast.spec.Limits;
import dev.handfast.spec.ProtocolVersion;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;

/**
 * What the application has set on one engine, socket or server socket. Thread-safe: each value is read and written
 * under a lock that is held for nothing else; reading all of them takes none.
 *
 * <p>Names are kept as the application gave them, also those of protocols and suites that cannot be negotiated, so that
 * getters answer what setters were given.
 */
public final class Configuration {

    /**
     * Bytes of the largest record of any suite: content, IV, MAC and padding of CBC with SHA-384 (RFC 5246 6.2.3.2).
     */
    public static final int LARGEST_PACKET = Limits.RECORD_HEADER + Limits.PLAINTEXT + 16 + 48 + 256;

    private final Policy policy;
    private final Defaults defaults;
    private final ReentrantLock lock = new ReentrantLock();

    // Written under the lock.
    private volatile ConfigurationValues values;
    private volatile BiFunction<SSLEngine, List<String>, String> engineSelector;
    private volatile BiFunction<SSLSocket, List<String>, String> socketSelector;

    /**
     * What connections of a context are configured with at first. Immutable; one for all of them.
     *
     * @param ofClient the values of clients
     * @param ofServer the values of servers
     */
    public record Defaults(ConfigurationValues ofClient, ConfigurationValues ofServer) {

        /**
         * What the policy says.
         *
         * @param clientVersions the versions clients of the context enable by default
         */
        public static Defaults make(Policy policy, List<ProtocolVersion> clientVersions) {
            return new Defaults(values(policy, true, clientVersions), values(policy, false, policy.versions(false)));
        }

        ConfigurationValues of(boolean client) {
            return client ? ofClient : ofServer;
        }

        private static ConfigurationValues values(Policy policy, boolean client, List<ProtocolVersion> versions) {
            return ConfigurationValues.of(client, Constraints.of(policy), names(versions),
                    names(policy.suites(client, versions))).build();
        }
    }

    /** @param roleChosen whether traffic may begin without {@code setUseClientMode} */
    public Configuration(Policy policy, Defaults defaults, boolean client, boolean roleChosen) {
        this.policy = policy;
        this.defaults = defaults;
        this.values = roleChosen ? defaults.of(client) : defaults.of(client).change().roleOpen().build();
    }

    private Configuration(Configuration other) {
        policy = other.policy;
        defaults = other.defaults;
        values = other.values;
        engineSelector = other.engineSelector;
        socketSelector = other.socketSelector;
    }

    /** A copy that changes on its own. */
    public Configuration copy() {
        return new Configuration(this);
    }

    /** The policy behind the defaults. */
    public Policy policy() {
        return policy;
    }

    /** The values that it began with, for either role. */
    Defaults defaults() {
        return defaults;
    }

    /** All values at one moment. */
    public ConfigurationValues get() {
        return values;
    }

    /** Replaces all values by what {@code change} makes of them. */
    void change(UnaryOperator<ConfigurationValues> change) {
        lock.lock();
        try {
            values = Objects.requireNonNull(change.apply(values));
        } finally {
            lock.unlock();
        }
    }

    /** Sets the role; lists that the application has not chosen become this role's. */
    public void setClient(boolean client) {
        change(v -> v.change().client(client, defaults.of(client).algorithms()).build());
    }

    // In JSSE's shapes, for engines, sockets and server sockets alike

    public boolean isClient() {
        return values.client();
    }

    public String[] supportedSuites() {
        return policy.supportedSuiteNames();
    }

    public String[] suites() {
        return values.algorithms().suites().toArray(new String[0]);
    }

    public String[] supportedProtocols() {
        return policy.supportedVersionNames();
    }

    public String[] protocols() {
        return values.algorithms().protocols().toArray(new String[0]);
    }

    public void setProtocols(String[] names) {
        List<String> checked = LegacyNames.checkedProtocols(names);
        change(v -> v.change().protocols(checked).build());
    }

    public void setSuites(String[] names) {
        List<String> checked = LegacyNames.checkedSuites(names);
        change(v -> v.change().suites(checked).build());
    }

    /** Whether clients are asked for certificates in that way and no other. */
    public boolean isClientAuthentication(ClientAuthentication way) {
        return values.authentication().clientAuthentication() == way;
    }

    /** Asks clients for certificates in that way, or if {@code on} is false in none. */
    public void setClientAuthentication(ClientAuthentication way, boolean on) {
        change(v -> v.change().clientAuthentication(on ? way : ClientAuthentication.NONE).build());
    }

    public boolean isSessionCreation() {
        return values.sessions().creation();
    }

    public void setSessionCreation(boolean allowed) {
        change(v -> v.change().sessionCreation(allowed).build());
    }

    /** Adds a name for server_name unless the application has set or refused one. */
    public void addServerName(SNIServerName name) {
        change(v -> v.names().noServerNames() || !v.names().serverNames().isEmpty() ? v
                : v.change().serverNames(List.of(name), false).build());
    }

    public BiFunction<SSLEngine, List<String>, String> engineSelector() {
        return engineSelector;
    }

    public void setEngineSelector(BiFunction<SSLEngine, List<String>, String> selector) {
        engineSelector = selector;
    }

    public BiFunction<SSLSocket, List<String>, String> socketSelector() {
        return socketSelector;
    }

    public void setSocketSelector(BiFunction<SSLSocket, List<String>, String> selector) {
        socketSelector = selector;
    }

    /** The names of versions or suites. */
    static List<String> names(List<? extends CodePoint> all) {
        List<String> names = new ArrayList<>(all.size());
        for (CodePoint each : all) {
            names.add(each.toString());
        }
        return List.copyOf(names);
    }
}
