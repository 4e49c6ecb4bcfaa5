package dev.handfast.handshake.server12;

import dev.handfast.auth.Credential;
import dev.handfast.crypto.KeyExchange.Offer;
import dev.handfast.crypto.Secret;
import dev.handfast.handshake.Secrets12;
import dev.handfast.handshake.ServerHandshake;
import dev.handfast.spec.CipherSuite.KeyAgreement;
import dev.handfast.spec.Fault;
import dev.handfast.spec.TlsFault;

import java.security.GeneralSecurityException;

/** What a server makes the premaster secret with, of what the client sends (RFC 5246 section 8.1). */
interface PremasterSource extends AutoCloseable {

    /** The premaster secret, of the share or the ciphertext in ClientKeyExchange. */
    Secret premaster(ServerHandshake handshake, byte[] sent) throws TlsFault;

    @Override
    void close();

    /** The private part of ServerKeyExchange, closed with this. */
    record Ephemeral(KeyAgreement agreement, Offer offer) implements PremasterSource {

        @Override
        public Secret premaster(ServerHandshake handshake, byte[] sent) throws TlsFault {
            Secret agreed = offer.finish(sent);
            return agreement == KeyAgreement.DHE ? Secrets12.premaster(agreed) : agreed;
        }

        @Override
        public void close() {
            offer.close();
        }
    }

    /** The key of the certificate, which decrypts. */
    record Encrypted(Credential credential) implements PremasterSource {

        /** RFC 5246 section 7.4.7.1: a bad one is replaced by a random one, and Finished will not verify. */
        @Override
        public Secret premaster(ServerHandshake handshake, byte[] sent) throws TlsFault {
            try {
                return handshake.settings().crypto().decryptPremaster(credential.key(), sent,
                        handshake.hello().legacyVersion().value());
            } catch (GeneralSecurityException e) {
                throw new TlsFault(Fault.INTERNAL, "the private key of " + credential + " failed to decrypt: "
                        + e.getMessage(), e);
            }
        }

        @Override
        public void close() {
        }
    }

    /** None: a session that is resumed has its master secret. */
    record Resumed() implements PremasterSource {

        @Override
        public Secret premaster(ServerHandshake handshake, byte[] sent) {
            throw new IllegalStateException("a session that is resumed agrees on no keys");
        }

        @Override
        public void close() {
        }
    }
}
