package dev.handfast.jsse.config;

import dev.handfast.handshake.HandshakeConfig.ClientAuthentication;
import dev.handfast.jsse.props.LegacyNames;
import dev.handfast.tls.TlsParameters;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Collection;
import java.util.List;
import java.util.function.UnaryOperator;

import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLParameters;

/**
 * Copies between {@link SSLParameters} and a {@link Configuration}. Methods that {@code SSLParameters} got after Java
 * 17 (signature schemes in 19, named groups in 20) are reached through method handles, and left alone where they are
 * missing.
 */
public final class ParametersMap {

    private static final MethodHandle SET_SCHEMES = setter("setSignatureSchemes");
    private static final MethodHandle SET_GROUPS = setter("setNamedGroups");

    private ParametersMap() {
    }

    /** Parameters that say what the configuration does. */
    public static SSLParameters read(Configuration configuration) {
        ConfigurationValues v = configuration.get();
        ConfigurationValues.Names names = v.names();
        int packet = v.packets().maximumSize();
        SSLParameters to = new SSLParameters(array(v.algorithms().suites()), array(v.algorithms().protocols()));
        to.setAlgorithmConstraints(v.algorithms().constraints());
        switch (v.authentication().clientAuthentication()) {
            case NEEDED -> to.setNeedClientAuth(true);
            case WANTED -> to.setWantClientAuth(true);
            case NONE -> to.setWantClientAuth(false);
        }
        to.setEndpointIdentificationAlgorithm(v.authentication().identification());
        to.setServerNames(names.serverNames().isEmpty() && !names.noServerNames() ? null : names.serverNames());
        to.setSNIMatchers(names.matchers().isEmpty() && !names.noMatchers() ? null : names.matchers());
        to.setApplicationProtocols(array(names.applicationProtocols()));
        to.setUseCipherSuitesOrder(v.algorithms().preferLocalSuites());
        to.setEnableRetransmissions(v.packets().retransmissions());
        to.setMaximumPacketSize(packet == 0 ? Configuration.LARGEST_PACKET : packet);
        set(SET_SCHEMES, to, v.algorithms().schemes());
        set(SET_GROUPS, to, v.algorithms().groups());
        return to;
    }

    /**
     * Configures what parameters say; what they leave null stays as it is.
     *
     * @throws IllegalArgumentException if a name is unknown; nothing is changed then
     */
    public static void apply(SSLParameters from, Configuration configuration) {
        configuration.change(change(from, configuration.defaults()));
    }

    /**
     * Defaults that have taken on what parameters say.
     *
     * @throws IllegalArgumentException if a name is unknown
     */
    public static Configuration.Defaults applied(SSLParameters from, Configuration.Defaults defaults) {
        UnaryOperator<ConfigurationValues> change = change(from, defaults);
        return new Configuration.Defaults(change.apply(defaults.ofClient()), change.apply(defaults.ofServer()));
    }

    private static UnaryOperator<ConfigurationValues> change(SSLParameters given, Configuration.Defaults defaults) {
        boolean jsse = !(given instanceof TlsParameters);
        TlsParameters from = given instanceof TlsParameters ours ? ours : TlsParameters.copyOf(given);
        // Each getter copies
        String[] suites = from.getCipherSuites();
        String[] protocols = from.getProtocols();
        List<SNIServerName> serverNames = from.getServerNames();
        Collection<SNIMatcher> matchers = from.getSNIMatchers();
        List<String> suiteNames = suites == null ? null : LegacyNames.checkedSuites(suites);
        List<String> protocolNames = protocols == null ? null : LegacyNames.checkedProtocols(protocols);
        List<String> schemes = list(from.getSignatureSchemes());
        List<String> groups = list(from.getNamedGroups());
        return v -> {
            ConfigurationValues.Edit edit = v.change();
            if (suiteNames != null) {
                edit.suites(suiteNames);
            }
            if (protocolNames != null) {
                edit.protocols(protocolNames);
            }
            if (from.getAlgorithmConstraints() != null) {
                edit.constraints(Constraints.given(from.getAlgorithmConstraints(),
                        defaults.of(v.client()).algorithms().constraints()));
            }
            edit.clientAuthentication(from.getNeedClientAuth() ? ClientAuthentication.NEEDED
                    : from.getWantClientAuth() ? ClientAuthentication.WANTED : ClientAuthentication.NONE);
            if (from.getEndpointIdentificationAlgorithm() != null) {
                edit.identification(from.getEndpointIdentificationAlgorithm());
            }
            if (serverNames != null) {
                edit.serverNames(serverNames, serverNames.isEmpty());
            }
            if (matchers != null) {
                edit.matchers(List.copyOf(matchers), matchers.isEmpty());
            }
            edit.applicationProtocols(from.getApplicationProtocols());
            if (schemes != null) {
                edit.schemes(schemes);
            }
            // As in SunJSSE: groups that JSSE's parameters do not name are the default, if they could name them.
            if (jsse && SET_GROUPS != null || groups != null) {
                edit.groups(groups != null ? groups : defaults.of(v.client()).algorithms().groups());
            }
            if (from.getMaxEarlyData() != null) {
                edit.maxEarlyData(from.getMaxEarlyData());
            }
            if (from.getOffersEarlyData() != null) {
                edit.offersEarlyData(from.getOffersEarlyData());
            }
            edit.preferLocalSuites(from.getUseCipherSuitesOrder());
            edit.packets(from.getMaximumPacketSize(), from.getEnableRetransmissions());
            return edit.build();
        };
    }

    private static List<String> list(String[] names) {
        return names == null ? null : List.of(names);
    }

    private static void set(MethodHandle setter, SSLParameters to, List<String> names) {
        if (setter == null || names == null) {
            return;
        }
        try {
            setter.invokeExact(to, array(names));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("SSLParameters' setter failed", e);
        }
    }

    private static String[] array(List<String> names) {
        return names.toArray(new String[0]);
    }

    private static MethodHandle setter(String name) {
        try {
            return MethodHandles.publicLookup().findVirtual(SSLParameters.class, name,
                    MethodType.methodType(void.class, String[].class));
        } catch (NoSuchMethodException olderJdk) {
            return null;
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("SSLParameters." + name + " is public", e);
        }
    }
}
