package dev.handfast.crypto.bc;

import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMDecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.security.UnrecoverableKeyException;

/** Decryption by bcpkix, with a provider of its own, which need not be installed. */
final class BcEncryptedKeys {

    private BcEncryptedKeys() {
    }

    static byte[] ofPkcs8(byte[] encrypted, char @Nullable [] password) throws GeneralSecurityException {
        try {
            return new PKCS8EncryptedPrivateKeyInfo(encrypted).decryptPrivateKeyInfo(
                    new JceOpenSSLPKCS8DecryptorProviderBuilder().setProvider(new BouncyCastleProvider())
                            .build(password))
                    .getEncoded();
        } catch (PKCSException e) {
            throw e.getCause() instanceof OperatorCreationException ? unknown(e) : wrongPassword(e);
        } catch (IOException | OperatorCreationException | RuntimeException e) {
            throw unknown(e);
        }
    }

    static byte[] ofPem(String pem, char @Nullable [] password) throws GeneralSecurityException {
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            if (parser.readObject() instanceof PEMEncryptedKeyPair pair) {
                return pair.decryptKeyPair(new JcePEMDecryptorProviderBuilder()
                        .setProvider(new BouncyCastleProvider()).build(password)).getPrivateKeyInfo().getEncoded();
            }
        } catch (PEMException e) {
            throw wrongPassword(e);
        } catch (IOException | RuntimeException e) {
            throw new GeneralSecurityException("it is no encrypted key that can be read", e);
        }
        throw new GeneralSecurityException("it is no encrypted key");
    }

    private static GeneralSecurityException unknown(Exception thrown) {
        return new GeneralSecurityException("its encryption is not known", thrown);
    }

    /** With a wrong password decryption ends in garbage, which the padding or the key's form shows. */
    private static UnrecoverableKeyException wrongPassword(Exception thrown) {
        UnrecoverableKeyException wrong = new UnrecoverableKeyException("the password is wrong");
        wrong.initCause(thrown);
        return wrong;
    }
}
