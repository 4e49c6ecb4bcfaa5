package dev.handfast.auth;

import dev.handfast.async.Eventual;
import dev.handfast.crypto.CryptoProvider;
import dev.handfast.crypto.Hash;
import dev.handfast.spec.Fault;
import dev.handfast.spec.HashAlgorithm;
import dev.handfast.spec.SignatureScheme;
import dev.handfast.spec.TlsFault;
import dev.handfast.tls.AsyncSigner;
import dev.handfast.tls.SignatureRequest;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.Printable;

import org.jspecify.annotations.Nullable;

import java.security.cert.X509Certificate;
import java.security.spec.AlgorithmParameterSpec;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * One signature of an application's signer, which may come later. It is verified before it is used: a peer would not
 * tell a wrong key from an attack, and verifying takes a small part of the time that asking elsewhere does.
 */
final class SignerCall implements SignatureRequest {

    private final CryptoProvider crypto;
    private final Credential credential;
    private final AsyncSigner signer;
    private final SignatureScheme scheme;
    private final byte[] content;

    SignerCall(CryptoProvider crypto, Credential credential, AsyncSigner signer, SignatureScheme scheme,
            byte[] content) {
        this.crypto = crypto;
        this.credential = credential;
        this.signer = signer;
        this.scheme = scheme;
        this.content = content;
    }

    /** Asks for the signature; the fault if none comes, or a wrong one, names the signer. */
    Eventual<SigningKey.Signed> begin() throws TlsFault {
        CompletionStage<byte[]> stage;
        try {
            stage = signer.sign(this);
        } catch (Throwable e) {
            throw failed(e);
        }
        if (stage == null) {
            throw fault("answered with null in place of a stage", null);
        }
        return Eventual.later(stage, this::signed);
    }

    private Eventual<SigningKey.Signed> signed(byte @Nullable [] signature, @Nullable Throwable failure)
            throws TlsFault {
        if (failure != null) {
            throw failed(failure);
        }
        if (signature == null || signature.length == 0) {
            throw fault("gave no signature", null);
        }
        byte[] own = signature.clone();
        if (!crypto.signatureVerifier().verify(scheme, credential.publicKey(), content, own.clone())) {
            throw fault("gave a signature that the key of the certificate does not verify", null);
        }
        return Eventual.now(new SigningKey.Signed(scheme, Opaque.adopt(own)));
    }

    private TlsFault failed(Throwable failure) {
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause()
                : failure;
        return fault("failed: " + Printable.of(cause), cause);
    }

    private TlsFault fault(String what, @Nullable Throwable cause) {
        return new TlsFault(Fault.INTERNAL, "the signer " + signer.getClass().getName() + " of " + credential
                + ", asked for " + scheme + ", " + what, cause);
    }

    @Override
    public String scheme() {
        return scheme.toString();
    }

    @Override
    public String algorithm() {
        return scheme.jcaName();
    }

    @Override
    public @Nullable AlgorithmParameterSpec parameters() {
        return scheme.parameters();
    }

    @Override
    public byte[] content() {
        return content.clone();
    }

    @Override
    public @Nullable String digestAlgorithm() {
        HashAlgorithm hash = scheme.hash();
        return hash == null ? null : hash.digestName();
    }

    @Override
    public byte @Nullable [] digest() {
        HashAlgorithm algorithm = scheme.hash();
        if (algorithm == null) {
            return null;
        }
        Hash hash = crypto.hash(algorithm);
        hash.update(content);
        return hash.snapshot();
    }

    @Override
    public List<X509Certificate> certificates() {
        return credential.shown().certificates();
    }

    @Override
    public String toString() {
        return scheme + " by " + credential;
    }
}
