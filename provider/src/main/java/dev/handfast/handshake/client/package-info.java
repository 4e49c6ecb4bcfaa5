/**
 * A client's first steps, until the version is known (RFC 9846 section 4.2).
 *
 * <pre>
 *   StartClient ──ClientHello──▶
 *        │
 *        ▼
 *   ExpectServerHello ◀──ServerHello── TLS 1.3 ─▶ client13.AgreeKeys
 *        │    │       ◀──ServerHello── TLS 1.2 ─▶ client12.StartClient12
 *        │    │
 *        │    └───────◀──HelloRetryRequest, answered once by another ClientHello
 * </pre>
 */
@NullMarked
package dev.handfast.handshake.client;

import org.jspecify.annotations.NullMarked;
