/**
 * Who the peer is and who we are: what the handshake asks of trust managers and key managers, in its own terms.
 * {@code jsse} adapts the JDK's managers to {@link dev.handfast.auth.PeerVerifier} and
 * {@link dev.handfast.auth.CredentialChooser}; {@link dev.handfast.auth.HandshakeSignatures} holds the rules of what is
 * signed and by which scheme.
 */
@NullMarked
package dev.handfast.auth;

import org.jspecify.annotations.NullMarked;
