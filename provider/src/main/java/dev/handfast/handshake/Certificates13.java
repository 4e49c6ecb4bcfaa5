package dev.handfast.handshake;

import dev.handfast.auth.Credential;
import dev.handfast.auth.PeerChain;
import dev.handfast.auth.StapledResponses;
import dev.handfast.message.Certificate13;
import dev.handfast.message.CertificateEntry;
import dev.handfast.message.ext.CertificateStatusEntry;
import dev.handfast.message.ext.Extensions;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** TLS 1.3's Certificate message, to and from chains (RFC 9846 sections 4.3 and 4.5.1). */
public final class Certificates13 {

    private Certificates13() {
    }

    /** The certificates of a message that is not empty. */
    public static PeerChain chain(HandshakeConfig settings, Certificate13 message) throws TlsFault {
        List<Opaque> encoded = new ArrayList<>(message.entries().size());
        for (CertificateEntry entry : message.entries()) {
            encoded.add(entry.certificate());
        }
        return PeerChain.of(settings.crypto(), encoded, settings.authentication().maxCertificates());
    }

    /** The OCSP responses in a message, in the order of the certificates; empty where an entry has none. */
    public static List<Opaque> statusResponses(Certificate13 message) {
        List<Opaque> responses = new ArrayList<>(1);
        int last = 0;
        for (CertificateEntry entry : message.entries()) {
            CertificateStatusEntry status = entry.extensions().get(CertificateStatusEntry.class);
            responses.add(status == null ? Opaque.EMPTY : status.ocspResponse());
            if (status != null) {
                last = responses.size();
            }
        }
        return responses.subList(0, last);
    }

    /**
     * A message that shows a credential.
     *
     * @param context empty in a handshake
     * @param staples responses for a peer that asked for them, or null
     */
    public static Certificate13 show(Credential credential, Opaque context, @Nullable StapledResponses staples) {
        List<CertificateEntry> entries = new ArrayList<>(credential.entries().size());
        for (Opaque encoded : credential.entries()) {
            Opaque response = staples == null ? Opaque.EMPTY : staples.of(entries.size());
            entries.add(new CertificateEntry(encoded, response.isEmpty() ? Extensions.NONE
                    : Extensions.of(new CertificateStatusEntry(response))));
        }
        return new Certificate13(context, entries);
    }
}
