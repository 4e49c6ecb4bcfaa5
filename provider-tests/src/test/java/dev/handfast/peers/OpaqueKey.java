package dev.handfast.peers;

import java.security.PrivateKey;

/** A private key in a token, as it were: known by its algorithm only. */
public interface OpaqueKey extends PrivateKey {

    @Override
    default String getFormat() {
        return null;
    }

    @Override
    default byte[] getEncoded() {
        return null;
    }
}
