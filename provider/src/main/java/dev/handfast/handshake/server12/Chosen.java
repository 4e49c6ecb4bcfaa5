package dev.handfast.handshake.server12;

import dev.handfast.auth.Credential;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.SignatureScheme;

/**
 * What fits together.
 *
 * @param group null if the suite's key exchange is RSA
 * @param scheme what ServerKeyExchange is signed with; null if the suite's key exchange is RSA
 */
record Chosen(CipherSuite suite, NamedGroup group, Credential credential, SignatureScheme scheme) {
}
