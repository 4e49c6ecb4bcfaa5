package dev.handfast.tls;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.Objects;

/** A key that has an algorithm and a signer, and nothing else. */
final class OpaqueKey implements AsyncPrivateKey {

    private static final long serialVersionUID = 1L;

    private final transient AsyncSigner signer;
    private final transient String algorithm;

    OpaqueKey(AsyncSigner signer, String algorithm) {
        this.signer = Objects.requireNonNull(signer, "no signer");
        this.algorithm = algorithm;
    }

    @Override
    public AsyncSigner signer() {
        return signer;
    }

    @Override
    public String getAlgorithm() {
        return algorithm;
    }

    private void writeObject(ObjectOutputStream out) throws NotSerializableException {
        throw new NotSerializableException("a key of " + signer.getClass().getName() + " is not serialised");
    }

    @Override
    public String toString() {
        return algorithm + " key of " + signer.getClass().getName();
    }
}
