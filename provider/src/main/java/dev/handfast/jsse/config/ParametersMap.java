package dev.handfast.jsse.config;

import dev.handfast.handshake.HandshakeConfig.ClientAuthentication;
import dev.handfast.jsse.props.LegacyNames;
import dev.handfast.tls.TlsParameters;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.function.UnaryOperator;

import javax.net.ssl.SSLParameters;

/**
 * Copies between {@link SSLParameters} and a {@link Configuration}. Methods that {@code SSLParameters} got after Java
 * 17 (signature schemes in 19, named groups in 20) are reached through method handles, and left alone where they are
 * missing.
 */
public final class ParametersMap {

    private static final MethodHandle GET_SCHEMES = getter("getSignatureSchemes");
    private static final MethodHandle SET_SCHEMES = setter("setSignatureSchemes");
    private static final MethodHandle GET_GROUPS = getter("getNamedGroups");
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

    private static UnaryOperator<ConfigurationValues> change(SSLParameters from, Configuration.Defaults defaults) {
        String[] suites = from.getCipherSuites();
        String[] protocols = from.getProtocols();
        List<String> suiteNames = suites == null ? null : LegacyNames.checkedSuites(suites);
        List<String> protocolNames = protocols == null ? null : LegacyNames.checkedProtocols(protocols);
        TlsParameters ours = from instanceof TlsParameters tls ? tls : null;
        List<String> schemes = checked(ours != null ? ours.getSignatureSchemes() : get(GET_SCHEMES, from),
                "signature scheme");
        List<String> groups = checked(ours != null ? ours.getNamedGroups() : get(GET_GROUPS, from), "named group");
        return v -> {
            ConfigurationValues.Edit edit = v.change();
            if (suiteNames != null) {
                edit.suites(suiteNames);
            }
            if (protocolNames != null) {
                edit.protocols(protocolNames);
            }
            if (from.getAlgorithmConstraints() != null) {
                edit.constraints(from.getAlgorithmConstraints());
            }
            edit.clientAuthentication(from.getNeedClientAuth() ? ClientAuthentication.NEEDED
                    : from.getWantClientAuth() ? ClientAuthentication.WANTED : ClientAuthentication.NONE);
            if (from.getEndpointIdentificationAlgorithm() != null) {
                edit.identification(from.getEndpointIdentificationAlgorithm());
            }
            if (from.getServerNames() != null) {
                edit.serverNames(from.getServerNames(), from.getServerNames().isEmpty());
            }
            if (from.getSNIMatchers() != null) {
                edit.matchers(List.copyOf(from.getSNIMatchers()), from.getSNIMatchers().isEmpty());
            }
            if (from.getApplicationProtocols() != null) {
                edit.applicationProtocols(from.getApplicationProtocols());
            }
            // What JSSE's parameters do not name is the default, if they could name it.
            if (ours == null && GET_SCHEMES != null || schemes != null) {
                edit.schemes(schemes != null ? schemes : defaults.of(v.client()).algorithms().schemes());
            }
            if (ours == null && GET_GROUPS != null || groups != null) {
                edit.groups(groups != null ? groups : defaults.of(v.client()).algorithms().groups());
            }
            if (ours != null && ours.getMaxEarlyData() != null) {
                edit.maxEarlyData(ours.getMaxEarlyData());
            }
            if (ours != null && ours.getOffersEarlyData() != null) {
                edit.offersEarlyData(ours.getOffersEarlyData());
            }
            edit.preferLocalSuites(from.getUseCipherSuitesOrder());
            edit.packets(from.getMaximumPacketSize(), from.getEnableRetransmissions());
            return edit.build();
        };
    }

    private static List<String> checked(String[] names, String what) {
        if (names == null) {
            return null;
        }
        for (String name : names) {
            if (name == null || name.isBlank()) {
                throw new IllegalArgumentException("the list of " + what + "s has a null or empty name");
            }
        }
        return List.of(names);
    }

    private static String[] get(MethodHandle getter, SSLParameters from) {
        if (getter == null) {
            return null;
        }
        try {
            return (String[]) getter.invokeExact(from);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("SSLParameters' getter failed", e);
        }
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

    private static MethodHandle getter(String name) {
        return method(name, MethodType.methodType(String[].class));
    }

    private static MethodHandle setter(String name) {
        return method(name, MethodType.methodType(void.class, String[].class));
    }

    private static MethodHandle method(String name, MethodType type) {
        try {
            return MethodHandles.publicLookup().findVirtual(SSLParameters.class, name, type);
        } catch (NoSuchMethodException olderJdk) {
            return null;
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("SSLParameters." + name + " is public", e);
        }
    }
}
