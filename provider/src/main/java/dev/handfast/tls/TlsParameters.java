package dev.handfast.tls;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

import javax.net.ssl.SSLParameters;

/**
 * All that can be said of one connection of Handfast's, for {@code setSSLParameters} of its engines, sockets and server
 * sockets, and for {@link TlsContext#setDefaults}. Other providers see the {@link SSLParameters} in it.
 *
 * <p>Whatever is null leaves what is set as it is, as in {@code SSLParameters}; so does whatever frameworks that copy
 * parameters field by field do not know and lose: then the context's defaults count. {@code getSSLParameters} of
 * engines and sockets gives what JSSE knows. Not thread-safe.
 *
 * <p>{@link #getNamedGroups} and {@link #getSignatureSchemes} have the signatures of Java 20's and 19's, and override
 * those there; Java 17 has them by this class.
 */
public class TlsParameters extends SSLParameters {

    private String @Nullable [] namedGroups;
    private String @Nullable [] signatureSchemes;
    private @Nullable Integer maxEarlyData;
    private @Nullable Boolean offersEarlyData;

    /**
     * Parameters in which nothing is set. What cannot be null in them is as connections begin with: the local order of
     * suites counts ({@link #setUseCipherSuitesOrder}), which that of {@link SSLParameters} does not in new ones.
     */
    @SuppressWarnings("this-escape") // to setters of the JDK alone, which only keep the value
    public TlsParameters() {
        super.setUseCipherSuitesOrder(true);
        super.setEnableRetransmissions(false);
    }

    /**
     * Parameters of a client that checks that the server is the one it means, as browsers do (RFC 9110 section 4.3.4):
     * endpoint identification is {@code HTTPS}, which no socket or engine does by itself.
     *
     * @return what the caller may change
     */
    public static TlsParameters forHttps() {
        TlsParameters parameters = new TlsParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        return parameters;
    }

    /**
     * Copies all that is set, with what this JDK's {@code SSLParameters} know beyond Java 17's. The original may be
     * used again, and changed.
     *
     * @param from {@link TlsParameters} or any other; never null
     * @return what the caller may change
     */
    public static TlsParameters copyOf(SSLParameters from) {
        TlsParameters to = new TlsParameters();
        ParametersCopy.copy(from, to);
        return to;
    }

    /**
     * The groups to agree on keys in, by IANA's names, the preferred first; null if not set.
     *
     * @return the caller's
     */
    public String @Nullable [] getNamedGroups() {
        return copy(namedGroups);
    }

    /**
     * Sets the groups to agree on keys in. Names that are not known here are left out when the handshake begins.
     *
     * @param names IANA's names of TLS supported groups, the preferred first; null for what is set already, on new
     *        connections the default of {@code jdk.tls.namedGroups}; copied
     * @throws IllegalArgumentException if a name is null, empty or there twice
     */
    public void setNamedGroups(String @Nullable [] names) {
        namedGroups = checked(names, "named group");
    }

    /**
     * The signature schemes, by IANA's names, the preferred first; null if not set.
     *
     * @return the caller's
     */
    public String @Nullable [] getSignatureSchemes() {
        return copy(signatureSchemes);
    }

    /**
     * Sets the signature schemes of handshakes and certificates. Names that are not known here are left out when the
     * handshake begins.
     *
     * @param names IANA's names of TLS signature schemes, the preferred first; null for what is set already, on new
     *        connections the default of {@code jdk.tls.client.SignatureSchemes} and its like for servers; copied
     * @throws IllegalArgumentException if a name is null, empty or there twice
     */
    public void setSignatureSchemes(String @Nullable [] names) {
        signatureSchemes = checked(names, "signature scheme");
    }

    /**
     * How many bytes of early data a server takes: 0 for none, null if not set.
     *
     * @return bytes, or null
     */
    public @Nullable Integer getMaxEarlyData() {
        return maxEarlyData;
    }

    /**
     * Sets how much early data (RFC 9846 section 4.3.10) a server takes, and allows with the tickets it gives out;
     * clients have no use for it. See {@link EarlyData} for what may be done with it.
     *
     * @param bytes 0 for none; null for what is set already, on new connections that of
     *        {@link TlsContext#acceptEarlyData}
     * @throws IllegalArgumentException if it is negative
     */
    public void setMaxEarlyData(@Nullable Integer bytes) {
        if (bytes != null && bytes < 0) {
            throw new IllegalArgumentException("bytes of early data: " + bytes + ", must not be negative");
        }
        maxEarlyData = bytes;
    }

    /**
     * Whether a client offers early data; null if not set.
     *
     * @return true, false or null
     */
    public @Nullable Boolean getOffersEarlyData() {
        return offersEarlyData;
    }

    /**
     * Sets whether a client offers early data, as {@link EarlyData#offer()}, if it resumes a session that allows it;
     * servers have no use for it.
     *
     * @param offers null for what is set already, on new connections false
     */
    public void setOffersEarlyData(@Nullable Boolean offers) {
        offersEarlyData = offers;
    }

    private static String @Nullable [] copy(String @Nullable [] names) {
        return names == null ? null : names.clone();
    }

    private static String @Nullable [] checked(String @Nullable [] names, String what) {
        String[] copy = copy(names);
        Set<String> seen = new HashSet<>();
        for (String name : copy == null ? new String[0] : copy) {
            if (name == null || name.isBlank() || !seen.add(name)) {
                throw new IllegalArgumentException("a " + what + " is null, empty or there twice: "
                        + Arrays.toString(copy));
            }
        }
        return copy;
    }
}
