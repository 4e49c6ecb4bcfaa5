package dev.handfast.jsse.pkix;

import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.OcspReader;
import dev.handfast.pki.cert.OcspResponse;
import dev.handfast.pki.path.Budget;
import dev.handfast.pki.path.PathBuilder;
import dev.handfast.pki.path.PathFault;
import dev.handfast.pki.path.PathRefused;
import dev.handfast.pki.path.Revocation;
import dev.handfast.pki.path.VerifiedPath;
import dev.handfast.wire.MalformedInput;

/**
 * Must-staple (RFC 7633), and the plain sense of a staple that came unasked: one that says "revoked" counts even where
 * revocation is not checked otherwise.
 */
final class StapleDemand implements PathBuilder.Acceptance {

    /** The TLS extensions by whose presence a certificate demands a staple: status_request and status_request_v2. */
    private static final int STATUS_REQUEST = 5;
    private static final int STATUS_REQUEST_V2 = 17;

    private final byte[] staple;

    private StapleDemand(byte[] staple) {
        this.staple = staple;
    }

    /** The demand of a connection; null where its session tells nothing of staples. */
    static StapleDemand of(PeerConnection connection) {
        if (!connection.tellsStaples()) {
            return null;
        }
        byte[] first = connection.staples().isEmpty() ? null : connection.staples().get(0);
        return new StapleDemand(first == null || first.length == 0 ? null : first);
    }

    @Override
    public void accept(VerifiedPath path, Budget budget) throws PathRefused {
        if (path.certificates().isEmpty()) {
            return;
        }
        Cert target = path.target();
        boolean must = Settings.flag("dev.handfast.pki.mustStaple", true)
                && (target.tlsFeatures().contains(STATUS_REQUEST) || target.tlsFeatures().contains(STATUS_REQUEST_V2));
        if (staple == null) {
            if (must) {
                throw PathRefused.of(PathFault.STAPLE_MISSING, 0, target, "Certificate " + target
                        + " demands a stapled OCSP response, and the server sent none",
                        "Turn OCSP stapling on at the server");
            }
            return;
        }
        try {
            OcspResponse response = OcspReader.read(staple);
            Revocation.check(Engine.JUDGE, path, 0, response, budget);
        } catch (PathRefused e) {
            if (must || e.fault() != PathFault.REVOCATION_UNKNOWN) {
                throw e;
            }
        } catch (MalformedInput e) {
            if (must) {
                throw PathRefused.because(PathFault.STAPLE_MISSING, 0, target, e);
            }
        }
    }
}
