package dev.handfast.crypto.bc;

import dev.handfast.crypto.KeyExchange;
import dev.handfast.crypto.Secret;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Bytes;

/**
 * Diffie-Hellman on a curve, where both sides do the same: subclasses say how to make a private key, its share, and the
 * secret of a private key and a share.
 */
abstract class ClassicalKeyExchange implements KeyExchange {

    private final NamedGroup group;

    ClassicalKeyExchange(NamedGroup group) {
        this.group = group;
    }

    final NamedGroup group() {
        return group;
    }

    /** A random private key; the caller wipes it. */
    abstract byte[] newPrivateKey();

    /** The share of a private key. */
    abstract byte[] share(byte[] privateKey);

    /** The secret; checks the peer's share, whose length is right. */
    abstract Secret agree(byte[] privateKey, byte[] share) throws TlsFault;

    @Override
    public final Pair offer() {
        byte[] privateKey = newPrivateKey();
        return new Pair(this, privateKey, share(privateKey));
    }

    @Override
    public final Accepted accept(byte[] share) throws TlsFault {
        KeyShareChecks.expectLength(group, share, group.clientShareLength());
        try (Pair own = offer()) {
            return new Accepted(own.share(), own.finish(share));
        }
    }

    /** An own key pair. */
    static final class Pair implements Offer {

        private final ClassicalKeyExchange exchange;
        private final byte[] privateKey;
        private final byte[] share;
        private boolean closed;

        private Pair(ClassicalKeyExchange exchange, byte[] privateKey, byte[] share) {
            this.exchange = exchange;
            this.privateKey = privateKey;
            this.share = share;
        }

        @Override
        public byte[] share() {
            return share.clone();
        }

        @Override
        public Secret finish(byte[] answer) throws TlsFault {
            if (closed) {
                throw new IllegalStateException("offer is closed");
            }
            KeyShareChecks.expectLength(exchange.group, answer, exchange.group.serverShareLength());
            return exchange.agree(privateKey, answer);
        }

        /** The same pair, to be closed on its own. */
        Pair copy() {
            if (closed) {
                throw new IllegalStateException("offer is closed");
            }
            return new Pair(exchange, privateKey.clone(), share);
        }

        @Override
        public void close() {
            Bytes.wipe(privateKey);
            closed = true;
        }
    }
}
