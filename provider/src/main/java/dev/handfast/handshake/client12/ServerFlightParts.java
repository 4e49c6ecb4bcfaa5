package dev.handfast.handshake.client12;

import dev.handfast.auth.PeerChain;
import dev.handfast.message.CertificateRequest12;
import dev.handfast.message.ServerKeyExchange;

import org.jspecify.annotations.Nullable;

/**
 * What the server's flight holds behind ServerHello: read, within bounds, not yet verified.
 *
 * @param exchange null if the suite has none, or until it has come
 * @param request null if the server asked for no certificate, or until it has
 */
record ServerFlightParts(PeerChain chain, @Nullable ServerKeyExchange exchange,
        @Nullable CertificateRequest12 request) {

    ServerFlightParts with(ServerKeyExchange read) {
        return new ServerFlightParts(chain, read, request);
    }

    ServerFlightParts with(CertificateRequest12 read) {
        return new ServerFlightParts(chain, exchange, read);
    }
}
