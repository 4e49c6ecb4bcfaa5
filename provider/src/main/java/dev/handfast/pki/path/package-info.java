/**
 * Certificate paths: one pure judge, {@link dev.handfast.pki.path.PathValidator}, and one proposer,
 * {@link dev.handfast.pki.path.PathBuilder}, that works within a {@link dev.handfast.pki.path.Budget}.
 *
 * <pre>
 *   target, pool, anchors -&gt; PathBuilder -&gt; ordered chain -&gt; PathValidator -&gt; VerifiedPath (token)
 *                                 |                              |
 *                                 +-- refusals of candidates --&gt; PathReport --&gt; PathRefused (fault, cause, cure)
 * </pre>
 *
 * <p>The judge follows RFC 5280 section 6.1 with the policy graph of RFC 9618 and differs from it on purpose in these
 * points. A trust anchor that is a certificate has its own constraints honoured. Extended key usage is a limit along
 * the whole chain. A wildcard in a DNS name stands for every name that it could match. Names, keys and extensions that
 * RFC 5280 forbids are refused where accepting them could widen what is trusted.
 *
 * <p>What the caller still owes: a host name check ({@link dev.handfast.pki.path.HostnameMatch}), revocation
 * ({@link dev.handfast.pki.path.Revocation}), and the purpose in {@link dev.handfast.pki.path.ValidationParameters}.
 *
 * <p>Imports {@code pki.cert}, {@code der}, {@code crypto} and {@code wire}.
 */
@NullMarked
package dev.handfast.pki.path;

import org.jspecify.annotations.NullMarked;
