/**
 * Keys: the transcript of a handshake and every secret that comes from it (RFC 9846 section 7, RFC 5246 sections 6.3
 * and 8.1).
 *
 * <p>Imports {@code crypto}, {@code spec} and {@code wire}; takes bytes and hashes, knows no messages. Begin with
 * {@link dev.handfast.keys.EarlyStage}: the key schedule of TLS 1.3 as types, each of which leads to the next and wipes
 * what it no longer needs.
 *
 * <pre>
 *            0
 *            |
 *  PSK -> EarlyStage ------> binders, client_early_traffic, early exporter
 *            | agree(shared secret, hash of the hellos)
 *      HandshakeStage -----> client and server handshake traffic
 *            | master(hash up to the server's Finished)
 *       MasterStage -------> client and server application traffic, exporter
 *            | resumption(hash up to the client's Finished)
 *     ResumptionSecret ----> a PSK for each ticket
 * </pre>
 *
 * TLS 1.2 has {@link dev.handfast.keys.MasterSecret12}. {@link dev.handfast.keys.FinishedVerified} is the proof that a
 * Finished was right, and only the check itself mints it.
 */
@NullMarked
package dev.handfast.keys;

import org.jspecify.annotations.NullMarked;
