/**
 * The connection without I/O: bytes in, bytes out, and a word on why it stopped.
 *
 * <p>{@link dev.handfast.engine.ProtocolConnection} holds the handshake's state, feeds it and carries out its orders.
 * {@code Inbound} and {@code Outbound} are the two directions, each with its own lock; who needs both takes the inbound
 * one first. Neither is held while {@code Suspension.run} works.
 *
 * <p>Imports {@code handshake, record, message, session, crypto, spec, wire}; no {@code javax.net.ssl}.
 */
package dev.handfast.engine;
