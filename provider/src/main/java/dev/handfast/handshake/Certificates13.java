package dev.handfast.handshake;

import dev.handfast.auth.Credential;
import dev.handfast.auth.PeerChain;
import dev.handfast.message.Certificate13;
import dev.handfast.message.CertificateEntry;
import dev.handfast.message.ext.CertificateStatusEntry;
import dev.handfast.message.ext.Extensions;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Opaque;

import java.util.ArrayList;
import java.util.List;

/** TLS 1.3's Certificate message, to and from chains (RFC 9846 section 4.4.2). */
public final class Certificates13 {

    private Certificates13() {
    }

    /** The certificates of a message that is not empty. */
    public static PeerChain decode(Settings settings, Certificate13 message) throws TlsFault {
        List<Opaque> encoded = new ArrayList<>(message.entries().size());
        for (CertificateEntry entry : message.entries()) {
            encoded.add(entry.certificate());
        }
        return PeerChain.decode(settings.crypto(), encoded, settings.maxCertificates());
    }

    /** The OCSP responses in a message, in the order of the certificates; entries without one are left out. */
    public static List<Opaque> statusResponses(Certificate13 message) {
        List<Opaque> responses = new ArrayList<>(1);
        for (CertificateEntry entry : message.entries()) {
            CertificateStatusEntry status = entry.extensions().get(CertificateStatusEntry.class);
            if (status != null) {
                responses.add(status.ocspResponse());
            }
        }
        return responses;
    }

    /**
     * A message that shows a credential.
     *
     * @param context empty in a handshake
     * @param staple whether the peer asked for its status
     */
    public static Certificate13 show(Credential credential, Opaque context, boolean staple) {
        List<CertificateEntry> entries = new ArrayList<>(credential.encoded().size());
        for (Opaque encoded : credential.encoded()) {
            boolean first = entries.isEmpty();
            entries.add(new CertificateEntry(encoded, first && staple && credential.statusResponse() != null
                    ? Extensions.of(new CertificateStatusEntry(credential.statusResponse()))
                    : Extensions.NONE));
        }
        return new Certificate13(context, entries);
    }
}
