package dev.handfast.handshake;

import dev.handfast.message.Incoming;
import dev.handfast.record.RecordBoundary;

/**
 * A message as it came.
 *
 * @param message what it says
 * @param raw its exact bytes with header, for the transcript; empty for a change_cipher_spec
 * @param boundary proof that nothing follows it in its record, or null if something does
 */
public record Received(Incoming message, byte[] raw, RecordBoundary boundary) {
}
