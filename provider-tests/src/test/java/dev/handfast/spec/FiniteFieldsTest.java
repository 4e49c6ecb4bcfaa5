package dev.handfast.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bouncycastle.crypto.agreement.DHStandardGroups;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.math.BigInteger;

/** The primes that are computed are those that BouncyCastle has typed in. */
@Tag("unit")
class FiniteFieldsTest {

    @Test
    void primesAreThoseOfRfc7919() {
        assertEquals(DHStandardGroups.rfc7919_ffdhe2048.getP(), FiniteFields.prime(NamedGroup.FFDHE2048));
        assertEquals(DHStandardGroups.rfc7919_ffdhe3072.getP(), FiniteFields.prime(NamedGroup.FFDHE3072));
        assertEquals(DHStandardGroups.rfc7919_ffdhe4096.getP(), FiniteFields.prime(NamedGroup.FFDHE4096));
        assertThrows(IllegalArgumentException.class, () -> FiniteFields.prime(NamedGroup.X25519));
    }

    @Test
    void groupsAreKnownByPrimeAndGenerator() {
        BigInteger prime = DHStandardGroups.rfc7919_ffdhe3072.getP();
        assertEquals(NamedGroup.FFDHE3072, FiniteFields.named(prime, BigInteger.TWO));
        assertNull(FiniteFields.named(prime, BigInteger.TEN));
        assertNull(FiniteFields.named(DHStandardGroups.rfc3526_2048.getP(), BigInteger.TWO));
    }

    @Test
    void unknownFieldsAreFieldsToo() {
        assertTrue(FiniteFields.isFiniteField(NamedGroup.of(0x1fc)));
        assertTrue(FiniteFields.isFiniteField(NamedGroup.FFDHE2048));
        assertFalse(FiniteFields.isFiniteField(NamedGroup.X25519));
        assertFalse(FiniteFields.isFiniteField(NamedGroup.of(0x200)));
    }
}
