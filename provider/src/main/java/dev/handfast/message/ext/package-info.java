/**
 * The extensions of handshake messages (RFC 9846 section 4.3): one record each, reader beside writer, the RFC's struct
 * above.
 *
 * <p>Parsing settles syntax and what a message may hold at all: which types may stand in it, none twice, no list empty
 * that may not be, no value that the RFC calls illegal by itself. Whether an answer was asked for is the handshake's
 * business. Unknown types and code points are values like others ({@link dev.handfast.message.ext.Unknown}).
 *
 * <p>Imports {@code spec} and {@code wire}, never cryptography. Begin with {@link
 * dev.handfast.message.ext.ExtensionRules}, the table that says which extension stands where and who reads it; then
 * {@link dev.handfast.message.ext.Extensions}.
 */
@NullMarked
package dev.handfast.message.ext;

import org.jspecify.annotations.NullMarked;
