package dev.handfast.jsse.revocation;

import dev.handfast.jsse.certs.PathSettings;
import dev.handfast.jsse.certs.PeerConnection;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.OcspReader;
import dev.handfast.pki.cert.OcspResponse;
import dev.handfast.pki.path.Budget;
import dev.handfast.pki.path.PathBuilder;
import dev.handfast.pki.path.PathFault;
import dev.handfast.pki.path.PathRefused;
import dev.handfast.pki.path.PathValidator;
import dev.handfast.pki.path.Revocation;
import dev.handfast.pki.path.VerifiedPath;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

/**
 * What staples must be: present where a certificate demands one (RFC 7633), and acceptable wherever there is one (RFC
 * 6066 section 8: a client MUST check it, and abort if it is not satisfactory). One that says "revoked" counts even
 * where revocation is not checked otherwise. A response that only reports its responder's failure, as some servers
 * staple them, is none.
 */
public final class StapleChecks implements PathBuilder.Acceptance {

    /** The TLS extensions by whose presence a certificate demands a staple: status_request and status_request_v2. */
    private static final int STATUS_REQUEST = 5;
    private static final int STATUS_REQUEST_V2 = 17;

    private final PathValidator judge;
    private final PeerStaples staples;
    private final PathSettings settings;

    private StapleChecks(PathValidator judge, PeerStaples staples, PathSettings settings) {
        this.judge = judge;
        this.staples = staples;
        this.settings = settings;
    }

    /** The demand of a connection; null where its session tells nothing of staples. */
    public static @Nullable StapleChecks of(PathValidator judge, PeerConnection connection, PeerStaples staples) {
        return connection.proofs().tellsStaples() ? new StapleChecks(judge, staples, connection.settings()) : null;
    }

    /** Whether a certificate demands a staple. */
    static boolean isMust(Cert certificate) {
        return certificate.tlsFeatures().contains(STATUS_REQUEST)
                || certificate.tlsFeatures().contains(STATUS_REQUEST_V2);
    }

    @Override
    public void accept(VerifiedPath path, Budget budget) throws PathRefused {
        for (int index = 0; index < path.certificates().size(); index++) {
            Cert certificate = path.certificates().get(index);
            OcspResponse response = read(staples.of(certificate), index, certificate);
            if (response != null && response.status() == 0) {
                Revocation.checkStapled(judge, path, index, response, budget);
            } else if (index == 0 && isMust(certificate) && settings.mustStaple()) {
                throw PathRefused.of(PathFault.STAPLE_MISSING, 0, certificate, "Certificate " + certificate
                        + " demands a stapled OCSP response, and the server sent " + (response == null ? "none"
                                : "one with nothing but its responder's failure, status " + response.status()),
                        "Turn OCSP stapling on at the server");
            }
        }
    }

    private static @Nullable OcspResponse read(Opaque staple, int index, Cert certificate) throws PathRefused {
        if (staple.isEmpty()) {
            return null;
        }
        try {
            return OcspReader.read(staple.toBytes());
        } catch (MalformedInput e) {
            throw PathRefused.of(PathFault.STAPLE_UNACCEPTABLE, index, certificate, "The OCSP response that the server"
                    + " stapled for certificate " + certificate + " cannot be read: " + e.getMessage(),
                    Revocation.STAPLE_CURE);
        }
    }
}
