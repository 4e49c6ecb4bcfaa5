/**
 * Textual encodings (RFC 7468), and the forms of private keys that are found in them.
 *
 * <p>Imports {@code der} and {@code wire}. Begin with {@link dev.handfast.pem.PemFile}.
 */
@NullMarked
package dev.handfast.pem;

import org.jspecify.annotations.NullMarked;
