/**
 * What applications see of Handfast beyond {@code javax.net.ssl}: interfaces, records, enums and values that every
 * part of the provider speaks too. Begin with {@link dev.handfast.tls.TlsContext} and {@link
 * dev.handfast.tls.TlsConnection}; {@code provider/docs/API.md} has a program that uses all of it.
 *
 * <p>An engine, socket or session of Handfast's is the thing itself: {@code TlsConnection.of} and {@code TlsSession.of}
 * are casts that say clearly whose object it was if it was another provider's. Types are thread-safe unless they say
 * otherwise. References are never null, in either direction, where nothing else is said.
 */
@NullMarked
package dev.handfast.tls;

import org.jspecify.annotations.NullMarked;
