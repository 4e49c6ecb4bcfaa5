package dev.handfast.handshake.server13;

import dev.handfast.session.ServerSessions;

import java.util.List;

/**
 * Tickets that were sent before the client's Finished.
 *
 * @param issuer keeps their sessions when that has come
 */
record SentTickets(ServerSessions issuer, List<ServerSessions.Prepared> prepared) {
}
