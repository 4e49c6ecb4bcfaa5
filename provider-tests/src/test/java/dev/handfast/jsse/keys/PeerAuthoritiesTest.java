package dev.handfast.jsse.keys;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.handfast.pki.TestPki;
import dev.handfast.wire.Opaque;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.management.ManagementFactory;
import java.security.Principal;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;

import javax.security.auth.x500.X500Principal;

/** The names in a CertificateRequest, or in certificate_authorities of a ClientHello, whose sender is a stranger. */
@Tag("contract")
class PeerAuthoritiesTest {

    private static final X500Principal NAME = new X500Principal("CN=root, O=Example, C=DE");

    /** Bytes allocated for each name that counts, and for each byte: an exception with its trace takes more. */
    private static final int A_NAME = 1_200;
    private static final int A_BYTE = 24;
    private static final int ROOM = 60_000;

    /** SUN's names are put in canonical form where they are compared, at a square of marks in a row. */
    @Test
    void namesOfCombiningMarksAreLeftOut() {
        for (int marks : new int[] {30, 31, 10_000}) {
            Opaque odd = Opaque.adopt(new X500Principal("CN=a" + "\u0315\u0316".repeat(marks / 2)
                    + "\u0315".repeat(marks % 2)).getEncoded());
            Principal[] left = PeerAuthorities.of(List.of(odd, Opaque.adopt(NAME.getEncoded())));
            assertEquals(marks > 30 ? 1 : 2, left.length);
            assertEquals(NAME, left[left.length - 1]);
        }
    }

    /** And their case is changed, at a square of the letters that become longer, or of a word with a sigma. */
    @Test
    void aListOfLettersThatAreDearToFoldIsPassedOver() {
        for (String dear : List.of("\u00df".repeat(5_000), "\u03a3".repeat(5_000), "1".repeat(10_000) + '\u03a3')) {
            assertNull(PeerAuthorities.of(List.of(Opaque.adopt(NAME.getEncoded()),
                    Opaque.adopt(new X500Principal("CN=" + dear).getEncoded()))));
        }
        Opaque greek = Opaque.adopt(new X500Principal("CN=\u0395\u03a3\u03a4\u0399\u0391\u03a3, O=Stra\u00dfe")
                .getEncoded());
        assertEquals(200, PeerAuthorities.of(Collections.nCopies(200, greek)).length);
    }

    /** A list as long as a message has room for. */
    private enum Filled {
        ONE_BYTE(i -> new byte[] {(byte) i}),
        EMPTY(i -> new byte[] {0x30, 0}),
        BROKEN(i -> new byte[] {0x30, 2, (byte) 0xff, (byte) i}),
        CUT(i -> new byte[] {0x30, 9, 0x31, 7, 0x30, 5}),
        LONG_FORM(i -> new byte[] {0x30, (byte) 0x84, 0, 0, 0, 0}),
        NAMES(i -> new X500Principal("CN=" + i).getEncoded()),
        LARGE(i -> new X500Principal("CN=" + "x".repeat(100) + i).getEncoded());

        private final IntFunction<byte[]> item;

        Filled(IntFunction<byte[]> item) {
            this.item = item;
        }

        List<Opaque> names(int bytes) {
            List<Opaque> names = new ArrayList<>();
            for (int left = bytes, i = 0; left > 0; left -= 2 + names.get(i - 1).length()) {
                names.add(Opaque.adopt(item.apply(i++)));
            }
            return names;
        }
    }

    @Test
    void namesThatAreNoNamesAreLeftOut() {
        List<Opaque> names = List.of(Opaque.copyOf(new byte[] {1}), Opaque.copyOf(new byte[] {0x30, 1, 7}),
                Opaque.adopt(NAME.getEncoded()), Opaque.copyOf(new byte[] {0x30, 3, 0}));
        assertArrayEquals(new Principal[] {NAME}, PeerAuthorities.of(names));
        assertNull(PeerAuthorities.of(List.of()));
        assertNull(PeerAuthorities.of(names.subList(0, 2)));
    }

    /** Elements of indefinite length, of which the JDK would copy the rest of the name each time. */
    @Test
    void aNameThatIsCostlyToDecodeIsPassedOver() {
        byte[] name = new byte[30_000];
        name[0] = 0x30;
        name[1] = (byte) 0x82;
        name[2] = (byte) (name.length - 4 >> 8);
        name[3] = (byte) (name.length - 4);
        for (int i = 4; i + 12 <= name.length; i += 12) {
            System.arraycopy(new byte[] {0x30, (byte) 0x80, 6, 3, 0x55, 4, 3, 0x13, 1, 'x', 0, 0}, 0, name, i, 12);
        }
        List<Opaque> names = List.of(Opaque.adopt(name));
        assertNull(PeerAuthorities.of(names));
        assertTrue(allocated(names) < 300_000, "allocated");
    }

    @Test
    void longNamesAreNames() {
        for (int length : new int[] {1, 100, 110, 120, 130, 240, 250, 260, 1000}) {
            X500Principal name = new X500Principal("CN=" + "x".repeat(length));
            assertArrayEquals(new Principal[] {name}, PeerAuthorities.of(List.of(Opaque.adopt(name.getEncoded()))));
        }
    }

    /** A list that is too long is no demand, whatever it holds. */
    @Test
    void asManyAsATrustStoreHoldsCount() {
        assertEquals(PeerAuthorities.MOST,
                PeerAuthorities.of(Filled.NAMES.names(ROOM).subList(0, PeerAuthorities.MOST)).length);
        assertNull(PeerAuthorities.of(Filled.NAMES.names(ROOM).subList(0, PeerAuthorities.MOST + 1)));
    }

    @ParameterizedTest
    @EnumSource(Filled.class)
    void theCostIsThatOfTheBytes(Filled filled) {
        for (int bytes : new int[] {2_000, ROOM}) {
            List<Opaque> names = filled.names(bytes);
            long first = allocated(names);
            long cost = Math.min(first, allocated(names));
            long most = (long) A_NAME * Math.min(PeerAuthorities.MOST, names.size()) + (long) A_BYTE * bytes;
            assertTrue(cost < most, filled + ": " + cost + " bytes for " + names.size() + " names");
        }
    }

    private static long allocated(List<Opaque> names) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        PeerAuthorities.of(names);
        return threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
    }

    /** Names are equal as the JDK's are: whatever their string types, letter cases and spaces. */
    @Test
    void issuersAreFoundByMeaning() {
        TestPki root = TestPki.root("CN=Root, O=Some Authority");
        X509Certificate[] chain = {root.issue("CN=leaf", content -> {}).certificate(), root.certificate()};
        assertTrue(WantedIssuers.of(null).issued(chain));
        assertTrue(WantedIssuers.of(new Principal[0]).issued(chain));
        assertTrue(WantedIssuers.of(new Principal[] {NAME, chain[0].getIssuerX500Principal()}).issued(chain));
        assertFalse(WantedIssuers.of(new Principal[] {NAME, () -> "CN=Root, O=Some Authority", null}).issued(chain));
        X500Principal other = new X500Principal(chain[0].getIssuerX500Principal().getName().toUpperCase());
        assertEquals(other.equals(chain[0].getIssuerX500Principal()), WantedIssuers.of(new Principal[] {other})
                .issued(chain));
        assertTrue(WantedIssuers.of(new Principal[] {other}).issued(chain));
    }
}
