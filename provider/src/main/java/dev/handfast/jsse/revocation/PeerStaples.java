package dev.handfast.jsse.revocation;

import java.lang.System.Logger.Level;
import dev.handfast.wire.SafeLog;
import dev.handfast.pki.cert.Cert;
import dev.handfast.wire.Opaque;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The OCSP responses that a peer stapled, by the certificates it stapled them to. Immutable. */
public final class PeerStaples {

    /** Nothing stapled. */
    public static final PeerStaples NONE = new PeerStaples(Map.of());

    private final Map<Opaque, Opaque> byCertificate;

    private PeerStaples(Map<Opaque, Opaque> byCertificate) {
        this.byCertificate = byCertificate;
    }

    /**
     * Staples in the order of the chain ({@link javax.net.ssl.ExtendedSSLSession#getStatusResponses()}).
     *
     * @param responses an empty one stands for none
     */
    public static PeerStaples of(X509Certificate[] chain, List<byte[]> responses) {
        if (responses.isEmpty()) {
            return NONE;
        }
        Map<Opaque, Opaque> staples = new HashMap<>();
        for (int i = 0; i < Math.min(chain.length, responses.size()); i++) {
            try {
                staples.putIfAbsent(Opaque.copyOf(chain[i].getEncoded()), Opaque.copyOf(responses.get(i)));
            } catch (CertificateEncodingException e) {
                SafeLog.of("dev.handfast.path").log(Level.DEBUG,
                        "a certificate that the peer sent cannot be encoded, its staple is not looked at", e);
            }
        }
        return new PeerStaples(staples);
    }

    /** The response for a certificate; empty if there is none. */
    Opaque of(Cert certificate) {
        return byCertificate.getOrDefault(certificate.encoded(), Opaque.EMPTY);
    }
}
