/**
 * Records: their header, their protection, how content is split over them and put together again (RFC 9846 section 5,
 * RFC 5246 section 6).
 *
 * <p>Imports {@code crypto}, {@code spec} and {@code wire}. Begin with {@link dev.handfast.record.RecordReader} and
 * {@link dev.handfast.record.RecordWriter}: one direction each, arrays in and out, nothing allocated per record. What
 * protects a direction is a {@link dev.handfast.record.ReadKeys} or {@link dev.handfast.record.WriteKeys}. Read keys
 * change only against a {@link dev.handfast.record.RecordBoundary}, which only
 * {@link dev.handfast.record.HandshakeReassembler} can mint. Nothing here knows messages, states or buffers of a peer.
 */
@NullMarked
package dev.handfast.record;

import org.jspecify.annotations.NullMarked;
