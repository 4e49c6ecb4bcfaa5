package dev.handfast.handshake.server;

import dev.handfast.crypto.CryptoProvider;
import dev.handfast.crypto.Hash;
import dev.handfast.message.ClientHello;
import dev.handfast.message.MessageCodecs;
import dev.handfast.message.ext.Extensions;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.ExtensionType;
import dev.handfast.spec.HashAlgorithm;
import dev.handfast.spec.NamedGroup;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;

/**
 * All that a server needs to remember of a first ClientHello and its HelloRetryRequest (RFC 9846 section 4.2.4); it
 * lives in the cookie.
 *
 * @param firstHello the transcript hash of the first ClientHello
 * @param invariant a hash of what the second may not change
 * @param resumes whether the first offers sessions
 * @param mintedAt milliseconds since 1970
 */
record RetryState(CipherSuite suite, NamedGroup group, Opaque firstHello, Opaque invariant, boolean resumes,
        long mintedAt) {

    /** How long a client may take for its second ClientHello; SunJSSE has no limit, OpenSSL takes 10 minutes. */
    static final long LIFETIME_MILLIS = 600_000;

    /**
     * encrypted_client_hello, which is not read here: a client that knows what it offers encrypts its second hello anew
     * (RFC 9849 section 6.1.5).
     */
    private static final ExtensionType ENCRYPTED_CLIENT_HELLO = ExtensionType.of(0xfe0d);

    private static final ExtensionType[] MAY_CHANGE = {ExtensionType.KEY_SHARE, ExtensionType.EARLY_DATA,
        ExtensionType.COOKIE, ExtensionType.PRE_SHARED_KEY, ExtensionType.PADDING, ENCRYPTED_CLIENT_HELLO};

    /** The hash of what RFC 9846 section 4.2.2 forbids a second ClientHello to change. */
    static Opaque invariantOf(ClientHello hello, CryptoProvider crypto) {
        Extensions fixed = hello.extensions();
        for (ExtensionType type : MAY_CHANGE) {
            fixed = fixed.without(type);
        }
        ClientHello same = new ClientHello(hello.legacyVersion(), hello.random(), hello.sessionId(), hello.suites(),
                hello.compressionMethods(), fixed);
        Hash hash = crypto.hash(HashAlgorithm.SHA256);
        hash.update(MessageCodecs.write(same));
        return Opaque.adopt(hash.finish());
    }

    /** The bytes that go into the cookie. */
    byte[] encode() {
        return new WireWriter(128).u16(suite.value()).u16(group.value()).u64(mintedAt)
                .u8(resumes ? 1 : 0).opaque8(firstHello).opaque8(invariant).toBytes();
    }

    /** From the bytes of a cookie that this side has authenticated. */
    static RetryState decode(byte[] encoded) throws MalformedInput {
        WireReader in = new WireReader(encoded, "cookie");
        CipherSuite suite = CipherSuite.of(in.u16());
        NamedGroup group = NamedGroup.of(in.u16());
        long mintedAt = in.u64();
        boolean resumes = in.u8() == 1;
        RetryState state = new RetryState(suite, group, in.opaque8(), in.opaque8(), resumes, mintedAt);
        in.end();
        return state;
    }
}
