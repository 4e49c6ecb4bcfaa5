package dev.handfast.crypto.jca;

import dev.handfast.der.DerReader;
import dev.handfast.der.Oid;
import dev.handfast.der.Tag;
import dev.handfast.wire.MalformedInput;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a file asks for to make a key of a password (RFC 5958 section 3, RFC 8018 appendix A, RFC 7914 section 7): who
 * wrote the file chose how long that takes, up to hours.
 *
 * <pre>
 * EncryptedPrivateKeyInfo ::= SEQUENCE { AlgorithmIdentifier, encryptedData OCTET STRING }
 * PBES2-params            ::= SEQUENCE { keyDerivationFunc AlgorithmIdentifier, encryptionScheme AlgorithmIdentifier }
 * PBKDF2-params, and those of PBES1 and PKCS#12 ::= SEQUENCE { salt, iterationCount INTEGER, ... }
 * scrypt-params           ::= SEQUENCE { salt, N INTEGER, r INTEGER, p INTEGER, ... }
 * </pre>
 */
final class PasswordCost {

    /** What the JDK takes in key stores of PKCS#12; a few seconds. No other number in such parameters is as large. */
    private static final BigInteger MAX_NUMBER = BigInteger.valueOf(5_000_000);
    /** N times r of scrypt, 128 bytes each: 128 MB. OpenSSL asks for an eighth of it. */
    private static final BigInteger MAX_SCRYPT_ROOM = BigInteger.valueOf(1 << 20);
    /** N times r times p: a few seconds. */
    private static final BigInteger MAX_SCRYPT_WORK = BigInteger.valueOf(1 << 22);

    private static final Oid PBES2 = Oid.of("1.2.840.113549.1.5.13");
    private static final Oid SCRYPT = Oid.of("1.3.6.1.4.1.11591.4.11");

    private PasswordCost() {
    }

    /**
     * Returns if it may be tried to decrypt a key.
     *
     * @param encrypted EncryptedPrivateKeyInfo
     * @throws GeneralSecurityException if it cannot be read, or asks for too much
     */
    static void check(byte[] encrypted) throws GeneralSecurityException {
        try {
            DerReader algorithm = new DerReader(encrypted, "EncryptedPrivateKeyInfo").sequence("the key")
                    .sequence("encryptionAlgorithm");
            Oid function = algorithm.oid("algorithm");
            if (function.equals(PBES2)) {
                algorithm = algorithm.sequence("PBES2-params").sequence("keyDerivationFunc");
                function = algorithm.oid("algorithm");
            }
            List<BigInteger> numbers = algorithm.isNext(Tag.SEQUENCE) ? numbers(algorithm.sequence("parameters"))
                    : List.of();
            if (numbers.stream().anyMatch(each -> each.signum() <= 0 || each.compareTo(MAX_NUMBER) > 0)
                    || function.equals(SCRYPT) && !isScrypt(numbers)) {
                throw new GeneralSecurityException("a key made of its password would take too long: its parameters are "
                        + numbers + ", at most " + MAX_NUMBER + " iterations are done, and scrypt with N r up to "
                        + MAX_SCRYPT_ROOM + " and N r p up to " + MAX_SCRYPT_WORK);
            }
        } catch (MalformedInput e) {
            throw new GeneralSecurityException("its encryption cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<BigInteger> numbers(DerReader parameters) throws MalformedInput {
        List<BigInteger> numbers = new ArrayList<>();
        while (parameters.hasMore()) {
            if (parameters.isNext(Tag.INTEGER)) {
                numbers.add(parameters.integer("a number"));
            } else {
                parameters.skip("a parameter");
            }
        }
        return numbers;
    }

    private static boolean isScrypt(List<BigInteger> numbers) {
        if (numbers.size() < 3) {
            return false;
        }
        BigInteger room = numbers.get(0).multiply(numbers.get(1));
        return room.compareTo(MAX_SCRYPT_ROOM) <= 0
                && room.multiply(numbers.get(2)).compareTo(MAX_SCRYPT_WORK) <= 0;
    }
}
