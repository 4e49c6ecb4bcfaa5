package dev.handfast.crypto.bc;

import dev.handfast.crypto.KeyExchange;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.TlsFault;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;

/** Key agreement on the groups that Handfast knows and this JVM has. Immutable and thread-safe. */
public final class BcKeyExchanges {

    private final SecureRandom random;
    private final Map<NamedGroup, KeyExchange> byGroup = new HashMap<>();

    /** All groups, with keys from {@code random}, which must be thread-safe. */
    public BcKeyExchanges(SecureRandom random) {
        this.random = random;
        ClassicalKeyExchange x25519 = add(new XdhKeyExchange(NamedGroup.X25519, random));
        ClassicalKeyExchange p256 = add(new P256KeyExchange(random));
        addHybrid(NamedGroup.X25519_MLKEM768, x25519, MlKem.ML_KEM_768, true);
        addHybrid(NamedGroup.SECP256R1_MLKEM768, p256, MlKem.ML_KEM_768, false);
        if (BouncyCastle.has(BouncyCastle.Part.X448)) {
            add(new XdhKeyExchange(NamedGroup.X448, random));
        }
        if (BouncyCastle.has(BouncyCastle.Part.CURVES)) {
            ClassicalKeyExchange p384 = add(new EcKeyExchange(NamedGroup.SECP384R1, random));
            add(new EcKeyExchange(NamedGroup.SECP521R1, random));
            addHybrid(NamedGroup.SECP384R1_MLKEM1024, p384, MlKem.ML_KEM_1024, false);
        }
        for (NamedGroup group : NamedGroup.usable()) {
            if (group.kind() == NamedGroup.Kind.FFDHE) {
                byGroup.put(group, FiniteFieldKeyExchange.of(group, random));
            }
        }
    }

    /** Whether a group can be had. */
    public boolean supports(NamedGroup group) {
        return byGroup.containsKey(group);
    }

    /**
     * Agreement on a group.
     *
     * @throws IllegalArgumentException if it is not supported
     */
    public KeyExchange on(NamedGroup group) {
        KeyExchange exchange = byGroup.get(group);
        if (exchange == null) {
            throw new IllegalArgumentException(group + " is not supported; ask supports() first");
        }
        return exchange;
    }

    /** Agreement on a finite field of the server's choice (RFC 5246 section 7.4.3); never on one of absurd numbers. */
    public KeyExchange on(BigInteger prime, BigInteger generator) throws TlsFault {
        return FiniteFieldKeyExchange.of(prime, generator, random);
    }

    private ClassicalKeyExchange add(ClassicalKeyExchange exchange) {
        byGroup.put(exchange.group(), exchange);
        return exchange;
    }

    private void addHybrid(NamedGroup group, ClassicalKeyExchange classical, MlKem kem, boolean kemFirst) {
        byGroup.put(group, new HybridKeyExchange(group, classical, kem, kemFirst, random));
    }
}
