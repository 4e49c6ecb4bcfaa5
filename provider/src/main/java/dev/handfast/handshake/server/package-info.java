/**
 * A server's first steps, until the version is known (RFC 9846 section 4.2).
 *
 * <pre>
 *   ExpectClientHello  ◀──ClientHello──
 *        │
 *        ▼
 *   AnswerHello (work): Negotiation decides
 *        ├─ Use13 ─▶ server13.ServerFlight
 *        ├─ Use12 ─▶ server12.StartServer12
 *        └─ Retry ──HelloRetryRequest──▶ ExpectSecondHello ◀──ClientHello── (once) ─▶ server13.ServerFlight
 * </pre>
 */
@NullMarked
package dev.handfast.handshake.server;

import org.jspecify.annotations.NullMarked;
