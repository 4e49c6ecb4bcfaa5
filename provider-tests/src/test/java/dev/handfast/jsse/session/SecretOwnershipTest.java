package dev.handfast.jsse.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.crypto.CryptoProvider;
import dev.handfast.crypto.jca.JcaCryptoProvider;
import dev.handfast.museum.AttackKind;
import dev.handfast.museum.PublishedAttack;
import dev.handfast.session.TestSessions;
import dev.handfast.session.TicketSealer;
import dev.handfast.session.TicketSecret;
import dev.handfast.session.jcache.LogLines;
import dev.handfast.tls.TicketSecretSource;
import dev.handfast.wire.Opaque;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import javax.crypto.spec.SecretKeySpec;

/** Ticket secrets belong to whoever gives them; weak ones are refused; files that all can read are told of. */
@Tag("contract")
class SecretOwnershipTest {

    private static final CryptoProvider CRYPTO = JcaCryptoProvider.standard();
    private static final byte[] PLAIN = {1, 2, 3};
    private static final int ROTATIONS = 5;

    @TempDir
    private Path directory;

    private final AtomicLong nanos = new AtomicLong();

    /** What a source does with the arrays that it gives. */
    private enum Keeping {
        /** It gives its own arrays, each time the same. */
        OWN,
        /** It gives its own arrays, and wipes a secret when it is retired. */
        OWN_WIPED_WHEN_RETIRED,
        /** It gives copies, and wipes them when it is asked next. */
        COPIES_WIPED_LATER,
        /** It gives copies, and forgets them. */
        COPIES
    }

    private static byte[] secret(int number) {
        byte[] secret = new byte[32];
        Arrays.fill(secret, (byte) number);
        secret[31] = (byte) (number + 1);
        return secret;
    }

    private static TicketSealer sealer(byte[] secret) {
        return new TicketSealer(CRYPTO, TestSessions.always(new TicketSecret(CRYPTO, secret)), 3_600_000, 86_400_000);
    }

    private TicketSealer node(TicketSecretSource source) {
        return new TicketSealer(CRYPTO, new SharedSecrets(CRYPTO, source, nanos::get), 3_600_000, 86_400_000);
    }

