package dev.handfast.crypto.bc;

import dev.handfast.crypto.KeyExchange;
import dev.handfast.crypto.Secret;
import dev.handfast.crypto.mlkem.DecapsulationKey;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Bytes;
import org.jspecify.annotations.Nullable;

import java.security.SecureRandom;
import java.util.Arrays;

/**
 * ML-KEM beside a curve: shares and secrets are concatenated (draft-ietf-tls-hybrid-design section 3), in the order
 * that draft-ietf-tls-ecdhe-mlkem section 4 gives for each group.
 */
final class HybridKeyExchange implements KeyExchange {

    private final NamedGroup group;
    private final ClassicalKeyExchange classical;
    private final MlKem kem;
    private final boolean kemFirst;
    private final SecureRandom random;

    HybridKeyExchange(NamedGroup group, ClassicalKeyExchange classical, MlKem kem, boolean kemFirst,
            SecureRandom random) {
        this.group = group;
        this.classical = classical;
        this.kem = kem;
        this.kemFirst = kemFirst;
        this.random = random;
    }

    @Override
    public Offer offer() {
        return new Pair(classical.offer(), kem.newKey(random));
    }

    @Override
    public Accepted accept(byte[] share) throws TlsFault {
        KeyShareChecks.expectLength(group, share, group.clientShareLength());
        MlKem.Encapsulated encapsulated;
        try {
            encapsulated = kem.encapsulate(kemPart(share, kem.keyLength()), random);
        } catch (IllegalArgumentException outOfRange) {
            // draft-ietf-tls-ecdhe-mlkem section 4.2: illegal_parameter if FIPS 203's check of the key fails
            throw KeyShareChecks.invalid(group,
                    "the encapsulation key has a coefficient above 3328 (FIPS 203 section 7.2)");
        }
        try (Secret ofKem = encapsulated.secret()) {
            Accepted answer = classical.accept(classicalPart(share, kem.keyLength()));
            try (Secret ofCurve = answer.secret()) {
                return new Accepted(join(encapsulated.ciphertext(), answer.share()), joinSecrets(ofKem, ofCurve));
            }
        }
    }

    private byte[] kemPart(byte[] share, int length) {
        return kemFirst ? Arrays.copyOf(share, length)
                : Arrays.copyOfRange(share, share.length - length, share.length);
    }

    private byte[] classicalPart(byte[] share, int kemLength) {
        return kemFirst ? Arrays.copyOfRange(share, kemLength, share.length)
                : Arrays.copyOf(share, share.length - kemLength);
    }

    private byte[] join(byte[] ofKem, byte[] ofCurve) {
        return kemFirst ? Bytes.concat(ofKem, ofCurve) : Bytes.concat(ofCurve, ofKem);
    }

    private Secret joinSecrets(Secret ofKem, Secret ofCurve) {
        return Secret.adopt(join(ofKem.bytes(), ofCurve.bytes()));
    }

    private final class Pair implements Offer {

        private final ClassicalKeyExchange.Pair curvePair;
        private final DecapsulationKey kemKey;
        private @Nullable Offer beside;
        private boolean closed;

        private Pair(ClassicalKeyExchange.Pair curvePair, DecapsulationKey kemKey) {
            this.curvePair = curvePair;
            this.kemKey = kemKey;
        }

        @Override
        public byte[] share() {
            return join(kemKey.encapsulationKey(), curvePair.share());
        }

        @Override
        public Secret finish(byte[] answer) throws TlsFault {
            if (closed) {
                throw new IllegalStateException("offer is closed");
            }
            KeyShareChecks.expectLength(group, answer, group.serverShareLength());
            try (Secret ofCurve = curvePair.finish(classicalPart(answer, kem.ciphertextLength()));
                    Secret ofKem = Secret.adopt(kemKey.decapsulate(kemPart(answer, kem.ciphertextLength())))) {
                return joinSecrets(ofKem, ofCurve);
            }
        }

        /** Made when first asked for, which must be before this is closed. */
        @Override
        public Offer classical() {
            if (beside == null) {
                beside = curvePair.copy();
            }
            return beside;
        }

        @Override
        public NamedGroup classicalGroup() {
            return classical.group();
        }

        @Override
        public void close() {
            curvePair.close();
            kemKey.destroy();
            closed = true;
        }
    }
}
