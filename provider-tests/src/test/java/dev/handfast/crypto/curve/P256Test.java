package dev.handfast.crypto.curve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** The curve against BouncyCastle's; Wycheproof's vectors are run through the catalogue and in {@code crypto.bc}. */
@Tag("unit")
class P256Test {

    /** How many random comparisons; a longer run sets more. */
    private static final int COMPARISONS = Integer.getInteger("handfast.comparisons", 500);

    private static final X9ECParameters BC = CustomNamedCurves.getByName("secp256r1");
    private static final BigInteger N = P256.ORDER;
    private static final FixedPointCombMultiplier COMB = new FixedPointCombMultiplier();

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @Test
    void theOrderIsTheCurves() {
        assertEquals(BC.getN(), N);
    }

    @Test
    void productsMatch() {
        for (BigInteger k : scalars()) {
            assertArrayEquals(xy(COMB.multiply(BC.getG(), k)), P256.multiplyBase(bytes(k)), () -> k + ", seed " + seed);
            ECPoint point = randomPoint();
            assertTrue(P256.isOnCurve(xy(point), 0));
            assertArrayEquals(xy(point.multiply(k)), P256.multiply(bytes(k), xy(point), 0), () -> k + ", seed " + seed);
        }
    }

    @Test
    void verificationMatchesWithAndWithoutATable() {
        for (BigInteger k : scalars()) {
            ECPoint point = randomPoint();
            BigInteger u = randomScalar();
            ECPoint sum = ECAlgorithms.sumOfTwoMultiplies(BC.getG(), u, point, k).normalize();
            BigInteger r = sum.getAffineXCoord().toBigInteger().mod(N);
            for (int time = 0; time < 3; time++) {
                assertTrue(P256.verify(bytes(u), bytes(k), xy(point), r), () -> k + ", seed " + seed);
                assertFalse(P256.verify(bytes(u), bytes(k), xy(point), r.add(BigInteger.ONE).mod(N)));
            }
        }
    }

    /** Whoever makes signatures up can let the two products, or their parts, be equal or opposite. */
    @Test
    void verificationMeetsExceptions() {
        for (int times = 1; times <= 40; times++) {
            BigInteger m = BigInteger.valueOf(times);
            for (BigInteger keyScalar : List.of(BigInteger.ONE, m, N.subtract(m), N.subtract(BigInteger.ONE),
                    BigInteger.ONE.shiftLeft(5 * (times % 51)))) {
                byte[] key = xy(COMB.multiply(BC.getG(), keyScalar));
                for (BigInteger u1 : List.of(BigInteger.ZERO, BigInteger.ONE, m, m.multiply(keyScalar).mod(N),
                        N.subtract(m).multiply(keyScalar).mod(N))) {
                    assertVerifies(u1, m, key, keyScalar);
                }
            }
        }
    }

    private static void assertVerifies(BigInteger u1, BigInteger u2, byte[] key, BigInteger keyScalar) {
        BigInteger k = u1.add(u2.multiply(keyScalar)).mod(N);
        if (k.signum() == 0) {
            assertFalse(P256.verify(bytes(u1), bytes(u2), key, BigInteger.ONE), "infinity has no x");
            return;
        }
        BigInteger r = COMB.multiply(BC.getG(), k).normalize().getAffineXCoord().toBigInteger().mod(N);
        assertTrue(P256.verify(bytes(u1), bytes(u2), key, r), () -> u1 + " G + " + u2 + " * " + keyScalar + " G");
    }

    @Test
    void pointsOffTheCurveAreSeen() {
        byte[] point = xy(randomPoint());
        for (int i = 0; i < point.length; i++) {
            byte[] wrong = point.clone();
            wrong[i] ^= (byte) (1 << random.nextInt(8));
            assertFalse(P256.isOnCurve(wrong, 0), () -> "seed " + seed);
        }
        assertFalse(P256.isOnCurve(new byte[64], 0));
        // The same x with p added, where that fits into 32 bytes, is another encoding of it and no point
        BigInteger small = BigInteger.valueOf(5);
        byte[] x = bytes(small.add(FieldP256.P));
        assertFalse(P256.isOnCurve(Arrays.copyOf(x, 64), 0));
    }

    private List<BigInteger> scalars() {
        List<BigInteger> scalars = new ArrayList<>();
        for (int i = 1; i <= 40; i++) {
            scalars.add(BigInteger.valueOf(i));
            scalars.add(N.subtract(BigInteger.valueOf(i)));
        }
        for (int i = 5; i < 256; i += 5) {
            BigInteger power = BigInteger.ONE.shiftLeft(i);
            scalars.add(power);
            scalars.add(power.subtract(BigInteger.ONE));
            scalars.add(power.multiply(BigInteger.valueOf(17)).mod(N));
        }
        for (int i = 0; i < COMPARISONS; i++) {
            scalars.add(randomScalar());
        }
        return scalars;
    }

    private BigInteger randomScalar() {
        return new BigInteger(320, random).mod(N.subtract(BigInteger.ONE)).add(BigInteger.ONE);
    }

    private ECPoint randomPoint() {
        return COMB.multiply(BC.getG(), randomScalar()).normalize();
    }

    private static byte[] xy(ECPoint point) {
        return Arrays.copyOfRange(point.normalize().getEncoded(false), 1, 65);
    }

    private static byte[] bytes(BigInteger number) {
        return BigIntegers.asUnsignedByteArray(32, number);
    }
}
