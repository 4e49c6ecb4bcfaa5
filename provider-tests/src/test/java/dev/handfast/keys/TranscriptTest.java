package dev.handfast.keys;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.crypto.CryptoProvider;
import dev.handfast.crypto.jca.JcaCryptoProvider;
import dev.handfast.spec.HashAlgorithm;
import dev.handfast.wire.Bytes;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The transcript against {@code MessageDigest} (RFC 9846 section 4.1). */
@Tag("unit")
class TranscriptTest {

    private static final byte[] FIRST = {1, 0, 0, 2, 3, 3};
    private static final byte[] RETRY = {2, 0, 0, 1, 7};
    private static final byte[] SECOND = {1, 0, 0, 3, 5, 5, 5};

    private final CryptoProvider crypto = JcaCryptoProvider.standard();
    private Transcript transcript;

    @BeforeEach
    void begin() {
        transcript = new Transcript();
    }

    @ParameterizedTest
    @EnumSource(value = HashAlgorithm.class, names = {"SHA256", "SHA384"})
    void hashesWhatCameBeforeAndAfterItsStart(HashAlgorithm hash) throws NoSuchAlgorithmException {
        assertThrows(IllegalStateException.class, transcript::hash);
        transcript.add(FIRST);
        assertFalse(transcript.isStarted());
        transcript.start(crypto.hash(hash));
        assertTrue(transcript.isStarted());
        assertArrayEquals(digest(hash, FIRST), transcript.hash());
        transcript.add(RETRY);
        assertArrayEquals(digest(hash, FIRST, RETRY), transcript.hash());
        assertArrayEquals(digest(hash, FIRST, RETRY, SECOND), transcript.hashWith(SECOND));
        assertArrayEquals(digest(hash, FIRST, RETRY), transcript.hash());
        assertThrows(IllegalStateException.class, transcript::messages);
        assertThrows(IllegalStateException.class, () -> transcript.start(crypto.hash(hash)));
    }

    @ParameterizedTest
    @EnumSource(value = HashAlgorithm.class, names = {"SHA256", "SHA384"})
    void replacesTheFirstHelloAfterARetry(HashAlgorithm hash) throws NoSuchAlgorithmException {
        transcript.add(FIRST);
        assertThrows(IllegalStateException.class, () -> transcript.replaceFirstHello(crypto.hash(hash)));
        transcript.start(crypto.hash(hash));
        transcript.replaceFirstHello(crypto.hash(hash));
        transcript.add(RETRY);
        byte[] first = digest(hash, FIRST);
        byte[] header = {(byte) 254, 0, 0, (byte) hash.length()};
        assertArrayEquals(digest(hash, header, first, RETRY, SECOND), transcript.hashWith(SECOND));
        transcript.add(SECOND);
        assertArrayEquals(digest(hash, header, first, RETRY, SECOND), transcript.hash());
        assertThrows(IllegalStateException.class, () -> transcript.replaceFirstHello(crypto.hash(hash)));

        Transcript stateless = Transcript.afterRetry(crypto.hash(hash), first);
        stateless.add(RETRY);
        stateless.add(SECOND);
        assertArrayEquals(transcript.hash(), stateless.hash());
    }

    @ParameterizedTest
    @EnumSource(value = HashAlgorithm.class, names = {"SHA256", "SHA384"})
    void keepsMessagesForCertificateVerifyUntilToldToForget(HashAlgorithm hash) throws NoSuchAlgorithmException {
        transcript.add(FIRST);
        assertArrayEquals(digest(hash, FIRST, SECOND), transcript.hashWith(crypto, hash, SECOND, SECOND.length));
        transcript.startKeeping(crypto.hash(hash));
        transcript.add(RETRY);
        assertArrayEquals(Bytes.concat(FIRST, RETRY), transcript.messages());
        transcript.forgetMessages();
        assertThrows(IllegalStateException.class, transcript::messages);
        assertThrows(IllegalStateException.class, () -> transcript.hashWith(crypto, hash, SECOND, SECOND.length));
        assertArrayEquals(digest(hash, FIRST, RETRY), transcript.hash());
    }

    @ParameterizedTest
    @EnumSource(value = HashAlgorithm.class, names = {"SHA256", "SHA384"})
    void endsWithItsLastHash(HashAlgorithm hash) throws NoSuchAlgorithmException {
        transcript.add(FIRST);
        transcript.start(crypto.hash(hash));
        transcript.add(RETRY);
        assertArrayEquals(digest(hash, FIRST, RETRY), transcript.finish());
        assertThrows(IllegalStateException.class, transcript::hash);
    }

    @ParameterizedTest
    @EnumSource(value = HashAlgorithm.class, names = {"SHA256", "SHA384"})
    void endsWithAHashThatHasBeenAskedForBefore(HashAlgorithm hash) throws NoSuchAlgorithmException {
        transcript.add(FIRST);
        transcript.start(crypto.hash(hash));
        assertArrayEquals(digest(hash, FIRST), transcript.hash());
        assertArrayEquals(digest(hash, FIRST), transcript.finish());
        assertThrows(IllegalStateException.class, () -> transcript.hashWith(SECOND));
    }

    private static byte[] digest(HashAlgorithm hash, byte[]... parts) throws NoSuchAlgorithmException {
        return MessageDigest.getInstance(hash.digestName()).digest(Bytes.concat(parts));
    }
}