    private void later() {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(11));
    }

    /** The secret to seal with and the one before it, rotated again and again. */
    @ParameterizedTest
    @EnumSource(Keeping.class)
    @PublishedAttack(id = "CVE-2020-13777", victim = "GnuTLS", kind = AttackKind.RESUMPTION,
            what = "tickets are sealed with a key of zeros")
    void rotationTouchesNoArrayOfTheSource(Keeping keeping) {
        List<byte[]> owned = new ArrayList<>(List.of(secret(1)));
        List<byte[]> given = new ArrayList<>();
        TicketSealer node = node(() -> {
            given.forEach(array -> Arrays.fill(array, (byte) 0));
            given.clear();
            if (keeping == Keeping.OWN || keeping == Keeping.OWN_WIPED_WHEN_RETIRED) {
                return List.copyOf(owned);
            }
            List<byte[]> copies = owned.stream().map(byte[]::clone).toList();
            if (keeping == Keeping.COPIES_WIPED_LATER) {
                given.addAll(copies);
            }
            return copies;
        });
        for (int number = 2; number < 2 + ROTATIONS; number++) {
            owned.add(0, secret(number));
            if (owned.size() > 2) {
                byte[] retired = owned.remove(2);
                assertArrayEquals(secret(number - 2), retired, "the retired secret is the source's");
                if (keeping == Keeping.OWN_WIPED_WHEN_RETIRED) {
                    Arrays.fill(retired, (byte) 0);
                }
            }
            later();
            // Another process, with copies of its own, opens what this one seals, and the other way round.
            Opaque ticket = node.seal(PLAIN, 0);
            assertArrayEquals(PLAIN, sealer(secret(number)).open(ticket, 0), "rotation " + number);
            assertArrayEquals(PLAIN, node.open(sealer(secret(number - 1)).seal(PLAIN, 0), 0), "rotation " + number);
            if (number > 2) {
                assertNull(node.open(sealer(secret(number - 2)).seal(PLAIN, 0), 0), "a retired secret");
            }
            for (int i = 0; i < owned.size(); i++) {
                assertArrayEquals(secret(number - i), owned.get(i), "rotation " + number + ", secret " + i);
            }
        }
    }

    static List<byte[]> weak() {
        byte[] ones = new byte[48];
        Arrays.fill(ones, (byte) 0xff);
        return List.of(new byte[32], new byte[64], ones, new byte[0], Arrays.copyOf(secret(1), 31));
    }

    @ParameterizedTest
    @MethodSource("weak")
    @PublishedAttack(id = "CVE-2020-13777", victim = "GnuTLS", kind = AttackKind.RESUMPTION,
            what = "tickets are sealed with a key of zeros")
    void aWeakSecretIsRefusedAndThoseAtHandStay(byte[] weak) {
        List<List<byte[]>> answers = new ArrayList<>(List.of(List.of(secret(1))));
        TicketSealer node = node(() -> answers.get(0));
        Opaque ticket = node.seal(PLAIN, 0);
        try (LogLines log = new LogLines(SharedSecrets.class.getName(), "ticket secrets")) {
            for (List<byte[]> bad : List.of(List.of(weak), List.of(secret(2), weak), List.of(weak, secret(2)))) {
                answers.set(0, bad);
                later();
                assertArrayEquals(PLAIN, node.open(ticket, 0));
                assertArrayEquals(PLAIN, sealer(secret(1)).open(node.seal(PLAIN, 0), 0));
            }
            assertEquals(1, log.all().size(), () -> log.all().toString());
            answers.set(0, List.of(secret(3)));
            later();
            assertArrayEquals(PLAIN, sealer(secret(3)).open(node.seal(PLAIN, 0), 0));
        }
    }

    @ParameterizedTest
    @MethodSource("weak")
    void withAWeakSecretAloneThereAreNoTickets(byte[] weak) {
        try (LogLines log = new LogLines(SharedSecrets.class.getName(), "no tickets are given out")) {
            TicketSealer node = node(() -> List.of(weak));
            assertNull(node.seal(PLAIN, 0));
            later();
            assertNull(node.seal(PLAIN, 0));
            assertEquals(1, log.all().size(), () -> log.all().toString());
        }
    }

    @Test
    void aKeyStoreEntryGivesCopies() throws Exception {
        char[] password = "password".toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("tickets", new SecretKeySpec(secret(1), "AES"), password, null);
        TicketSecretSource source = TicketSecretSource.keyStoreEntry(store, "tickets", password);
        assertArrayEquals("password".toCharArray(), password, "the password is the caller's");
        byte[] first = source.read().get(0);
        byte[] second = source.read().get(0);
        assertNotSame(first, second);
        Arrays.fill(first, (byte) 0);
        assertArrayEquals(secret(1), source.read().get(0));
    }

    @Test
    void linesOfAFileEndAsTheyLike() throws IOException {
        String one = Base64.getEncoder().encodeToString(secret(1));
        String two = Base64.getEncoder().encodeToString(secret(2));
        Path file = directory.resolve("tickets");
        for (String end : List.of("\n", "\r\n", "\r", " # today's\n", "\t\n\n")) {
            Files.write(file, ("# \u00fcber" + end + one + end + "  " + two).getBytes(StandardCharsets.UTF_8));
            List<byte[]> read = SecretFile.read(file);
            assertEquals(2, read.size());
            assertArrayEquals(secret(1), read.get(0));
            assertArrayEquals(secret(2), read.get(1));
        }
    }

    /** What is read of a file is nobody else's: it is wiped whether it is new, known, too weak or no list at all. */
    @Test
    void whatIsReadOfAFileIsWiped() {
        List<byte[]> read = new ArrayList<>();
        SharedSecrets secrets = new SharedSecrets(CRYPTO, () -> read, true, nanos::get);
        List<List<byte[]>> contents = List.of(List.of(secret(1)), List.of(secret(1), secret(2)), List.of(secret(2)),
                List.of(secret(3), new byte[32]), List.of(secret(4), new byte[] {1, 2}));
        for (List<byte[]> content : contents) {
            read.clear();
            read.addAll(content);
            later();
            assertTrue(secrets.current().size() < 3);
            for (byte[] one : content) {
                assertArrayEquals(new byte[one.length], one);
            }
        }
        assertEquals(1, secrets.current().size(), "those at hand stay");
    }

    /** Its keys are kept, so those of a secret that is read again and again must be the first ones. */
    @Test
    void aSecretThatIsReadAgainIsNotMadeAgain() {
        SharedSecrets secrets = new SharedSecrets(CRYPTO, () -> List.of(secret(1), secret(2)), nanos::get);
        List<TicketSecret> first = secrets.current();
        for (int i = 0; i < ROTATIONS; i++) {
            later();
            assertEquals(first, secrets.current());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r--r--", "rw----r--", "rw-----w-", "rwxrwxrwx", "rw-------", "rw-r-----", "r--------"})
    void aFileThatOthersCanReadIsToldOfOnce(String granted) throws IOException {
        Path file = directory.resolve("tickets");
        Assumptions.assumeTrue(file.getFileSystem().supportedFileAttributeViews().contains("posix"));
        Files.writeString(file, Base64.getEncoder().encodeToString(secret(1)));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(granted));
        try (LogLines log = new LogLines(SecretFile.class.getName(), file.toString())) {
            for (int i = 0; i < 3; i++) {
                assertEquals(1, SecretFile.read(file).size());
            }
            boolean open = !granted.startsWith("--", 6);
            assertEquals(open ? 1 : 0, log.all().size(), () -> log.all().toString());
            assertTrue(log.all().stream().allMatch(line -> line.startsWith("WARN")));
        }
    }
}
