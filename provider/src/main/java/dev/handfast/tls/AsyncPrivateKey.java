package dev.handfast.tls;

import org.jspecify.annotations.Nullable;

import java.security.PrivateKey;
import java.security.PublicKey;

/**
 * A private key of which this side has no more than somebody who signs by it. Key managers give it as any other key. It
 * has no encoding; {@code Signature.initSign} of whichever provider refuses it by {@code InvalidKeyException}: who has
 * something else to sign asks the signer. An application's own class may implement it.
 */
public interface AsyncPrivateKey extends PrivateKey {

    /**
     * Who signs.
     *
     * @return never null
     */
    AsyncSigner signer();

    /**
     * The key behind a signer.
     *
     * @param signer signs by it
     * @param publicKey of its certificate
     * @return a key of the same algorithm; two of them are equal if they are the same object
     */
    static AsyncPrivateKey of(AsyncSigner signer, PublicKey publicKey) {
        return new OpaqueKey(signer, publicKey.getAlgorithm());
    }

    @Override
    default @Nullable String getFormat() {
        return null;
    }

    @Override
    default byte @Nullable [] getEncoded() {
        return null;
    }
}
