package dev.handfast.handshake.server12;

import dev.handfast.auth.Credential;
import dev.handfast.auth.SigningKey;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.NamedGroup;

import org.jspecify.annotations.Nullable;

/**
 * What fits together.
 *
 * @param signed what ServerKeyExchange is made with; null if the suite's key exchange is RSA
 */
record ChosenSuite(CipherSuite suite, Credential credential, @Nullable Signed signed) {

    /**
     * What ServerKeyExchange is made with.
     *
     * @param group the share's
     * @param key what signs it
     */
    record Signed(NamedGroup group, SigningKey key) {
    }
}
