package dev.handfast.jsse.config;

import dev.handfast.handshake.HandshakeConfig.ClientAuthentication;

import java.security.AlgorithmConstraints;
import java.util.List;

import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;

/**
 * What a {@link Configuration} says at one moment; copied when a server socket accepts. Changed by {@link #change},
 * which makes others.
 *
 * @param client whether the role is a client's
 * @param roleChosen whether traffic may begin without {@code setUseClientMode}
 * @param algorithms what may be negotiated
 * @param names which host and which application protocols connections are for
 * @param authentication whom connections ask for certificates, and for which name
 * @param packets how large records are
 * @param sessions whether sessions are made, and what is sent early
 */
public record ConfigurationValues(
        boolean client,
        boolean roleChosen,
        Algorithms algorithms,
        Names names,
        Authentication authentication,
        Packets packets,
        Sessions sessions) {

    /**
     * What may be negotiated; names are as the application gave them, unknown ones too.
     *
     * @param protocols enabled protocols
     * @param suites enabled cipher suites
     * @param chosen which of the two the application has set
     * @param preferLocalSuites whether a server goes by its own order of suites
     * @param schemes enabled signature schemes; null for the defaults
     * @param groups enabled groups; null for the defaults
     * @param constraints the policy's, or the application's own
     */
    public record Algorithms(
            List<String> protocols,
            List<String> suites,
            Chosen chosen,
            boolean preferLocalSuites,
            List<String> schemes,
            List<String> groups,
            AlgorithmConstraints constraints) {
    }

    /**
     * Which lists the application has set, whatever to; the others follow the role.
     *
     * @param protocols whether it has set the protocols
     * @param suites whether it has set the suites
     */
    public record Chosen(boolean protocols, boolean suites) {
    }

    /**
     * Which host and which application protocols connections are for.
     *
     * @param serverNames what a client asks for; empty for what the host is called
     * @param noServerNames whether the application has set an empty list of them
     * @param matchers what a server accepts; empty for everything
     * @param noMatchers whether the application has set an empty list of them
     * @param applicationProtocols protocols for ALPN; empty for none
     */
    public record Names(
            List<SNIServerName> serverNames,
            boolean noServerNames,
            List<SNIMatcher> matchers,
            boolean noMatchers,
            List<String> applicationProtocols) {
    }

    /**
     * Whom connections ask for certificates, and for which name.
     *
     * @param clientAuthentication whether a server asks for a certificate
     * @param identification the endpoint identification algorithm; null or empty for none
     */
    public record Authentication(ClientAuthentication clientAuthentication, String identification) {

        /** Whether the peer's certificate must be for the peer's name. */
        public boolean identifies() {
            return identification != null && !identification.isEmpty();
        }
    }

    /**
     * How large records are.
     *
     * @param maximumSize in bytes, header included; 0 for the largest of any suite
     * @param retransmissions what the application has set; nothing comes of it but in DTLS
     */
    public record Packets(int maximumSize, boolean retransmissions) {
    }

    /**
     * Whether sessions are made, and what is sent early.
     *
     * @param creation whether new sessions may be made
     * @param maxEarlyData bytes of early data that a server takes; null for the context's
     * @param offersEarlyData whether a client offers early data; null: it does not
     */
    public record Sessions(boolean creation, Integer maxEarlyData, Boolean offersEarlyData) {
    }

    /**
     * Values to change, which ask for nothing, but let new sessions be made.
     *
     * @param protocols what is enabled unless the application chooses
     * @param suites what is enabled unless the application chooses
     */
    static Edit of(boolean client, AlgorithmConstraints constraints, List<String> protocols, List<String> suites) {
        return new Edit(client, constraints, protocols, suites);
    }

    /** A copy to change. */
    public Edit change() {
        return new Edit(this);
    }

    /** Values being changed. */
    public static final class Edit {

        private boolean client;
        private boolean roleChosen = true;
        private List<String> protocols;
        private List<String> suites;
        private Chosen chosen;
        private boolean preferLocalSuites = true;
        private List<String> schemes;
        private List<String> groups;
        private AlgorithmConstraints constraints;
        private Names names;
        private Authentication authentication;
        private Packets packets;
        private Sessions sessions;

        private Edit(boolean client, AlgorithmConstraints constraints, List<String> protocols, List<String> suites) {
            this.client = client;
            this.constraints = constraints;
            this.protocols = protocols;
            this.suites = suites;
            chosen = new Chosen(false, false);
            names = new Names(List.of(), false, List.of(), false, List.of());
            authentication = new Authentication(ClientAuthentication.NONE, null);
            packets = new Packets(0, false);
            sessions = new Sessions(true, null, null);
        }

        private Edit(ConfigurationValues v) {
            client = v.client;
            roleChosen = v.roleChosen;
            protocols = v.algorithms.protocols;
            suites = v.algorithms.suites;
            chosen = v.algorithms.chosen;
            preferLocalSuites = v.algorithms.preferLocalSuites;
            schemes = v.algorithms.schemes;
            groups = v.algorithms.groups;
            constraints = v.algorithms.constraints;
            names = v.names;
            authentication = v.authentication;
            packets = v.packets;
            sessions = v.sessions;
        }

        /** Takes a role, and of its defaults what the application has not chosen. */
        Edit client(boolean value, Algorithms defaults) {
            client = value;
            roleChosen = true;
            protocols = chosen.protocols ? protocols : defaults.protocols;
            suites = chosen.suites ? suites : defaults.suites;
            return this;
        }

        /** Leaves it to the application to choose the role. */
        Edit roleOpen() {
            roleChosen = false;
            return this;
        }

        /** What the application has chosen, for either role. */
        Edit protocols(List<String> value) {
            protocols = value;
            chosen = new Chosen(true, chosen.suites);
            return this;
        }

        /** What the application has chosen, for either role. */
        Edit suites(List<String> value) {
            suites = value;
            chosen = new Chosen(chosen.protocols, true);
            return this;
        }

        Edit preferLocalSuites(boolean value) {
            preferLocalSuites = value;
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

        Edit constraints(AlgorithmConstraints value) {
            constraints = value;
            return this;
        }

        Edit serverNames(List<SNIServerName> value, boolean none) {
            names = new Names(List.copyOf(value), none, names.matchers, names.noMatchers, names.applicationProtocols);
            return this;
        }

        Edit matchers(List<SNIMatcher> value, boolean none) {
            names = new Names(names.serverNames, names.noServerNames, List.copyOf(value), none,
                    names.applicationProtocols);
            return this;
        }

        Edit applicationProtocols(String[] value) {
            names = new Names(names.serverNames, names.noServerNames, names.matchers, names.noMatchers,
                    List.of(value));
            return this;
        }

        public Edit clientAuthentication(ClientAuthentication value) {
            authentication = new Authentication(value, authentication.identification);
            return this;
        }

        Edit identification(String value) {
            authentication = new Authentication(authentication.clientAuthentication, value);
            return this;
        }

        Edit packets(int maximumSize, boolean retransmitted) {
            packets = new Packets(maximumSize, retransmitted);
            return this;
        }

        Edit sessionCreation(boolean value) {
            sessions = new Sessions(value, sessions.maxEarlyData, sessions.offersEarlyData);
            return this;
        }

        /** Null: the context's. */
        Edit maxEarlyData(Integer value) {
            sessions = new Sessions(sessions.creation, value, sessions.offersEarlyData);
            return this;
        }

        /** Null: none is offered. */
        Edit offersEarlyData(Boolean value) {
            sessions = new Sessions(sessions.creation, sessions.maxEarlyData, value);
            return this;
        }

        public ConfigurationValues build() {
            Algorithms algorithms = new Algorithms(protocols, suites, chosen, preferLocalSuites, schemes, groups,
                    constraints);
            return new ConfigurationValues(client, roleChosen, algorithms, names, authentication, packets, sessions);
        }
    }
}
