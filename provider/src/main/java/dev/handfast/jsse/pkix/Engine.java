package dev.handfast.jsse.pkix;

import dev.handfast.crypto.CertificateSignatures;
import dev.handfast.crypto.jca.JcaCertificateSignatures;
import dev.handfast.pki.path.PathBuilder;
import dev.handfast.pki.path.PathValidator;
import dev.handfast.pki.path.SignatureChecks;
import dev.handfast.pki.path.Transparency;
import dev.handfast.wire.Opaque;
import java.util.List;

/** The one judge and proposer of this process, which share what they remember. */
final class Engine {

    private static final CertificateSignatures CRYPTO = new JcaCertificateSignatures();

    private static final SignatureChecks SIGNATURES = new SignatureChecks(CRYPTO, Settings.remember());
    static final PathValidator JUDGE = new PathValidator(SIGNATURES);
    static final PathBuilder BUILDER = new PathBuilder(JUDGE);

    private Engine() {
    }

    /** Certificate transparency by these logs. */
    static Transparency transparency(List<Opaque> logs, int least) {
        return new Transparency(CRYPTO, logs, least);
    }

    /** A digest by JCA's name. */
    static Opaque digest(String hash, Opaque bytes) {
        return CRYPTO.digest(hash, bytes);
    }
}
