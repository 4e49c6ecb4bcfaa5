package dev.handfast.tls;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

import javax.net.ssl.SSLParameters;

/**
 * Copies parameters field by field. Getters that {@link SSLParameters} got after Java 17 (signature schemes in 19,
 * named groups in 20) are reached through method handles, and left alone where they are missing.
 */
final class ParametersCopy {

    private static final @Nullable MethodHandle GET_SCHEMES = getter("getSignatureSchemes");
    private static final @Nullable MethodHandle GET_GROUPS = getter("getNamedGroups");

    private ParametersCopy() {
    }

    static void copy(SSLParameters from, TlsParameters to) {
        to.setCipherSuites(from.getCipherSuites());
        to.setProtocols(from.getProtocols());
        to.setAlgorithmConstraints(from.getAlgorithmConstraints());
        // Each setter clears the other.
        if (from.getNeedClientAuth()) {
            to.setNeedClientAuth(true);
        } else {
            to.setWantClientAuth(from.getWantClientAuth());
        }
        to.setEndpointIdentificationAlgorithm(from.getEndpointIdentificationAlgorithm());
        to.setServerNames(from.getServerNames());
        to.setSNIMatchers(from.getSNIMatchers());
        if (from.getApplicationProtocols() != null) {
            to.setApplicationProtocols(from.getApplicationProtocols());
        }
        to.setUseCipherSuitesOrder(from.getUseCipherSuitesOrder());
        to.setEnableRetransmissions(from.getEnableRetransmissions());
        to.setMaximumPacketSize(from.getMaximumPacketSize());
        if (from instanceof TlsParameters ours) {
            to.setSignatureSchemes(ours.getSignatureSchemes());
            to.setNamedGroups(ours.getNamedGroups());
            to.setMaxEarlyData(ours.getMaxEarlyData());
            to.setOffersEarlyData(ours.getOffersEarlyData());
        } else {
            to.setSignatureSchemes(get(GET_SCHEMES, from));
            to.setNamedGroups(get(GET_GROUPS, from));
        }
    }

    private static String @Nullable [] get(@Nullable MethodHandle getter, SSLParameters from) {
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

    private static @Nullable MethodHandle getter(String name) {
        try {
            return MethodHandles.publicLookup().findVirtual(SSLParameters.class, name,
                    MethodType.methodType(String[].class));
        } catch (NoSuchMethodException olderJdk) {
            return null;
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("SSLParameters." + name + " is public", e);
        }
    }
}
