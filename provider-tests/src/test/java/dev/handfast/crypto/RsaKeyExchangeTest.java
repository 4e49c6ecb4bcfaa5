package dev.handfast.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.handfast.crypto.jca.JcaCryptoProvider;
import dev.handfast.museum.AttackKind;
import dev.handfast.museum.PublishedAttack;
import dev.handfast.peers.OpaqueKey;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.Security;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.CipherSpi;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.NoSuchPaddingException;

/** RFC 5246 section 7.4.7.1: whatever is wrong with an encrypted premaster secret, another secret comes out. */
@Tag("unit")
class RsaKeyExchangeTest {

    private static final CryptoProvider CRYPTO = JcaCryptoProvider.standard();
    private static final int VERSION = 0x0303;

    private static KeyPair pair;

    @BeforeAll
    static void makeKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        pair = generator.generateKeyPair();
    }

    private static byte[] premaster() {
        byte[] premaster = new byte[48];
        CRYPTO.random().nextBytes(premaster);
        premaster[0] = 3;
        premaster[1] = 3;
        return premaster;
    }

    @Test
    void whatIsEncryptedIsDecrypted() throws GeneralSecurityException {
        byte[] premaster = premaster();
        byte[] encrypted = CRYPTO.encryptPremaster(pair.getPublic(), Secret.copyOf(premaster));
        assertEquals(256, encrypted.length);
        assertArrayEquals(premaster, CRYPTO.decryptPremaster(pair.getPrivate(), encrypted, VERSION).bytes());
    }

    @Test
    void anotherVersionGivesAnotherSecret() throws GeneralSecurityException {
        byte[] encrypted = CRYPTO.encryptPremaster(pair.getPublic(), Secret.copyOf(premaster()));
        assertReplaced(encrypted, 0x0302);
        assertReplaced(encrypted, 0x0203);
        assertReplaced(encrypted, 0x0300);
    }

    @Test
    @PublishedAttack(id = "CVE-2017-13098", victim = "BouncyCastle", kind = AttackKind.KEY_EXCHANGE,
            what = "ROBOT: RSA padding is told by the answer")
    void everyMistakeInTheBlockGivesAnotherSecret() throws GeneralSecurityException {
        byte[] block = block();
        assertArrayEquals(Arrays.copyOfRange(block, 208, 256),
                CRYPTO.decryptPremaster(pair.getPrivate(), encryptRaw(block), VERSION).bytes());
        for (int at : new int[] {0, 1, 207, 208, 209}) {
            byte[] wrong = block();
            wrong[at] ^= 1;
            assertReplaced(encryptRaw(wrong), VERSION);
        }
        for (int at = 2; at < 207; at++) {
            byte[] zeroInPadding = block();
            zeroInPadding[at] = 0;
            assertReplaced(encryptRaw(zeroInPadding), VERSION);
        }
    }

    @Test
    void otherLengthsAndNumbersAboveTheModulusGiveAnotherSecret() throws GeneralSecurityException {
        assertReplaced(new byte[0], VERSION);
        assertReplaced(new byte[255], VERSION);
        assertReplaced(new byte[257], VERSION);
        assertReplaced(new byte[256], VERSION);
        byte[] most = new byte[256];
        Arrays.fill(most, (byte) 0xff);
        assertReplaced(most, VERSION);
    }

    /** A key of 464 bits, one byte too short for a premaster secret and its padding. */
    private record ShortKey() implements PrivateKey, RSAKey {

        @Override
        public BigInteger getModulus() {
            return BigInteger.ONE.shiftLeft(463).add(BigInteger.ONE);
        }

        @Override
        public String getAlgorithm() {
            return "RSA";
        }

        @Override
        public String getFormat() {
            return null;
        }

        @Override
        public byte[] getEncoded() {
            return null;
        }
    }

    @Test
    void keysThatAreTooShortAreRefused() {
        assertThrows(InvalidKeyException.class, () -> CRYPTO.decryptPremaster(new ShortKey(), new byte[58], VERSION));
    }

    /** A key in a token whose provider takes padding off by itself and offers nothing else. */
    private record TokenKey() implements OpaqueKey {

        @Override
        public String getAlgorithm() {
            return "RSA";
        }
    }

    private static final class TokenProvider extends Provider {

        private static final long serialVersionUID = 1L;

        TokenProvider() {
            super("PaddingToken", "1", "decrypts with " + TokenKey.class);
            put("Cipher.RSA/ECB/PKCS1Padding", TokenCipher.class.getName());
        }
    }

    /** Decrypts with the test's own key, and complains in the way it is told to, if it is. */
    public static final class TokenCipher extends CipherSpi {

        private static Supplier<RuntimeException> complaint;

        private Cipher inner;

        @Override
        protected void engineInit(int mode, Key key, SecureRandom random) throws InvalidKeyException {
            if (!(key instanceof TokenKey)) {
                throw new InvalidKeyException("not in the token");
            }
            try {
                inner = Cipher.getInstance("RSA/ECB/PKCS1Padding", "SunJCE");
                inner.init(mode, pair.getPrivate());
            } catch (GeneralSecurityException absent) {
                throw new InvalidKeyException(absent);
            }
        }

        @Override
        protected byte[] engineDoFinal(byte[] input, int offset, int length)
                throws IllegalBlockSizeException, BadPaddingException {
            try {
                return inner.doFinal(input, offset, length);
            } catch (BadPaddingException wrong) {
                if (complaint != null) {
                    throw complaint.get();
                }
                throw wrong;
            }
        }

        @Override
        protected void engineSetMode(String mode) {
            assertEquals("ECB", mode);
        }

        @Override
        protected void engineSetPadding(String padding) throws NoSuchPaddingException {
            throw new NoSuchPaddingException(padding);
        }

        @Override
        protected int engineGetBlockSize() {
            return 0;
        }

        @Override
        protected int engineGetOutputSize(int inputLength) {
            return inputLength;
        }

        @Override
        protected byte[] engineGetIV() {
            return null;
        }

        @Override
        protected AlgorithmParameters engineGetParameters() {
            return null;
        }

        @Override
        protected void engineInit(int mode, Key key, AlgorithmParameterSpec spec, SecureRandom random)
                throws InvalidKeyException {
            engineInit(mode, key, random);
        }

        @Override
        protected void engineInit(int mode, Key key, AlgorithmParameters parameters, SecureRandom random)
                throws InvalidKeyException {
            engineInit(mode, key, random);
        }

        @Override
        protected byte[] engineUpdate(byte[] input, int offset, int length) {
            throw new UnsupportedOperationException("one block only");
        }

        @Override
        protected int engineUpdate(byte[] input, int offset, int length, byte[] out, int outOffset) {
            throw new UnsupportedOperationException("one block only");
        }

        @Override
        protected int engineDoFinal(byte[] input, int offset, int length, byte[] out, int outOffset) {
            throw new UnsupportedOperationException("into an array of its own only");
        }
    }

    @Test
    void keysInTokensDecryptToo() throws GeneralSecurityException {
        Provider provider = new TokenProvider();
        Security.addProvider(provider);
        try {
            byte[] premaster = premaster();
            byte[] encrypted = CRYPTO.encryptPremaster(pair.getPublic(), Secret.copyOf(premaster));
            assertArrayEquals(premaster, CRYPTO.decryptPremaster(new TokenKey(), encrypted, VERSION).bytes());
            encrypted[9] ^= 1;
            assertFalse(Arrays.equals(premaster, CRYPTO.decryptPremaster(new TokenKey(), encrypted, VERSION).bytes()));
        } finally {
            Security.removeProvider(provider.getName());
        }
        assertThrows(GeneralSecurityException.class,
                () -> CRYPTO.decryptPremaster(new TokenKey(), new byte[256], VERSION));
    }

    /** What a token throws for wrong padding is told to nobody. */
    @Test
    void tokensComplainAsTheyLike() throws GeneralSecurityException {
        Provider provider = new TokenProvider();
        Security.addProvider(provider);
        try {
            byte[] wrong = block();
            wrong[1] ^= 1;
            for (Supplier<RuntimeException> complaint : List.<Supplier<RuntimeException>>of(
                    () -> new ProviderException("CKR_ENCRYPTED_DATA_INVALID"), IllegalStateException::new,
                    NegativeArraySizeException::new)) {
                TokenCipher.complaint = complaint;
                byte[] first = CRYPTO.decryptPremaster(new TokenKey(), encryptRaw(wrong), VERSION).bytes();
                assertEquals(48, first.length);
                assertFalse(Arrays.equals(first,
                        CRYPTO.decryptPremaster(new TokenKey(), encryptRaw(wrong), VERSION).bytes()));
            }
        } finally {
            TokenCipher.complaint = null;
            Security.removeProvider(provider.getName());
        }
    }

    private static byte[] block() {
        byte[] block = new byte[256];
        Arrays.fill(block, 1, 207, (byte) 0x5a);
        block[1] = 2;
        System.arraycopy(premaster(), 0, block, 208, 48);
        return block;
    }

    private static byte[] encryptRaw(byte[] block) {
        RSAPublicKey key = (RSAPublicKey) pair.getPublic();
        BigInteger number = new BigInteger(1, block).modPow(key.getPublicExponent(), key.getModulus());
        return org.bouncycastle.util.BigIntegers.asUnsignedByteArray(256, number);
    }

    private static void assertReplaced(byte[] encrypted, int offered) throws GeneralSecurityException {
        byte[] first = CRYPTO.decryptPremaster(pair.getPrivate(), encrypted, offered).bytes();
        byte[] second = CRYPTO.decryptPremaster(pair.getPrivate(), encrypted, offered).bytes();
        assertEquals(48, first.length);
        assertFalse(Arrays.equals(first, second), "a random secret each time");
    }
}
