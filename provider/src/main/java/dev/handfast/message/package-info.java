/**
 * Handshake messages as records: reader beside writer, the RFC's struct above (RFC 9846 section 4, RFC 5246 section
 * 7.4).
 *
 * <p>A message that was read is well-formed: sizes are in range, lists that may not be empty are not, nothing was left
 * over. What it means, and whether it may come now, is the handshake's business. Versions that differ in shape are
 * different types ({@code Certificate12}, {@code Certificate13}); {@link dev.handfast.message.MessageVersion} picks the
 * reader. Certificates, names and OCSP responses stay bytes here.
 *
 * <p>Imports {@code message.ext}, {@code spec} and {@code wire}, never cryptography. Begin with
 * {@link dev.handfast.message.MessageCodecs}.
 */
@NullMarked
package dev.handfast.message;

import org.jspecify.annotations.NullMarked;
