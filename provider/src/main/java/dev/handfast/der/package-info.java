/**
 * Strict DER (X.690 section 10), and nothing else: no BER, no indefinite lengths, no long tags.
 *
 * <p>Imports {@code wire} only, for its exception and its immutable bytes. Begin with
 * {@link dev.handfast.der.DerReader}: each constructed value becomes a nested reader that ends with
 * {@link dev.handfast.der.DerReader#end()}, and nesting is capped, so no input can exhaust the stack.
 */
@NullMarked
package dev.handfast.der;

import org.jspecify.annotations.NullMarked;
