package dev.handfast.auth;

import dev.handfast.async.Eventual;
import dev.handfast.crypto.CryptoProvider;
import dev.handfast.crypto.Signer;
import dev.handfast.spec.SignatureScheme;
import dev.handfast.spec.TlsFault;
import dev.handfast.tls.AsyncPrivateKey;
import dev.handfast.tls.AsyncSigner;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.List;

/**
 * A credential whose key has agreed to sign in a scheme that both sides accept. For one signature: if the key refuses
 * when it comes to sign, the next schemes are tried.
 */
public final class SigningKey {

    private final CryptoProvider crypto;
    private final Credential credential;
    private final List<SignatureScheme> schemes;
    private final Signing first;

    /** A signature and the scheme it was made in. */
    public record Signed(SignatureScheme scheme, Opaque signature) {
    }

    /** Signs in the first scheme. */
    private interface Signing {
        Eventual<Signed> sign(byte[] content) throws GeneralSecurityException, TlsFault;
    }

    private SigningKey(CryptoProvider crypto, Credential credential, List<SignatureScheme> schemes,
            Signing first) {
        this.crypto = crypto;
        this.credential = credential;
        this.schemes = schemes;
        this.first = first;
    }

    /**
     * Asks the key about one scheme after the other. It may block where the key is remote.
     *
     * @param schemes those that both sides accept and that fit the certificate, the preferred first; not empty
     * @throws GeneralSecurityException the refusal of the first, if the key refuses all
     */
    public static SigningKey ask(CryptoProvider crypto, Credential credential, List<SignatureScheme> schemes)
            throws GeneralSecurityException {
        if (credential.key() instanceof AsyncPrivateKey key) {
            return asking(crypto, credential, key.signer(), schemes);
        }
        GeneralSecurityException refusal = null;
        for (int i = 0; i < schemes.size(); i++) {
            try {
                return new SigningKey(crypto, credential, schemes.subList(i, schemes.size()),
                        signing(crypto, schemes.get(i), credential));
            } catch (GeneralSecurityException e) {
                refusal = refusal == null ? e : refusal;
            }
        }
        throw refusal;
    }

    private static Signing signing(CryptoProvider crypto, SignatureScheme scheme, Credential credential)
            throws GeneralSecurityException {
        Signer.Ready ready = crypto.signer().ready(scheme, credential.key());
        return content -> Eventual.now(new Signed(scheme, Opaque.adopt(ready.sign(content))));
    }

    /** A key that signs by a signer of the application's: in the first scheme that it takes, or not at all. */
    private static SigningKey asking(CryptoProvider crypto, Credential credential, @Nullable AsyncSigner signer,
            List<SignatureScheme> schemes) throws GeneralSecurityException {
        if (signer == null) {
            throw new InvalidKeyException("the key gives no signer");
        }
        for (SignatureScheme scheme : schemes) {
            if (signer.signsIn(scheme.toString())) {
                return new SigningKey(crypto, credential, List.of(scheme),
                        content -> new SignerCall(crypto, credential, signer, scheme, content).begin());
            }
        }
        throw new InvalidKeyException("the signer " + signer.getClass().getName() + " signs in none of them");
    }

    /** Whose key it is. */
    public Credential credential() {
        return credential;
    }

    /** The scheme that the key has agreed to, and behind it those that are tried if it then refuses. */
    public List<SignatureScheme> schemes() {
        return schemes;
    }

    /**
     * Signs. It may block, or answer later, where the key is remote.
     *
     * @throws GeneralSecurityException the first refusal, if the key signs in none of the schemes
     * @throws TlsFault if a signer of the application's fails
     */
    public Eventual<Signed> sign(byte[] content) throws GeneralSecurityException, TlsFault {
        GeneralSecurityException refusal = null;
        for (SignatureScheme scheme : schemes) {
            try {
                return (refusal == null ? first : signing(crypto, scheme, credential)).sign(content);
            } catch (GeneralSecurityException e) {
                refusal = refusal == null ? e : refusal;
            }
        }
        throw refusal;
    }

    @Override
    public String toString() {
        return credential + " with " + schemes.get(0);
    }
}
