/**
 * The connection without I/O: bytes in, bytes out, and a word on why it stopped.
 *
 * <p>{@link dev.handfast.engine.ProtocolConnection} is the gate: it has the inbound lock and decides who is called.
 * {@code Inbound} and {@code Outbound} are the two directions, each with its own lock; who needs both takes the inbound
 * one first. Neither is held while {@code Suspension.run} works. Above the directions stand, each using only those
 * before it, {@code HandshakeDriver}, which owns the handshake's state, feeds it and carries out its orders;
 * {@code ConnectionTermination}, which owns how the connection ends; and {@code RecordDispatcher}, which owns nothing
 * and sends what comes to the right one. None of them knows the gate, so no classes use each other in a circle.
 *
 * <p>Imports {@code handshake, record, message, session, crypto, spec, wire}; no {@code javax.net.ssl}.
 */
@NullMarked
package dev.handfast.engine;

import org.jspecify.annotations.NullMarked;
