/**
 * What the protocol asks of cryptography: one value, {@link dev.handfast.crypto.CryptoProvider}, that answers for every
 * primitive, so that tests pass a fake and a restricted build a subset.
 *
 * <p>Imports {@code spec} and {@code wire}. Nothing above asks JCA for an algorithm. {@code crypto.jca} and
 * {@code crypto.bc} implement it.
 */
@NullMarked
package dev.handfast.crypto;

import org.jspecify.annotations.NullMarked;
