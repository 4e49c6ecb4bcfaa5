package dev.handfast.pki;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.operator.ContentSigner;

/** A signer that writes whatever AlgorithmIdentifier a test wants beside a signature that is right. */
public final class OddSigner implements ContentSigner {

    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final AlgorithmIdentifier identifier;
    private final PrivateKey key;
    private final String algorithm;
    private final AlgorithmParameterSpec parameters;

    /**
     * A signer.
     *
     * @param algorithm JCA's name of what is really done, with these parameters; null for none
     * @param oid what is written
     * @param written the parameters that are written; null for none
     */
    public OddSigner(PrivateKey key, String algorithm, AlgorithmParameterSpec parameters, String oid,
            ASN1Encodable written) {
        this.key = key;
        this.algorithm = algorithm;
        this.parameters = parameters;
        ASN1ObjectIdentifier id = new ASN1ObjectIdentifier(oid);
        this.identifier = written == null ? new AlgorithmIdentifier(id) : new AlgorithmIdentifier(id, written);
    }

    @Override
    public AlgorithmIdentifier getAlgorithmIdentifier() {
        return identifier;
    }

    @Override
    public OutputStream getOutputStream() {
        content.reset();
        return content;
    }

    @Override
    public byte[] getSignature() {
        try {
            Signature signer = Signature.getInstance(algorithm);
            if (parameters != null) {
                signer.setParameter(parameters);
            }
            signer.initSign(key);
            signer.update(content.toByteArray());
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
