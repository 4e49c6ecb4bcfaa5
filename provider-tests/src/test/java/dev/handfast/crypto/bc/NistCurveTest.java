package dev.handfast.crypto.bc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;

/** The curves that are typed in are the JDK's and BouncyCastle's. */
@Tag("unit")
class NistCurveTest {

    @ParameterizedTest
    @EnumSource
    void isTheJdksAndBouncyCastles(NistCurve curve) throws GeneralSecurityException {
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp" + curve.name().substring(1) + "r1"));
        assertSame(curve, NistCurve.of(parameters.getParameterSpec(ECParameterSpec.class)));
        assertEquals(curve.domain().getN(), curve.order());
        assertEquals((curve.domain().getCurve().getFieldSize() + 7) / 8, curve.length());
    }

    @Test
    void numbersHaveTheLengthThatIsAskedFor() {
        assertArrayEquals(new byte[] {0, 0, 5}, Unsigned.bytes(BigInteger.valueOf(5), 3));
        assertArrayEquals(new byte[] {(byte) 0xff}, Unsigned.bytes(BigInteger.valueOf(255), 1));
        assertArrayEquals(new byte[] {0}, Unsigned.bytes(BigInteger.ZERO, 1));
        assertThrows(IllegalArgumentException.class, () -> Unsigned.bytes(BigInteger.valueOf(256), 1));
        assertThrows(IllegalArgumentException.class, () -> Unsigned.bytes(BigInteger.valueOf(-1), 4));
    }
}
