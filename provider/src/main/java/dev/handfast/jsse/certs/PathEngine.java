package dev.handfast.jsse.certs;

import dev.handfast.crypto.CertificateSignatures;
import dev.handfast.crypto.jca.JcaCertificateSignatures;
import dev.handfast.jsse.props.PathProperties;
import dev.handfast.pki.path.PathBuilder;
import dev.handfast.pki.path.PathValidator;
import dev.handfast.pki.path.SignatureChecks;
import dev.handfast.pki.path.Transparency;
import dev.handfast.wire.Opaque;
import java.util.List;

/** The one judge and proposer of this process, which share what they remember. */
public final class PathEngine {

    private static final CertificateSignatures CRYPTO = new JcaCertificateSignatures();

    private static final SignatureChecks SIGNATURES = new SignatureChecks(CRYPTO, PathProperties.remember());
    public static final PathValidator JUDGE = new PathValidator(SIGNATURES);
    public static final PathBuilder BUILDER = new PathBuilder(JUDGE);

    private PathEngine() {
    }

    /** Certificate transparency by these logs. */
    public static Transparency transparency(List<Opaque> logs, int least) {
        return new Transparency(CRYPTO, logs, least);
    }

    /** A digest by JCA's name. */
    public static Opaque digest(String hash, Opaque bytes) {
        return CRYPTO.digest(hash, bytes);
    }
}
