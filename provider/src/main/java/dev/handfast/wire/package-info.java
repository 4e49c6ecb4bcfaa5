/**
 * Bytes, and no policy: cursors that read and write the presentation language of RFC 9846 section 3, and a place for
 * what carries them to wait in ({@link dev.handfast.wire.ObjectPool}).
 *
 * <p>Imports nothing but {@code java.base}. Begin with {@link dev.handfast.wire.WireReader}: every length prefix
 * becomes a nested reader, and every reader ends with {@link dev.handfast.wire.WireReader#end()}, which refuses
 * leftovers. {@link dev.handfast.wire.MalformedInput} is the one exception of this floor.
 */
@NullMarked
package dev.handfast.wire;

import org.jspecify.annotations.NullMarked;
