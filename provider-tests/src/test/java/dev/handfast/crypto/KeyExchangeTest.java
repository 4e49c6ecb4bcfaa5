package dev.handfast.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.crypto.jca.JcaCryptoProvider;
import dev.handfast.museum.AttackKind;
import dev.handfast.museum.PublishedAttack;
import dev.handfast.spec.Alert;
import dev.handfast.spec.Fault;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.TlsFault;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Key agreement on every group: that both sides agree, and what they refuse. */
@Tag("unit")
class KeyExchangeTest {

    private static final CryptoProvider CRYPTO = JcaCryptoProvider.standard();

    static List<NamedGroup> groups() {
        return NamedGroup.usable();
    }

    static List<NamedGroup> hybrids() {
        return groups().stream().filter(group -> group.kind() == NamedGroup.Kind.HYBRID).toList();
    }

    @ParameterizedTest
    @MethodSource("groups")
    void bothSidesAgree(NamedGroup group) throws TlsFault {
        KeyExchange exchange = CRYPTO.keyExchange(group);
        try (KeyExchange.Offer offer = exchange.offer()) {
            assertEquals(group.clientShareLength(), offer.share().length);
            KeyExchange.Accepted accepted = exchange.accept(offer.share());
            assertEquals(group.serverShareLength(), accepted.share().length);
            try (Secret theirs = accepted.secret(); Secret ours = offer.finish(accepted.share())) {
                assertArrayEquals(theirs.bytes(), ours.bytes());
                assertEquals(secretLength(group), ours.length());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("groups")
    @PublishedAttack(id = "CVE-2020-1968", victim = "OpenSSL", kind = AttackKind.KEY_EXCHANGE,
            what = "Raccoon: a Diffie-Hellman key that is used again")
    void keysAreFreshAndSharesAreCopies(NamedGroup group) {
        KeyExchange.Offer offer = CRYPTO.keyExchange(group).offer();
        byte[] share = offer.share();
        assertFalse(Arrays.equals(share, CRYPTO.keyExchange(group).offer().share()));
        offer.share()[0] ^= 1;
        assertArrayEquals(share, offer.share());
    }

    @ParameterizedTest
    @MethodSource("groups")
    void wrongLengthsAreRefused(NamedGroup group) {
        KeyExchange exchange = CRYPTO.keyExchange(group);
        byte[] share = exchange.offer().share();
        assertInvalid(() -> exchange.accept(new byte[0]));
        assertInvalid(() -> exchange.accept(Arrays.copyOf(share, share.length + 1)));
        assertInvalid(() -> exchange.offer().finish(new byte[0]));
        assertInvalid(() -> exchange.offer().finish(new byte[group.serverShareLength() + 1]));
        if (group.kind() != NamedGroup.Kind.FFDHE) {
            assertInvalid(() -> exchange.accept(Arrays.copyOf(share, share.length - 1)));
        }
    }

    @ParameterizedTest
    @MethodSource("groups")
    void closedOffersRefuse(NamedGroup group) throws TlsFault {
        KeyExchange exchange = CRYPTO.keyExchange(group);
        KeyExchange.Offer offer = exchange.offer();
        byte[] answer = exchange.accept(offer.share()).share();
        offer.close();
        assertThrows(IllegalStateException.class, () -> offer.finish(answer));
    }

    @ParameterizedTest
    @MethodSource("hybrids")
    void hybridsShareTheirClassicalPart(NamedGroup group) throws TlsFault {
        KeyExchange.Offer offer = CRYPTO.keyExchange(group).offer();
        KeyExchange.Offer classical = offer.classical();
        assertNotNull(offer.classicalGroup());
        byte[] share = offer.share();
        int length = offer.classicalGroup().clientShareLength();
        byte[] part = group.equals(NamedGroup.X25519_MLKEM768)
                ? Arrays.copyOfRange(share, share.length - length, share.length) : Arrays.copyOf(share, length);
        assertArrayEquals(part, classical.share());

        offer.close();
        KeyExchange.Accepted accepted = CRYPTO.keyExchange(offer.classicalGroup()).accept(classical.share());
        assertArrayEquals(accepted.secret().bytes(), classical.finish(accepted.share()).bytes());

        KeyExchange.Offer other = CRYPTO.keyExchange(group).offer();
        other.classical().close();
        accepted = CRYPTO.keyExchange(group).accept(other.share());
        assertArrayEquals(accepted.secret().bytes(), other.finish(accepted.share()).bytes());
    }

    @Test
    void classicalGroupsHaveNoClassicalPart() {
        KeyExchange.Offer offer = CRYPTO.keyExchange(NamedGroup.X25519).offer();
        assertNull(offer.classical());
        assertNull(offer.classicalGroup());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"})
    void pointsOfSmallOrderAreRefused(String point) {
        assertInvalid(() -> CRYPTO.keyExchange(NamedGroup.X25519).accept(HexFormat.of().parseHex(point)));
        assertInvalid(() -> CRYPTO.keyExchange(NamedGroup.X25519).offer().finish(HexFormat.of().parseHex(point)));
    }

    @Test
    void zeroIsRefusedByX448() {
        assertInvalid(() -> CRYPTO.keyExchange(NamedGroup.X448).accept(new byte[56]));
    }

    @ParameterizedTest
    @ValueSource(strings = {"secp256r1", "secp384r1", "secp521r1"})
    void onlyUncompressedPointsOfTheCurveAreTaken(String name) {
        NamedGroup group = NamedGroup.named(name);
        KeyExchange exchange = CRYPTO.keyExchange(group);
        byte[] share = exchange.offer().share();
        byte[] offCurve = share.clone();
        offCurve[share.length - 1] ^= 1;
        assertInvalid(() -> exchange.accept(offCurve));
        byte[] compressed = Arrays.copyOf(share, (share.length + 1) / 2);
        compressed[0] = (byte) (2 + (share[share.length - 1] & 1));
        assertInvalid(() -> exchange.accept(compressed));
        byte[] hybridForm = share.clone();
        hybridForm[0] = (byte) (6 + (share[share.length - 1] & 1));
        assertInvalid(() -> exchange.accept(hybridForm));
        assertInvalid(() -> exchange.accept(new byte[] {0}));
        assertInvalid(() -> exchange.accept(new byte[share.length]));
        byte[] origin = new byte[share.length];
        origin[0] = 4;
        assertInvalid(() -> exchange.accept(origin));
        byte[] beyondField = new byte[share.length];
        Arrays.fill(beyondField, (byte) 0xff);
        beyondField[0] = 4;
        assertInvalid(() -> exchange.accept(beyondField));
    }

    @ParameterizedTest
    @MethodSource("hybrids")
    void encapsulationKeysAreChecked(NamedGroup group) {
        KeyExchange exchange = CRYPTO.keyExchange(group);
        byte[] share = exchange.offer().share();
        int kemStart = group.equals(NamedGroup.X25519_MLKEM768) ? 0 : exchange.offer().classical().share().length;
        share[kemStart] = (byte) 0xff;
        share[kemStart + 1] |= 0x0f;
        TlsFault fault = assertInvalid(() -> exchange.accept(share));
        assertTrue(fault.getMessage().contains("FIPS 203"), fault.getMessage());
    }

    @Test
    @PublishedAttack(id = "CVE-2016-0701", victim = "OpenSSL", kind = AttackKind.KEY_EXCHANGE,
            what = "a public value in a small subgroup")
    void finiteFieldValuesAtTheEdgesAreRefused() throws TlsFault {
        KeyExchange exchange = CRYPTO.keyExchange(NamedGroup.FFDHE2048);
        BigInteger prime = ffdhe2048();
        for (BigInteger bad : List.of(BigInteger.ZERO, BigInteger.ONE, prime.subtract(BigInteger.ONE), prime,
                prime.add(BigInteger.TWO))) {
            byte[] share = padded(bad, 256);
            assertInvalid(() -> exchange.accept(share));
            assertInvalid(() -> exchange.offer().finish(share));
        }
        assertEquals(256, exchange.accept(new byte[] {2}).secret().length(), "TLS 1.2 leaves leading zeros out");
    }

    @Test
    void aServersOwnFieldIsUsed() throws TlsFault {
        KeyExchange own = CRYPTO.keyExchange(ffdhe2048(), BigInteger.TWO);
        KeyExchange named = CRYPTO.keyExchange(NamedGroup.FFDHE2048);
        KeyExchange.Offer offer = named.offer();
        KeyExchange.Accepted accepted = own.accept(offer.share());
        assertArrayEquals(accepted.secret().bytes(), offer.finish(accepted.share()).bytes());
        BigInteger even = ffdhe2048().subtract(BigInteger.ONE);
        assertInvalid(() -> CRYPTO.keyExchange(even, BigInteger.TWO));
        assertInvalid(() -> CRYPTO.keyExchange(BigInteger.ONE, BigInteger.TWO));
        for (BigInteger generator : List.of(BigInteger.ZERO, BigInteger.ONE, even, ffdhe2048())) {
            assertInvalid(() -> CRYPTO.keyExchange(ffdhe2048(), generator));
        }
    }

    /** RFC 7919 appendix A.1, from its formula: 2^2048 - 2^1984 + (floor(2^1918 e) + 560316) 2^64 - 1. */
    private static BigInteger ffdhe2048() {
        BigInteger e = BigInteger.ZERO;
        BigInteger term = BigInteger.ONE.shiftLeft(2100);
        for (int n = 1; term.signum() > 0; n++) {
            e = e.add(term);
            term = term.divide(BigInteger.valueOf(n));
        }
        BigInteger middle = e.shiftRight(2100 - 1918).add(BigInteger.valueOf(560316));
        return BigInteger.ONE.shiftLeft(2048).subtract(BigInteger.ONE.shiftLeft(1984)).add(middle.shiftLeft(64))
                .subtract(BigInteger.ONE);
    }

    private static byte[] padded(BigInteger value, int length) {
        byte[] bytes = value.toByteArray();
        byte[] out = new byte[length];
        for (int i = 0; i < Math.min(bytes.length, length); i++) {
            out[length - 1 - i] = bytes[bytes.length - 1 - i];
        }
        return out;
    }

    private static int secretLength(NamedGroup group) {
        return switch (group.kind()) {
            case ECDHE -> (group.clientShareLength() - 1) / 2;
            case XDH, FFDHE -> group.clientShareLength();
            case HYBRID -> group.equals(NamedGroup.SECP384R1_MLKEM1024) ? 80 : 64;
        };
    }

    private static TlsFault assertInvalid(Executable executable) {
        TlsFault fault = assertThrows(TlsFault.class, executable);
        assertEquals(Fault.KEY_SHARE_INVALID, fault.fault());
        assertEquals(Alert.ILLEGAL_PARAMETER, fault.alert());
        return fault;
    }
}
