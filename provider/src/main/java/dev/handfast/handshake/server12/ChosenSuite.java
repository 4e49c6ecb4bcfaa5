package dev.handfast.handshake.server12;

import dev.handfast.auth.Credential;
import dev.handfast.auth.SigningKey;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.NamedGroup;

/**
 * What fits together.
 *
 * @param group null if the suite's key exchange is RSA
 * @param key what ServerKeyExchange is signed with; null if the suite's key exchange is RSA
 */
record ChosenSuite(CipherSuite suite, NamedGroup group, Credential credential, SigningKey key) {
}
