package dev.handfast.handshake;

import dev.handfast.message.ClientHello;
import dev.handfast.message.ext.Alpn;
import dev.handfast.message.ext.Cookie;
import dev.handfast.message.ext.Extension;
import dev.handfast.message.ext.Extensions;
import dev.handfast.message.ext.MaxFragmentLength;
import dev.handfast.message.ext.Misplaced;
import dev.handfast.message.ext.RecordSizeLimit;
import dev.handfast.message.ext.SignedCertificateTimestamps;
import dev.handfast.session.SessionState;
import dev.handfast.spec.ExtensionType;
import dev.handfast.spec.Fault;
import dev.handfast.spec.Limits;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

/** What a client checks in the extensions of a server's answer (RFC 9846 sections 4.3 and 4.5.1), in either version. */
public final class ServerExtensionChecks {

    private ServerExtensionChecks() {
    }

    /**
     * RFC 9846 section 4.3, RFC 5246 section 7.4.1.4: an answer may hold only extensions that were asked for, and of
     * these only what has its place there.
     */
    public static void checkSolicited(Extensions answer, ClientHello asked, String where) throws TlsFault {
        for (Extension extension : answer.list()) {
            ExtensionType type = extension.type();
            if (!asked.extensions().has(type) && !(extension instanceof Cookie)) {
                throw new TlsFault(Fault.EXTENSION_UNSOLICITED, where + " holds " + type + ", which this side did not"
                        + " send");
            }
            if (extension instanceof Misplaced) {
                throw new TlsFault(Fault.EXTENSION_NOT_ALLOWED, "expected no " + type + " in a " + where
                        + " of TLS 1.2");
            }
        }
    }

    /** The application protocol the server chose, or null (RFC 7301 section 3.2). */
    public static @Nullable Opaque applicationProtocol(Extensions answer, HandshakeConfig settings) throws TlsFault {
        Alpn alpn = answer.get(Alpn.class);
        if (alpn == null) {
            return null;
        }
        Opaque chosen = alpn.protocols().get(0);
        if (!settings.names().applicationProtocols().contains(chosen)) {
            throw new TlsFault(Fault.ALPN_NOT_OFFERED, "the server chose " + chosen + ", offered were "
                    + settings.names().applicationProtocols());
        }
        return chosen;
    }

    /** The timestamps that came with a server's certificate, as a list with its length; empty if none did. */
    public static Opaque timestamps(Extensions answer) {
        SignedCertificateTimestamps timestamps = answer.get(SignedCertificateTimestamps.class);
        return timestamps == null ? Opaque.EMPTY : timestamps.listOrEmpty();
    }

    /** Takes the record sizes the server agreed to (RFC 6066 section 4, RFC 8449 section 4). */
    public static void recordLimits(Extensions answer, HandshakeConfig settings, ProtocolVersion version,
            SessionState.Builder known) throws TlsFault {
        MaxFragmentLength fragment = answer.get(MaxFragmentLength.class);
        RecordSizeLimit size = answer.get(RecordSizeLimit.class);
        // RFC 8449 section 5: one of them is the answer.
        if (fragment != null && size != null) {
            throw new TlsFault(Fault.RECORD_SIZE_LIMIT_ILLEGAL, "the server answered both max_fragment_length and"
                    + " record_size_limit");
        }
        if (fragment != null) {
            if (fragment.bytes() != settings.sizes().maxFragmentLength()) {
                throw new TlsFault(Fault.FRAGMENT_LENGTH_ILLEGAL, "asked for " + settings.sizes().maxFragmentLength()
                        + " bytes, the server answered " + fragment.bytes());
            }
            known.recordLimits(fragment.bytes(), fragment.bytes());
        } else if (size != null) {
            known.recordLimits(contentLimit(size.limit(), version),
                    contentLimit(settings.sizes().recordSizeLimit(), version));
        }
    }

    /** Bytes of content that a record_size_limit leaves: in TLS 1.3 it counts the content type too. */
    public static int contentLimit(int recordSizeLimit, ProtocolVersion version) {
        int content = version.equals(ProtocolVersion.TLS_1_3) ? recordSizeLimit - 1 : recordSizeLimit;
        return Math.min(content, Limits.PLAINTEXT);
    }
}
