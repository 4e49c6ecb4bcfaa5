package dev.handfast.jsse.fetch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.handfast.crypto.bc.CmsBundle;
import dev.handfast.der.DerWriter;
import dev.handfast.der.Tag;
import dev.handfast.jsse.pkix.TestRevocation;
import dev.handfast.jsse.revocation.CrlCache;
import dev.handfast.pki.TestPki;
import dev.handfast.pki.cert.CrlReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.security.cert.CRLException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.cert.X509CRLHolder;
import org.bouncycastle.cms.CMSAbsentContent;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.junit.jupiter.api.Test;

/** Files of revocation lists, which nobody has vouched for when they are read. */
@org.junit.jupiter.api.Tag("contract")
class CrlFileTest {

    private static final TestPki ROOT = TestPki.root("CN=root");
    private static final HexFormat HEX = HexFormat.of();
    private static final int ENTRIES = 20_000;

    /** What unwrapping may allocate, in sizes of the file; the JDK's objects take 40 times and more. */
    private static final int MOST = 8;

    private interface Work {
        void run() throws Exception;
    }

    @Test
    void aListInPemTakesHardlyMoreThanInDer() throws Exception {
        byte[] list = large(ENTRIES);
        byte[] pem = pem("X509 CRL", list);
        long plain = allocated(() -> CrlReader.read(list));
        long wrapped = allocated(() -> assertEquals(ENTRIES, CrlCache.read(pem).get(0).size()));
        assertTrue(wrapped - plain < (long) MOST * pem.length, wrapped - plain + " bytes more than " + plain
                + " for a file of " + pem.length);
    }

    @Test
    void bundlesAreRead() throws Exception {
        byte[] one = TestRevocation.list(ROOT, ROOT, 1, 9, null).getEncoded();
        byte[] other = TestRevocation.list(ROOT, ROOT, 2, 9, null).getEncoded();
        byte[] text = ("text\n" + new String(pem("X509 CRL", one)) + "text\r\n"
                + new String(pem("X509 CRL", other)).replace("\n", "\r\n")).getBytes();
        byte[] message = message(one, other);
        for (byte[] file : List.of(text, message, pem("PKCS7", message))) {
            List<byte[]> lists = CrlFile.lists(file);
            assertEquals(2, lists.size());
            assertTrue(lists.stream().anyMatch(each -> Arrays.equals(one, each)));
            assertTrue(lists.stream().anyMatch(each -> Arrays.equals(other, each)));
        }
        assertArrayEquals(one, CrlFile.lists(one).get(0));
    }

    @Test
    void aFileHasBounds() throws Exception {
        byte[] one = TestRevocation.list(ROOT, ROOT, 1, 9, null).getEncoded();
        String many = new String(pem("X509 CRL", one)).repeat(65);
        assertThrows(CRLException.class, () -> CrlFile.lists(many.getBytes()));
        String empty = new String(pem("PKCS7", message())).repeat(65);
        assertTrue(assertThrows(CRLException.class, () -> CrlFile.lists(empty.getBytes())).getMessage()
                .contains("more than 64 blocks"));
        byte[] large = message(large(120_000));
        assertTrue(assertThrows(CRLException.class, () -> CrlFile.lists(large)).getMessage().contains("cap"));
    }

    /** A message of the smallest elements there are becomes objects of many times its size. */
    @Test
    void aMessageOfSmallElementsTakesLittle() throws Exception {
        byte[] list = TestRevocation.list(ROOT, ROOT, 1, 9, null).getEncoded();
        for (int size : new int[] {1 << 17, 1 << 22}) {
            byte[] small = new byte[size];
            for (int i = 0; i < size; i += 2) {
                small[i] = Tag.NULL;
            }
            byte[] message = new DerWriter().sequence(info -> info.raw(HEX.parseHex("06092a864886f70d010702"))
                    .nested(Tag.constructed(0), explicit -> explicit.sequence(data -> data.integer(BigInteger.ONE)
                            .nested(Tag.SET, none -> {})
                            .sequence(content -> content.raw(HEX.parseHex("06092a864886f70d010701")))
                            .nested(Tag.constructed(0), certificates -> certificates.raw(small))
                            .nested(Tag.constructed(1), lists -> lists.raw(list)).nested(Tag.SET, none -> {}))))
                    .toBytes();
            long taken = allocated(() -> {
                if (size < 1 << 18) {
                    assertEquals(1, CrlFile.lists(message).size());
                } else {
                    String lists = assertThrows(CRLException.class, () -> CrlFile.lists(message)).getMessage();
                    String issuers = assertThrows(IOException.class, () -> CmsBundle.certificates(message))
                            .getMessage();
                    assertTrue(lists.contains("above the cap of 262144") && lists.equals(issuers), lists);
                }
            });
            assertTrue(taken < 32 << 20, taken + " bytes for " + size);
        }
    }

    private static long allocated(Work work) throws Exception {
        work.run();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(thread);
        work.run();
        return threads.getThreadAllocatedBytes(thread) - before;
    }

    private static byte[] pem(String type, byte[] content) {
        return ("-----BEGIN " + type + "-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
                + "\n-----END " + type + "-----\n").getBytes();
    }

    private static byte[] message(byte[]... lists) throws Exception {
        CMSSignedDataGenerator message = new CMSSignedDataGenerator();
        for (byte[] list : lists) {
            message.addCRL(new X509CRLHolder(list));
        }
        return message.generate(new CMSAbsentContent()).getEncoded();
    }

    /** An unsigned list with a certificate issuer in each entry. */
    private static byte[] large(int count) {
        byte[] name = ROOT.certificate().getSubjectX500Principal().getEncoded();
        byte[] algorithm = HEX.parseHex("300a06082a8648ce3d040302");
        byte[] issuer = new DerWriter().sequence(all -> all.sequence(one -> one.raw(HEX.parseHex("0603551d1d0101ff"))
                .octets(new DerWriter().sequence(names -> names.nested(Tag.constructed(4), to -> to.raw(name)))
                        .toBytes())))
                .toBytes();
        byte[] time = HEX.parseHex("170d3235303130313030303030305a");
        return new DerWriter().sequence(list -> {
            list.sequence(tbs -> {
                tbs.integer(BigInteger.ONE).raw(algorithm).raw(name).raw(time).raw(time);
                tbs.sequence(entries -> {
                    for (int i = 0; i < count; i++) {
                        BigInteger serial = BigInteger.valueOf(1L << 24 | i);
                        entries.sequence(entry -> entry.integer(serial).raw(time).raw(issuer));
                    }
                });
            });
            list.raw(algorithm).raw(HEX.parseHex("03020000"));
        }).toBytes();
    }
}
