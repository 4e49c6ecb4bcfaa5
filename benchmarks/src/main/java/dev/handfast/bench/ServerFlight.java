package dev.handfast.bench;

import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.WireReader;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What a server's handshake was, read off the wire rather than asked of either implementation: version and group
 * negotiated, and whether it was a full handshake in one round trip.
 *
 * @param version  {@code TLSv1.3} or {@code TLSv1.2}
 * @param group    the group's name, or its code point in hex; null in TLS 1.2 without a ServerKeyExchange
 * @param resumed  whether a session was resumed: by PSK in TLS 1.3, by an abbreviated handshake in TLS 1.2
 * @param retried  whether the server sent a HelloRetryRequest
 */
record ServerFlight(String version, String group, boolean resumed, boolean retried) {

    private static final int CONTENT_HANDSHAKE = 22;
    private static final int SERVER_HELLO = 2;
    private static final int CERTIFICATE = 11;
    private static final int SERVER_KEY_EXCHANGE = 12;
    private static final int EXTENSION_PRE_SHARED_KEY = 41;
    private static final int EXTENSION_SUPPORTED_VERSIONS = 43;
    private static final int EXTENSION_KEY_SHARE = 51;
    private static final int NAMED_CURVE = 3;

    private static final Map<Integer, String> GROUPS = Map.ofEntries(
            Map.entry(0x0017, "secp256r1"), Map.entry(0x0018, "secp384r1"), Map.entry(0x0019, "secp521r1"),
            Map.entry(0x001d, "x25519"), Map.entry(0x001e, "x448"), Map.entry(0x0100, "ffdhe2048"),
            Map.entry(0x11eb, "SecP256r1MLKEM768"), Map.entry(0x11ec, "X25519MLKEM768"),
            Map.entry(0x11ed, "SecP384r1MLKEM1024"));

    /** The first bytes of SHA-256("HelloRetryRequest"), the random of one (RFC 9846 section 4.2.3). */
    private static final byte[] RETRY_RANDOM = {(byte) 0xcf, 0x21, (byte) 0xad, 0x74, (byte) 0xe5, (byte) 0x9a, 0x61,
        0x11};

    /** Reads all that a server has sent, from its first byte. */
    static ServerFlight read(byte[] sent) throws MalformedInput {
        boolean isTls13 = false;
        boolean isResumedByPsk = false;
        boolean retried = false;
        boolean hasCertificate = false;
        Integer group = null;
        WireReader messages = plaintextHandshake(sent);
        while (messages.remaining() >= 4) {
            int type = messages.u8();
            WireReader body = messages.vec24("handshake message");
            if (type == SERVER_HELLO) {
                body.u16();
                retried |= Arrays.equals(Arrays.copyOf(body.bytes(32), 8), RETRY_RANDOM);
                body.opaque8();
                body.u16();
                body.u8();
                WireReader extensions = body.hasMore() ? body.vec16("extensions") : body;
                while (extensions.hasMore()) {
                    int extension = extensions.u16();
                    WireReader value = extensions.vec16("extension");
                    isTls13 |= extension == EXTENSION_SUPPORTED_VERSIONS;
                    isResumedByPsk |= extension == EXTENSION_PRE_SHARED_KEY;
                    if (extension == EXTENSION_KEY_SHARE) {
                        group = value.u16();
                    }
                }
                if (isTls13 && !retried) {
                    break;
                }
            } else if (type == CERTIFICATE) {
                hasCertificate = true;
            } else if (type == SERVER_KEY_EXCHANGE && body.u8() == NAMED_CURVE) {
                group = body.u16();
            }
        }
        String name = group == null ? null : GROUPS.getOrDefault(group, "0x" + Integer.toHexString(group));
        return new ServerFlight(isTls13 ? "TLSv1.3" : "TLSv1.2", name,
                isTls13 ? isResumedByPsk : !hasCertificate, retried);
    }

    /** In what this flight is not what the plan asked for, one line each; empty if it is. */
    List<String> differencesFrom(Plan plan) {
        List<String> differences = new ArrayList<>();
        if (!version.equals(plan.version())) {
            differences.add("negotiated " + version + " instead of " + plan.version());
        }
        boolean hasGroup = plan.isTls13() || !plan.resumed();
        if (hasGroup && !plan.group().equals(group)) {
            differences.add("negotiated group " + group + " instead of " + plan.group());
        }
        if (resumed != plan.resumed()) {
            differences.add(resumed ? "resumed a session in what should be a full handshake" : "resumed no session");
        }
        if (retried) {
            differences.add("took a HelloRetryRequest");
        }
        return differences;
    }

    /** The handshake records before the first ChangeCipherSpec or encrypted record, joined. */
    private static WireReader plaintextHandshake(byte[] sent) throws MalformedInput {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        WireReader records = new WireReader(sent, "records of the server");
        while (records.remaining() >= 5 && records.u8() == CONTENT_HANDSHAKE) {
            records.u16();
            joined.writeBytes(records.vec16("fragment").rest().toBytes());
        }
        return new WireReader(joined.toByteArray(), "handshake messages of the server");
    }
}
