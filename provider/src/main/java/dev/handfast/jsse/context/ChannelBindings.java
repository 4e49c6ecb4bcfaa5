package dev.handfast.jsse.context;

import dev.handfast.crypto.jca.JcaDigests;
import dev.handfast.engine.ProtocolConnection;
import dev.handfast.jsse.certs.CertificateConverter;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.path.AlgorithmNames;
import dev.handfast.session.SessionState;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.tls.ChannelBinding;
import dev.handfast.wire.Bytes;
import dev.handfast.wire.MalformedInput;

import org.jspecify.annotations.Nullable;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;

/** Computes channel bindings (RFC 5929, RFC 9266) of an established connection. */
final class ChannelBindings {

    /** RFC 9266 section 2. */
    private static final String LABEL = "EXPORTER-Channel-Binding";
    private static final int LENGTH = 32;

    private ChannelBindings() {
    }

    /** @throws IllegalStateException if there is none, or none that is safe; the message says why */
    static byte @Nullable [] of(ChannelBinding binding, ProtocolConnection connection, @Nullable SessionState facts,
            boolean client) {
        return switch (binding) {
            case TLS_EXPORTER -> connection.exportKeyingMaterial(LABEL, Bytes.NONE, LENGTH);
            case TLS_SERVER_END_POINT ->
                serverEndPoint(client ? facts.peer().certificates() : facts.local().certificates());
            case TLS_UNIQUE -> unique(connection, facts);
        };
    }

    private static byte @Nullable [] unique(ProtocolConnection connection, @Nullable SessionState facts) {
        if (!facts.isOf(ProtocolVersion.TLS_1_2)) {
            throw refusal(ChannelBinding.TLS_UNIQUE, "is not defined for " + facts.version()
                    + " (RFC 9846 appendix C.5); use " + ChannelBinding.TLS_EXPORTER.registeredName());
        }
        return connection.firstFinished();
    }

    /** RFC 5929 section 4.1: the hash of the certificate's signature, SHA-256 in place of MD5 and SHA-1. */
    private static byte[] serverEndPoint(List<X509Certificate> chain) {
        if (chain.isEmpty()) {
            throw refusal(ChannelBinding.TLS_SERVER_END_POINT, "needs the server's certificate, and there is none");
        }
        try {
            X509Certificate certificate = chain.get(0);
            Cert read = CertificateConverter.parse(certificate);
            String signature = AlgorithmNames.signature(read.signatureAlgorithm());
            int hashEnd = signature.indexOf("with");
            if (hashEnd < 0) {
                throw refusal(ChannelBinding.TLS_SERVER_END_POINT, "is not defined for a certificate that is signed by "
                        + signature + ", which has no hash function that is known (RFC 5929 section 4.1)");
            }
            return JcaDigests.digest(digest(signature.substring(0, hashEnd)), certificate.getEncoded());
        } catch (GeneralSecurityException | MalformedInput e) {
            throw new IllegalStateException(ChannelBinding.TLS_SERVER_END_POINT.registeredName()
                    + " cannot be computed: " + e.getMessage(), e);
        }
    }

    private static String digest(String inSignature) {
        return switch (inSignature) {
            case "MD2", "MD5", "SHA1" -> "SHA-256";
            default -> inSignature.startsWith("SHA3-") ? inSignature : inSignature.replaceFirst("^SHA", "SHA-");
        };
    }

    private static IllegalStateException refusal(ChannelBinding binding, String why) {
        return new IllegalStateException(binding.registeredName() + " " + why);
    }
}
