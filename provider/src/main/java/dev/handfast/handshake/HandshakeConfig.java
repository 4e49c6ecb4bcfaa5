package dev.handfast.handshake;

import dev.handfast.auth.CredentialChooser;
import dev.handfast.auth.PeerVerifier;
import dev.handfast.crypto.CryptoProvider;
import dev.handfast.keys.KeyLog;
import dev.handfast.record.KeyLimits;
import dev.handfast.record.MessageSizes;
import dev.handfast.session.Resumption;
import dev.handfast.session.SessionState;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.Limits;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.SignatureScheme;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * Everything one connection was configured with, fixed when its handshake begins; made by {@link #builder}. What has a
 * reader in most steps stands here, the rest by what it is about.
 *
 * @param crypto every primitive
 * @param client whether this side is the client
 * @param algorithms what may be negotiated
 * @param names which host and which application protocols the connection is for
 * @param authentication what either side shows the other, and who judges it
 * @param extensions which extensions are used
 * @param compatibility what is done for, and asked of, peers and middleboxes that are behind
 * @param sizes how much records, messages and keys hold
 * @param cookies server: mints and checks HelloRetryRequest cookies; null for a client
 * @param resumption what sessions are resumed with, never null
 * @param keyLog where secrets are logged for debugging, or null
 * @param trace told what happens, never null
 * @param clock milliseconds since 1970
 */
public record HandshakeConfig(
        CryptoProvider crypto,
        boolean client,
        Algorithms algorithms,
        Names names,
        Authentication authentication,
        Extensions extensions,
        Compatibility compatibility,
        Sizes sizes,
        @Nullable RetryCookies cookies,
        Resumption resumption,
        @Nullable KeyLog keyLog,
        Trace trace,
        LongSupplier clock) {

    /**
     * What may be negotiated. Lists are in order of preference and hold only what the catalogue supports and the
     * algorithm constraints permit: the handshake applies them as they are.
     *
     * @param versions enabled versions, the highest first; never empty
     * @param suites enabled suites of all enabled versions
     * @param groups enabled groups
     * @param schemes signature schemes accepted and used over handshakes
     * @param certificateSchemes schemes accepted in certificates; the same list if no difference is made
     * @param preferLocalSuites whether a server goes by its own order of suites rather than the client's
     * @param dhe finite-field Diffie-Hellman in TLS 1.2
     */
    public record Algorithms(
            List<ProtocolVersion> versions,
            List<CipherSuite> suites,
            List<NamedGroup> groups,
            List<SignatureScheme> schemes,
            List<SignatureScheme> certificateSchemes,
            boolean preferLocalSuites,
            Dhe dhe) {

        /** Copies the lists. */
        public Algorithms {
            versions = List.copyOf(versions);
            suites = List.copyOf(suites);
            groups = List.copyOf(groups);
            schemes = List.copyOf(schemes);
            certificateSchemes = List.copyOf(certificateSchemes);
            Objects.requireNonNull(dhe, "dhe");
        }

        /** Whether a version is enabled. */
        public boolean enables(ProtocolVersion version) {
            return versions.contains(version);
        }
    }

    /**
     * Finite-field Diffie-Hellman in TLS 1.2, where groups need not be negotiated.
     *
     * @param group server: the finite field when the client names none; null: no DHE then
     * @param rule client: judges the finite field that the server chose
     */
    public record Dhe(@Nullable NamedGroup group, FiniteFieldRule rule) {

        /** Refuses null for the rule. */
        public Dhe {
            Objects.requireNonNull(rule, "rule");
        }
    }

    /**
     * Which host and which application protocols the connection is for.
     *
     * @param serverName client: the host name to send in server_name, an A-label name without a final dot, or null
     * @param serverNames server: decides whether a requested name is served; never null
     * @param applicationProtocols protocols for ALPN; empty: no ALPN, unless there is a selector
     * @param applicationProtocolSelector server: overrides {@code applicationProtocols}, or null
     */
    public record Names(
            @Nullable String serverName,
            ServerNames serverNames,
            List<Opaque> applicationProtocols,
            @Nullable ApplicationProtocolSelector applicationProtocolSelector) {

        /** Copies the list. */
        public Names {
            Objects.requireNonNull(serverNames, "serverNames");
            applicationProtocols = List.copyOf(applicationProtocols);
        }
    }

    /**
     * What either side shows the other, and who judges it.
     *
     * @param clientAuthentication server: whether to ask for a certificate
     * @param peerVerifier judges the peer's certificates
     * @param credentials chooses this side's
     * @param authorities DER names for CertificateRequest (server) or certificate_authorities (client); empty: none
     *        sent
     * @param maxCertificates most certificates a peer may send
     */
    public record Authentication(
            ClientAuthentication clientAuthentication,
            PeerVerifier peerVerifier,
            CredentialChooser credentials,
            List<Opaque> authorities,
            int maxCertificates) {

        /** Copies the list. */
        public Authentication {
            Objects.requireNonNull(clientAuthentication, "clientAuthentication");
            Objects.requireNonNull(peerVerifier, "peerVerifier");
            Objects.requireNonNull(credentials, "credentials");
            authorities = List.copyOf(authorities);
        }
    }

    /**
     * Which extensions are used.
     *
     * @param extendedMasterSecret whether RFC 7627 is used
     * @param encryptThenMac whether RFC 7366 is used
     * @param statusRequest client: whether to ask for stapled OCSP responses
     * @param timestampRequest client: whether to ask for signed certificate timestamps (RFC 6962 section 3.3.1)
     */
    public record Extensions(
            boolean extendedMasterSecret,
            boolean encryptThenMac,
            boolean statusRequest,
            boolean timestampRequest) {
    }

    /**
     * What is done for, and asked of, peers and middleboxes that are behind.
     *
     * @param middleboxCompatible whether to send change_cipher_spec in TLS 1.3 (RFC 9846 appendix E.4)
     * @param extendedMasterSecretRequired whether a TLS 1.2 peer without RFC 7627 is refused
     * @param secureRenegotiationRequired whether a TLS 1.2 peer without RFC 5746 is refused
     * @param acknowledgeCloseNotify whether close_notify is answered at once in TLS 1.3 too
     */
    public record Compatibility(
            boolean middleboxCompatible,
            boolean extendedMasterSecretRequired,
            boolean secureRenegotiationRequired,
            boolean acknowledgeCloseNotify) {
    }

    /**
     * How much records, messages and keys hold.
     *
     * @param maxFragmentLength client: the max_fragment_length to ask for, 512 to 4096, or 0
     * @param maxFragmentLengthAccepted server: whether to grant max_fragment_length
     * @param recordSizeLimit the record_size_limit to state in bytes of content, 64 to 2^14 (RFC 8449 section 4), or 0
     *        for none
     * @param messageSizes how long handshake messages may be
     * @param keyLimits how much one key may protect
     */
    public record Sizes(
            int maxFragmentLength,
            boolean maxFragmentLengthAccepted,
            int recordSizeLimit,
            MessageSizes messageSizes,
            KeyLimits keyLimits) {

        /** Refuses null, and a limit that may not be sent. */
        public Sizes {
            if (recordSizeLimit != 0 && (recordSizeLimit < Limits.MIN_RECORD_SIZE_LIMIT
                    || recordSizeLimit > Limits.PLAINTEXT)) {
                throw new IllegalArgumentException("record_size_limit of " + recordSizeLimit + " bytes");
            }
            Objects.requireNonNull(messageSizes, "messageSizes");
            Objects.requireNonNull(keyLimits, "keyLimits");
        }
    }

    /** Whether a server asks for a certificate. */
    public enum ClientAuthentication {
        NONE, WANTED, NEEDED
    }

    /** Decides about requested host names (RFC 6066 section 3; {@code SNIMatcher}s). It may block. */
    public interface ServerNames {

        /** Serves every name. */
        ServerNames ANY = name -> true;

        /** Whether the name is served: null if the client named none, letters of ISO 8859-1 if it cannot be read. */
        boolean accepts(@Nullable String name);
    }

    /** Judges what a TLS 1.2 server sends for DHE, beside the bounds that hold for all. */
    public interface FiniteFieldRule {

        /** Permits all that is within the bounds. */
        FiniteFieldRule ANY = new FiniteFieldRule() {
            @Override
            public boolean permits(BigInteger prime, BigInteger generator, BigInteger share) {
                return true;
            }
        };

        /** Whether a key is permitted. */
        boolean permits(BigInteger prime, BigInteger generator, BigInteger share);
    }

    /** Chooses an application protocol (RFC 7301 section 3.2; {@code handshakeApplicationProtocolSelector}). */
    public interface ApplicationProtocolSelector {

        /** The chosen one of the offered, an empty value for none, or null to fail the handshake. It may block. */
        @Nullable
        Opaque select(List<Opaque> offered, SessionState soFar);
    }

    /** Refuses null for what is not said above to be null at times. */
    public HandshakeConfig {
        Objects.requireNonNull(crypto, "crypto");
        Objects.requireNonNull(algorithms, "algorithms");
        Objects.requireNonNull(names, "names");
        Objects.requireNonNull(authentication, "authentication");
        Objects.requireNonNull(extensions, "extensions");
        Objects.requireNonNull(compatibility, "compatibility");
        Objects.requireNonNull(sizes, "sizes");
        Objects.requireNonNull(client ? "" : cookies, "cookies");
        Objects.requireNonNull(resumption, "resumption");
        Objects.requireNonNull(trace, "trace");
        Objects.requireNonNull(clock, "clock");
    }

    /**
     * What a server mints and checks cookies with.
     *
     * @throws IllegalStateException on a client
     */
    public RetryCookies serverCookies() {
        if (cookies == null) {
            throw new IllegalStateException("a client mints no cookies");
        }
        return cookies;
    }

    /** A configuration to be made, by name, of which others have parts alike. */
    public static HandshakeConfigBuilder builder(CryptoProvider crypto, boolean client, SharedParts alike) {
        return new HandshakeConfigBuilder(crypto, client, alike);
    }
}
