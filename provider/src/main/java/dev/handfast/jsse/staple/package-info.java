/**
 * OCSP stapling by servers (RFC 6066 section 8, RFC 9846 section 4.5.1.1): responses for a context's own certificates,
 * fetched when a handshake first wants them, kept while they are current, and renewed behind the handshakes' backs.
 *
 * <pre>
 *           a client asks                fetched, judged
 *   no entry ------------&gt; fetching ------------------&gt; held: -- half of its time is over: fetching again,
 *                             |     ^                                 while the held one goes on serving
 *               failed: said  |     | a handshake, a minute later
 *               once          +-----+
 * </pre>
 *
 * <p>There is no timer and no thread of a context's: a handshake that finds a response due for renewal has the
 * process's few daemon threads fetch it, and goes on with the one that is held. Only where none is held does it wait,
 * at most until {@code jdk.tls.stapling.responseTimeout} after the fetch began. No lock is held meanwhile.
 *
 * <p>Imports {@code auth} (what a handshake is given), {@code jsse.revocation} (asking and judging responders),
 * {@code pki.path} (the bounded memory) and {@code wire}. Begin with {@link dev.handfast.jsse.staple.Stapler}.
 */
package dev.handfast.jsse.staple;
