/**
 * What outlives a handshake. {@link dev.handfast.session.SessionState} is what both sides agreed on and learned;
 * {@link dev.handfast.session.ResumptionState} adds the secret and the ticket to resume it.
 *
 * <p>A client keeps these in {@link dev.handfast.session.ClientSessions}. A server seals them into tickets with
 * {@link dev.handfast.session.TicketSealer}, whose keys follow from a {@link dev.handfast.session.TicketSecret} and the
 * clock, and keeps what is too long for a ticket in a {@link dev.handfast.tls.SessionStore}.
 * {@link dev.handfast.session.ResumptionAuthorization} bounds how long a verdict on the peer counts. Who shares secret
 * and store resumes only what was sealed for a context that judges alike
 * ({@link dev.handfast.session.ServerSessions#of}).
 *
 * <p>Imports {@code async}, {@code crypto}, {@code spec} and {@code wire}. Begin with {@link
 * dev.handfast.session.ServerSessions}.
 */
@NullMarked
package dev.handfast.session;

import org.jspecify.annotations.NullMarked;
