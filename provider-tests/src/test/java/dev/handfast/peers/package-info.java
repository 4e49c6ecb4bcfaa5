/**
 * Test support: credentials made at run time, the JSSE providers and the foreign TLS stacks (OpenSSL, GnuTLS, NSS,
 * curl, Node, Bun, Deno) that Handfast is tried against.
 *
 * <p>Begin with {@link dev.handfast.peers.JsseStack} for Java providers and {@link dev.handfast.peers.ForeignPeer} for
 * the others; {@code .ci/peers} installs the foreign ones.
 */
package dev.handfast.peers;
