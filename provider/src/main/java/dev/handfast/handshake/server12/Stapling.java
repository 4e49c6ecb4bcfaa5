package dev.handfast.handshake.server12;

import dev.handfast.auth.Credential;
import dev.handfast.auth.StapledResponses;
import dev.handfast.handshake.ServerExtensionNegotiation;
import dev.handfast.handshake.ServerHandshake;
import dev.handfast.message.CertificateStatus;
import dev.handfast.message.ext.Extension;
import dev.handfast.message.ext.Extensions;
import dev.handfast.message.ext.StatusRequest;
import dev.handfast.message.ext.StatusRequestAck;
import dev.handfast.message.ext.StatusRequestV2;
import dev.handfast.message.ext.StatusRequestV2Ack;
import dev.handfast.spec.TlsFault;

import org.jspecify.annotations.Nullable;

import java.util.Set;

/**
 * How a TLS 1.2 server staples: the extension that announces it and the message that follows (RFC 6066 section 8, RFC
 * 6961 section 2.2).
 *
 * @param ack null if nothing is stapled
 * @param status null if nothing is stapled
 */
record Stapling(@Nullable Extension ack, @Nullable CertificateStatus status) {

    private static final Stapling NONE = new Stapling(null, null);

    /** What is stapled for this client: a list if it takes one, else the first certificate's. It may block. */
    static Stapling of(ServerHandshake handshake, Credential credential) throws TlsFault {
        Extensions asked = handshake.hello().extensions();
        StatusRequest request = asked.get(StatusRequest.class);
        StatusRequestV2 second = asked.get(StatusRequestV2.class);
        Set<Integer> types = second == null ? Set.of() : second.statusTypes();
        boolean one = request != null && request.isOcsp();
        boolean list = types.contains(StatusRequestV2.OCSP_MULTI);
        if (!one && !list && !types.contains(StatusRequest.OCSP)) {
            return NONE;
        }
        StapledResponses staples = ServerExtensionNegotiation.staples(handshake, credential, list);
        if (staples.responses().isEmpty() || staples.first().isEmpty() && !list) {
            return NONE;
        }
        if (list) {
            return new Stapling(new StatusRequestV2Ack(), new CertificateStatus(true, staples.responses()));
        }
        return new Stapling(one ? new StatusRequestAck() : new StatusRequestV2Ack(),
                new CertificateStatus(staples.first()));
    }
}
