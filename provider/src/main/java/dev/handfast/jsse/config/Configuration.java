package dev.handfast.jsse.config;

import dev.handfast.handshake.HandshakeConfig.ClientAuthentication;
import dev.handfast.jsse.props.LegacyNames;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.Limits;
import dev.handfast.spec.ProtocolVersion;

import java.security.AlgorithmConstraints;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

import javax.net.ssl.SNIMatcher;
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

    /** The values; copied when a server socket accepts. */
    public record Values(boolean client, boolean roleChosen, List<String> protocols, List<String> suites,
            ClientAuthentication clientAuthentication, AlgorithmConstraints constraints,
            String identification, List<SNIServerName> serverNames, boolean noServerNames,
            List<SNIMatcher> matchers, boolean noMatchers, boolean preferLocalSuites, boolean retransmissions,
            int maximumPacketSize, List<String> applicationProtocols, List<String> schemes, List<String> groups,
            boolean sessionCreation, Integer maxEarlyData, Boolean offersEarlyData) {
    }

    private final Policy policy;
    private final Defaults defaults;
    private final ReentrantLock lock = new ReentrantLock();

    // Written under the lock.
    private volatile Values values;
    private volatile BiFunction<SSLEngine, List<String>, String> engineSelector;
    private volatile BiFunction<SSLSocket, List<String>, String> socketSelector;

    /**
     * What connections of a context are configured with at first. Immutable; one for all of them.
     *
     * @param ofClient the values of clients
     * @param ofServer the values of servers
     */
    public record Defaults(Values ofClient, Values ofServer) {

        /**
         * What the policy says.
         *
         * @param clientVersions the versions clients of the context enable by default
         */
        public static Defaults make(Policy policy, List<ProtocolVersion> clientVersions) {
            return new Defaults(values(policy, true, clientVersions), values(policy, false, policy.versions(false)));
        }

        Values of(boolean client) {
            return client ? ofClient : ofServer;
        }

        private static Values values(Policy policy, boolean client, List<ProtocolVersion> versions) {
            List<String> suites = policy.suites(client, versions).stream().map(CipherSuite::toString).toList();
            return new Values(client, true, names(versions), suites, ClientAuthentication.NONE, Constraints.of(policy),
                    null, List.of(), false, List.of(), false, true, false, 0, List.of(), null, null, true, null, null);
        }
    }

    /** @param roleChosen whether traffic may begin without {@code setUseClientMode} */
    public Configuration(Policy policy, Defaults defaults, boolean client, boolean roleChosen) {
        this.policy = policy;
        this.defaults = defaults;
        this.values = roleChosen ? defaults.of(client) : with(defaults.of(client)).roleOpen().build();
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
    public Values get() {
        return values;
    }

    /** Replaces all values by what {@code change} makes of them. */
    void change(UnaryOperator<Values> change) {
        lock.lock();
        try {
            values = Objects.requireNonNull(change.apply(values));
        } finally {
            lock.unlock();
        }
    }

    /** Sets the role; lists that are still the other role's defaults become this role's. */
    public void setClient(boolean client) {
        change(v -> {
            Edit edit = with(v).client(client);
            if (v.protocols.equals(defaults.of(v.client).protocols)) {
                edit.protocols = defaults.of(client).protocols;
            }
            if (v.suites.equals(defaults.of(v.client).suites)) {
                edit.suites = defaults.of(client).suites;
            }
            return edit.build();
        });
    }

    // In JSSE's shapes, for engines, sockets and server sockets alike

    public boolean isClient() {
        return values.client;
    }

    public String[] supportedSuites() {
        return policy.supportedSuiteNames();
    }

    public String[] suites() {
        return values.suites.toArray(new String[0]);
    }

    public String[] supportedProtocols() {
        return policy.supportedVersionNames();
    }

    public String[] protocols() {
        return values.protocols.toArray(new String[0]);
    }

    public void setProtocols(String[] names) {
        List<String> checked = LegacyNames.checkedProtocols(names);
        change(v -> with(v).protocols(checked).build());
    }

    public void setSuites(String[] names) {
        List<String> checked = LegacyNames.checkedSuites(names);
        change(v -> with(v).suites(checked).build());
    }

    /** Whether clients are asked for certificates in that way and no other. */
    public boolean isClientAuthentication(ClientAuthentication way) {
        return values.clientAuthentication == way;
    }

    /** Asks clients for certificates in that way, or if {@code on} is false in none. */
    public void setClientAuthentication(ClientAuthentication way, boolean on) {
        change(v -> with(v).clientAuthentication(on ? way : ClientAuthentication.NONE).build());
    }

    public boolean isSessionCreation() {
        return values.sessionCreation;
    }

    public void setSessionCreation(boolean allowed) {
        change(v -> with(v).sessionCreation(allowed).build());
    }

    /** Adds a name for server_name unless the application has set or refused one. */
    public void addServerName(SNIServerName name) {
        change(v -> v.noServerNames || !v.serverNames.isEmpty() ? v
                : with(v).serverNames(List.of(name), false).build());
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

    /** A copy of values to change. */
    public static Edit with(Values values) {
        return new Edit(values);
    }

    /** The names of versions. */
    static List<String> names(List<ProtocolVersion> versions) {
        return versions.stream().map(ProtocolVersion::toString).toList();
    }

    /** Values being changed. */
    public static final class Edit {

        private boolean client;
        private boolean roleChosen;
        private List<String> protocols;
        private List<String> suites;
        private ClientAuthentication clientAuthentication;
        private AlgorithmConstraints constraints;
        private String identification;
        private List<SNIServerName> serverNames;
        private boolean noServerNames;
        private List<SNIMatcher> matchers;
        private boolean noMatchers;
        private boolean preferLocalSuites;
        private boolean retransmissions;
        private int maximumPacketSize;
        private List<String> applicationProtocols;
        private List<String> schemes;
        private List<String> groups;
        private boolean sessionCreation;
        private Integer maxEarlyData;
        private Boolean offersEarlyData;

        private Edit(Values v) {
            client = v.client;
            roleChosen = v.roleChosen;
            protocols = v.protocols;
            suites = v.suites;
            clientAuthentication = v.clientAuthentication;
            constraints = v.constraints;
            identification = v.identification;
            serverNames = v.serverNames;
            noServerNames = v.noServerNames;
            matchers = v.matchers;
            noMatchers = v.noMatchers;
            preferLocalSuites = v.preferLocalSuites;
            retransmissions = v.retransmissions;
            maximumPacketSize = v.maximumPacketSize;
            applicationProtocols = v.applicationProtocols;
            schemes = v.schemes;
            groups = v.groups;
            sessionCreation = v.sessionCreation;
            maxEarlyData = v.maxEarlyData;
            offersEarlyData = v.offersEarlyData;
        }

        Edit client(boolean value) {
            client = value;
            roleChosen = true;
            return this;
        }

        /** Leaves it to the application to choose the role. */
        Edit roleOpen() {
            roleChosen = false;
            return this;
        }

        Edit protocols(List<String> value) {
            protocols = value;
            return this;
        }

        Edit suites(List<String> value) {
            suites = value;
            return this;
        }

        public Edit clientAuthentication(ClientAuthentication value) {
            clientAuthentication = value;
            return this;
        }

        Edit constraints(AlgorithmConstraints value) {
            constraints = value;
            return this;
        }

        Edit identification(String value) {
            identification = value;
            return this;
        }

        Edit serverNames(List<SNIServerName> value, boolean none) {
            serverNames = List.copyOf(value);
            noServerNames = none;
            return this;
        }

        Edit matchers(List<SNIMatcher> value, boolean none) {
            matchers = List.copyOf(value);
            noMatchers = none;
            return this;
        }

        Edit preferLocalSuites(boolean value) {
            preferLocalSuites = value;
            return this;
        }

        Edit packets(int maximumSize, boolean retransmitted) {
            maximumPacketSize = maximumSize;
            retransmissions = retransmitted;
            return this;
        }

        Edit applicationProtocols(String[] value) {
            applicationProtocols = List.copyOf(Arrays.asList(value));
            return this;
        }

        /** Null: the defaults. */
        Edit schemes(List<String> value) {
            schemes = value;
            return this;
        }

        /** Null: the defaults. */
        Edit groups(List<String> value) {
            groups = value;
            return this;
        }

        Edit sessionCreation(boolean value) {
            sessionCreation = value;
            return this;
        }

        /** Null: the context's. */
        Edit maxEarlyData(Integer value) {
            maxEarlyData = value;
            return this;
        }

        /** Null: none is offered. */
        Edit offersEarlyData(Boolean value) {
            offersEarlyData = value;
            return this;
        }

        public Values build() {
            return new Values(client, roleChosen, protocols, suites, clientAuthentication, constraints, identification,
                    serverNames, noServerNames, matchers, noMatchers, preferLocalSuites, retransmissions,
                    maximumPacketSize, applicationProtocols, schemes, groups, sessionCreation, maxEarlyData,
                    offersEarlyData);
        }
    }
}
