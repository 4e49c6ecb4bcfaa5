package dev.handfast.crypto.bc;

import dev.handfast.crypto.KeyExchange;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.TlsFault;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Key agreement on the groups that Handfast knows and this JVM has, each made when it is first asked for: the numbers
 * of finite fields and of large curves take a JVM's first handshake time. Thread-safe.
 */
public final class BcKeyExchanges {

    private final SecureRandom random;
    private final Map<NamedGroup, KeyExchange> made = new ConcurrentHashMap<>();

    /** All groups, with keys from {@code random}, which must be thread-safe. */
    public BcKeyExchanges(SecureRandom random) {
        this.random = random;
    }

    /** Whether a group can be had. */
    public boolean supports(NamedGroup group) {
        if (group.equals(NamedGroup.X448)) {
            return BouncyCastle.has(BouncyCastle.Part.X448);
        }
        if (group.equals(NamedGroup.SECP384R1) || group.equals(NamedGroup.SECP521R1)
                || group.equals(NamedGroup.SECP384R1_MLKEM1024)) {
            return BouncyCastle.has(BouncyCastle.Part.CURVES);
        }
        return group.isKnown();
    }

    /**
     * Agreement on a group.
     *
     * @throws IllegalArgumentException if it is not supported
     */
    public KeyExchange on(NamedGroup group) {
        KeyExchange known = made.get(group);
        if (known == null) {
            if (!supports(group)) {
                throw new IllegalArgumentException(group + " is not supported; ask supports() first");
            }
            known = make(group);
            made.put(group, known);
        }
        return known;
    }

    private KeyExchange make(NamedGroup group) {
        if (group.equals(NamedGroup.X25519_MLKEM768)) {
            return new HybridKeyExchange(group, classical(NamedGroup.X25519), MlKem.ML_KEM_768, true, random);
        }
        if (group.equals(NamedGroup.SECP256R1_MLKEM768)) {
            return new HybridKeyExchange(group, classical(NamedGroup.SECP256R1), MlKem.ML_KEM_768, false, random);
        }
        if (group.equals(NamedGroup.SECP384R1_MLKEM1024)) {
            return new HybridKeyExchange(group, classical(NamedGroup.SECP384R1), MlKem.ML_KEM_1024, false, random);
        }
        return group.kind() == NamedGroup.Kind.FFDHE ? FiniteFieldKeyExchange.of(group, random) : classical(group);
    }

    private ClassicalKeyExchange classical(NamedGroup group) {
        if (group.kind() == NamedGroup.Kind.XDH) {
            return XdhKeyExchange.of(group, random);
        }
        return group.equals(NamedGroup.SECP256R1) ? P256KeyExchange.of(random) : EcKeyExchange.of(group, random);
    }

    /** Agreement on a finite field of the server's choice (RFC 5246 section 7.4.3); never on one of absurd numbers. */
    public KeyExchange on(BigInteger prime, BigInteger generator) throws TlsFault {
        return FiniteFieldKeyExchange.of(prime, generator, random);
    }
}
