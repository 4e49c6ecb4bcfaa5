/**
 * Sessions and replays in a store that the servers of a fleet share, through JCache (JSR 107, {@code javax.cache}). The
 * only package that calls {@code javax.cache}, and loaded only where a store is configured.
 *
 * <p>What the store sees: hashes as keys, session states that are sealed as tickets are, and marks without content.
 * What it is trusted with: that {@code putIfAbsent} and {@code getAndRemove} are atomic, for early data and single use.
 * A store that fails or hangs costs full handshakes and early data, never a connection and never more time than agreed:
 * {@link dev.handfast.session.jcache.CircuitBreaker}.
 *
 * <p>Imports {@code async}, {@code session}, {@code crypto}, {@code spec} and {@code wire}. Begin with {@link
 * dev.handfast.session.jcache.SharedStore}.
 */
@NullMarked
package dev.handfast.session.jcache;

import org.jspecify.annotations.NullMarked;
