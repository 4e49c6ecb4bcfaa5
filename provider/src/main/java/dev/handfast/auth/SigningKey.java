package dev.handfast.auth;

import dev.handfast.crypto.CryptoProvider;
import dev.handfast.crypto.Signer;
import dev.handfast.spec.SignatureScheme;
import dev.handfast.wire.Opaque;

import java.security.GeneralSecurityException;
import java.util.List;

/**
 * A credential whose key has agreed to sign in a scheme that both sides accept. For one signature: if the key refuses
 * when it comes to sign, the next schemes are tried.
 */
public final class SigningKey {

    private final CryptoProvider crypto;
    private final Credential credential;
    private final List<SignatureScheme> schemes;
    private final Signer.Ready ready;

    /** A signature and the scheme it was made in. */
    public record Signed(SignatureScheme scheme, Opaque signature) {
    }

    private SigningKey(CryptoProvider crypto, Credential credential, List<SignatureScheme> schemes,
            Signer.Ready ready) {
        this.crypto = crypto;
        this.credential = credential;
        this.schemes = schemes;
        this.ready = ready;
    }

    /**
     * Asks the key about one scheme after the other. It may block where the key is remote.
     *
     * @param schemes those that both sides accept and that fit the certificate, the preferred first; not empty
     * @throws GeneralSecurityException the refusal of the first, if the key refuses all
     */
    public static SigningKey ask(CryptoProvider crypto, Credential credential, List<SignatureScheme> schemes)
            throws GeneralSecurityException {
        GeneralSecurityException refusal = null;
        for (int i = 0; i < schemes.size(); i++) {
            try {
                Signer.Ready ready = crypto.signer().ready(schemes.get(i), credential.key());
                return new SigningKey(crypto, credential, schemes.subList(i, schemes.size()), ready);
            } catch (GeneralSecurityException e) {
                refusal = refusal == null ? e : refusal;
            }
        }
        throw refusal;
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
     * Signs. It may block where the key is remote.
     *
     * @throws GeneralSecurityException the first refusal, if the key signs in none of the schemes
     */
    public Signed sign(byte[] content) throws GeneralSecurityException {
        GeneralSecurityException refusal = null;
        for (SignatureScheme scheme : schemes) {
            try {
                Signer.Ready key = refusal == null ? ready : crypto.signer().ready(scheme, credential.key());
                return new Signed(scheme, Opaque.adopt(key.sign(content)));
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
