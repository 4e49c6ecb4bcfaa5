package dev.handfast.handshake;

import dev.handfast.auth.Credential;
import dev.handfast.auth.StapledResponses;
import dev.handfast.message.ext.Alpn;
import dev.handfast.message.ext.Extension;
import dev.handfast.message.ext.Extensions;
import dev.handfast.message.ext.MaxFragmentLength;
import dev.handfast.message.ext.RecordSizeLimit;
import dev.handfast.session.SessionState;
import dev.handfast.spec.Fault;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.Printable;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** What a server answers to a client's extensions, in either version. */
public final class ServerExtensionNegotiation {

    private ServerExtensionNegotiation() {
    }

    /**
     * The application protocol, or null if none is used (RFC 7301 section 3.2): by the application's function, else the
     * first of this side's list that the client offered. It may block in the function.
     */
    public static @Nullable Opaque applicationProtocol(ServerHandshake handshake) throws TlsFault {
        HandshakeConfig settings = handshake.settings();
        Alpn offered = handshake.hello().extensions().get(Alpn.class);
        if (offered == null) {
            return null;
        }
        if (settings.names().applicationProtocolSelector() != null) {
            Opaque chosen = settings.names().applicationProtocolSelector()
                    .select(offered.protocols(), handshake.known());
            if (chosen == null || !chosen.isEmpty() && !offered.protocols().contains(chosen)) {
                throw refused(offered.protocols(), "the application's selector chose " + chosen);
            }
            return chosen.isEmpty() ? null : chosen;
        }
        if (settings.names().applicationProtocols().isEmpty()) {
            return null;
        }
        for (Opaque protocol : settings.names().applicationProtocols()) {
            if (offered.protocols().contains(protocol)) {
                return protocol;
            }
        }
        throw refused(offered.protocols(), "enabled here are " + names(settings.names().applicationProtocols()));
    }

    /**
     * Answers a request for smaller records and notes what was agreed (RFC 6066 section 4, RFC 8449 section 4).
     *
     * @param answers the answering extension is added here
     */
    public static void recordLimits(ServerHandshake handshake, ProtocolVersion version, SessionState.Builder known,
            List<Extension> answers) {
        HandshakeConfig settings = handshake.settings();
        Extensions asked = handshake.hello().extensions();
        RecordSizeLimit size = asked.get(RecordSizeLimit.class);
        MaxFragmentLength fragment = asked.get(MaxFragmentLength.class);
        // RFC 8449 section 5: a server that knows both answers record_size_limit alone.
        if (size != null && settings.sizes().recordSizeLimit() > 0) {
            answers.add(new RecordSizeLimit(settings.sizes().recordSizeLimit()));
            known.recordLimits(ServerExtensionChecks.contentLimit(size.limit(), version),
                    ServerExtensionChecks.contentLimit(settings.sizes().recordSizeLimit(), version));
        } else if (fragment != null && settings.sizes().maxFragmentLengthAccepted()) {
            answers.add(fragment);
            known.recordLimits(fragment.bytes(), fragment.bytes());
        }
    }

    /**
     * What is stapled to a credential for a client that asks for it (RFC 6066 section 8). It may block.
     *
     * @param all whether responses for all certificates are of use, or for the first alone
     */
    public static StapledResponses staples(ServerHandshake handshake, Credential credential, boolean all) {
        HandshakeConfig settings = handshake.settings();
        StapledResponses staples = settings.authentication().credentials().staples(credential, all);
        settings.trace().chose(staples.first().isEmpty() ? "no stapled OCSP response" : "a stapled OCSP response",
                staples.why());
        return staples;
    }

    private static TlsFault refused(List<Opaque> offered, String here) {
        return new TlsFault(Fault.NO_COMMON_APPLICATION_PROTOCOL, "the client offered "
                + Printable.list(names(offered)) + ", " + here);
    }

    private static List<String> names(List<Opaque> protocols) {
        return protocols.stream().map(protocol -> Printable.text(protocol)).toList();
    }
}
