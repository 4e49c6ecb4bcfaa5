package dev.handfast.crypto.jca;

import dev.handfast.crypto.SignatureVerifier;
import dev.handfast.crypto.Signer;
import dev.handfast.crypto.bc.BcSignatures;
import dev.handfast.spec.HashAlgorithm;
import dev.handfast.spec.SignatureScheme;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.util.function.BiFunction;

/**
 * Signatures: RSA by the JDK, which names the hash of PKCS#1 with NULL and takes it without (RFC 5246 section 4.7),
 * curves by BouncyCastle where the key's material is at hand, everything else by whichever provider takes the key.
 */
final class JcaSignatures implements SignatureVerifier, Signer {

    private final BcSignatures curves;
    private final SecureRandom random;
    private final BiFunction<HashAlgorithm, byte[], byte[]> digests;

    /** {@code digests} hashes, and does not keep its input. */
    JcaSignatures(SecureRandom random, BiFunction<HashAlgorithm, byte[], byte[]> digests) {
        this.digests = digests;
        this.curves = new BcSignatures(random, content -> digests.apply(HashAlgorithm.SHA256, content));
        this.random = random;
    }

    @Override
    public boolean verify(SignatureScheme scheme, PublicKey key, byte[] content, byte[] signature) {
        SignatureScheme.Family family = scheme.family();
        if (family == null) {
            return false;
        }
        try {
            return switch (family) {
                case RSA_PKCS1, RSA_PSS_RSAE, RSA_PSS_PSS ->
                    verify(JdkProviders.rsaVerifier(scheme.jcaName()), scheme, key,
                            content, signature);
                case ECDSA -> key instanceof ECPublicKey ec && BcSignatures.supports(ec)
                        ? curves.verify(ec, digest(scheme, content), signature)
                        : verify(Signature.getInstance(scheme.jcaName()), scheme, key, content, signature);
                case EDDSA -> key instanceof EdECPublicKey ed && BcSignatures.supportsEdDsa()
                        ? isOf(scheme, ed.getParams().getName()) && curves.verify(ed, content, signature)
                        : verify(Signature.getInstance(scheme.jcaName()), scheme, key, content, signature);
            };
        } catch (GeneralSecurityException | RuntimeException undecodable) {
            // Providers answer malformed keys and signatures with either; to the caller both mean "not valid"
            return false;
        }
    }

    @Override
    public Ready ready(SignatureScheme scheme, PrivateKey key) throws GeneralSecurityException {
        if (scheme.family() == SignatureScheme.Family.ECDSA && key instanceof ECPrivateKey ec
                && BcSignatures.supports(ec)) {
            return content -> curves.sign(ec, digest(scheme, content));
        }
        if (scheme.family() == SignatureScheme.Family.EDDSA && key instanceof EdECPrivateKey ed
                && isOf(scheme, ed.getParams().getName()) && BcSignatures.supports(ed)) {
            return content -> curves.sign(ed, content);
        }
        try {
            // No provider is named: initSign looks for one that takes the key, which may be in a token
            Signature signer = Signature.getInstance(scheme.jcaName());
            signer.initSign(key, random);
            setParameters(signer, scheme);
            return content -> sign(signer, content);
        } catch (ProviderException | UnsupportedOperationException e) {
            throw new InvalidKeyException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Drivers of tokens say what they cannot do by these unchecked exceptions too. */
    private static byte[] sign(Signature signer, byte[] content) throws SignatureException {
        try {
            signer.update(content);
            return signer.sign();
        } catch (ProviderException | UnsupportedOperationException e) {
            throw new SignatureException(String.valueOf(e.getMessage()), e);
        }
    }

    private static boolean verify(Signature verifier, SignatureScheme scheme, PublicKey key, byte[] content,
            byte[] signature) throws GeneralSecurityException {
        verifier.initVerify(key);
        setParameters(verifier, scheme);
        verifier.update(content);
        return verifier.verify(signature);
    }

    /** Set after the key chose a provider. */
    private static void setParameters(Signature signature, SignatureScheme scheme)
            throws InvalidAlgorithmParameterException {
        AlgorithmParameterSpec parameters = scheme.parameters();
        if (parameters != null) {
            signature.setParameter(parameters);
        }
    }

    private byte[] digest(SignatureScheme scheme, byte[] content) {
        HashAlgorithm hash = scheme.hash();
        if (hash == null) {
            throw new IllegalArgumentException(scheme + " hashes nothing beforehand");
        }
        return digests.apply(hash, content);
    }

    private static boolean isOf(SignatureScheme scheme, String curve) {
        return scheme.jcaName().equals(curve);
    }
}
