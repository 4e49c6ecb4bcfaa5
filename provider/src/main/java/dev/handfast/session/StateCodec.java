package dev.handfast.session;

import dev.handfast.crypto.CryptoProvider;
import dev.handfast.crypto.Secret;
import dev.handfast.der.DerWeight;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.SignatureScheme;
import dev.handfast.tls.PeerIdentity;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.ObjectPool;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * A server's {@link ResumptionState} to and from bytes, which are secret. What this side has shown goes by fingerprint.
 */
final class StateCodec {

    // struct {
    //     uint8 format = 2;
    //     uint16 version; uint16 suite; uint16 group;      group is 0 if there is none
    //     uint8 extended_master_secret;
    //     opaque secret<0..255>;
    //     uint64 created_at; uint64 issued_at;             milliseconds since 1970
    //     uint32 lifetime; uint32 age_add; uint32 early_data_limit; opaque guard<0..255>;
    //     opaque identity<0..255>;
    //     opaque requested_name<0..2^16-1>;                UTF-8
    //     opaque application_protocol<0..255>;
    //     uint16 peer_scheme; uint16 local_scheme;         0 if there is none
    //     opaque shown<0..255>;                            fingerprint of what this side has shown
    //     uint8 peer_kind;
    //     select (peer_kind) {
    //         case 0: ;                                    the peer has shown nothing
    //         case 1: opaque chain<0..2^24-1>;             of opaque certificate<0..2^24-1>
    //     };
    // } State;

    private static final int FORMAT = 2;
    private static final int NOBODY = 0;
    private static final int CERTIFICATES = 1;

    /** Bytes of nearly every state without a client's chain; the writer of a longer one is not kept. */
    private static final int ROOM = 512;

    private static final ObjectPool<WireWriter> WRITERS = new ObjectPool<>(16) {
        @Override
        protected WireWriter make() {
            return new WireWriter(ROOM);
        }
    };

    private final CryptoProvider crypto;
    private final ShownIdentities shown;

    StateCodec(CryptoProvider crypto, ShownIdentities shown) {
        this.crypto = crypto;
        this.shown = shown;
    }

    /** The bytes, to be wiped by the caller. */
    byte[] encode(ResumptionState state) {
        SessionState facts = state.facts();
        ResumptionState.Terms terms = state.terms();
        WireWriter out = WRITERS.take();
        out.u8(FORMAT).u16(facts.version().value()).u16(facts.suite().value())
                .u16(facts.group() == null ? 0 : facts.group().value())
                .u8(facts.extendedMasterSecret() ? 1 : 0);
        int mark = out.open8();
        out.bytes(state.secret().bytes()).close(mark);
        out.u64(facts.createdAt()).u64(terms.issuedAt()).u32(terms.lifetimeSeconds()).u32(terms.ageAdd())
                .u32(terms.earlyDataLimit()).opaque8(terms.guard()).opaque8(facts.identity());
        mark = out.open16();
        if (facts.requestedName() != null) {
            out.bytes(facts.requestedName().getBytes(StandardCharsets.UTF_8));
        }
        out.close(mark);
        out.opaque8(facts.applicationProtocol() == null ? Opaque.EMPTY : facts.applicationProtocol());
        out.u16(number(facts.peerScheme())).u16(number(facts.localScheme()));
        out.opaque8(shown.remember(facts.local()));
        write(facts.peer(), out);
        byte[] encoded = out.toBytes();
        out.wipe();
        if (encoded.length <= ROOM) {
            WRITERS.give(out);
        }
        return encoded;
    }

    private static void write(PeerIdentity peer, WireWriter out) {
        if (!peer.isKnown()) {
            out.u8(NOBODY);
            return;
        }
        int mark = out.u8(CERTIFICATES).open24();
        for (X509Certificate certificate : peer.certificates()) {
            int one = out.open24();
            out.bytes(ResumptionState.encoded(certificate)).close(one);
        }
        out.close(mark);
    }

    /** The state, or null if the bytes are of another format. */
    @Nullable
    ResumptionState decode(byte[] encoded) {
        try {
            return read(new WireReader(encoded, "session state"));
        } catch (MalformedInput | CertificateException e) {
            return null;
        }
    }

    private ResumptionState read(WireReader in) throws MalformedInput, CertificateException {
        if (in.u8() != FORMAT) {
            throw new MalformedInput("session state of another format");
        }
        SessionState.Builder facts = SessionState.begun(0).change()
                .version(ProtocolVersion.of(in.u16()))
                .suite(CipherSuite.of(in.u16()));
        int group = in.u16();
        facts.group(group == 0 ? null : NamedGroup.of(group)).extendedMasterSecret(in.u8() == 1);
        WireReader secret = in.vec8("secret");
        byte[] secretBytes = secret.bytes(secret.remaining());
        facts.createdAt(in.u64());
        ResumptionState.Terms terms = new ResumptionState.Terms(in.u64(), (int) in.u32(), in.u32(), in.u32(),
                in.opaque8());
        facts.identity(in.opaque8());
        Opaque name = in.opaque16();
        facts.requestedName(name.isEmpty() ? null : new String(name.toBytes(), StandardCharsets.UTF_8));
        Opaque protocol = in.opaque8();
        facts.applicationProtocol(protocol.isEmpty() ? null : protocol);
        facts.peerScheme(scheme(in.u16())).localScheme(scheme(in.u16()));
        facts.local(shown.find(in.opaque8()));
        readPeer(in, facts);
        in.end();
        return new ResumptionState(facts.build(), Secret.adopt(secretBytes), Opaque.EMPTY, terms);
    }

    private void readPeer(WireReader in, SessionState.Builder facts) throws MalformedInput, CertificateException {
        int kind = in.u8();
        if (kind == NOBODY) {
            return;
        }
        if (kind != CERTIFICATES) {
            throw new MalformedInput("session state of a peer of another kind");
        }
        WireReader certificates = in.vec24("chain");
        List<X509Certificate> chain = new ArrayList<>();
        long weight = 0;
        while (certificates.hasMore()) {
            Opaque encoded = certificates.opaque24();
            chain.add(crypto.certificate(encoded));
            weight += DerWeight.ofJca(encoded);
        }
        facts.peer(PeerIdentity.ofChain(chain), weight);
    }

    private static int number(@Nullable SignatureScheme scheme) {
        return scheme == null ? 0 : scheme.value();
    }

    private static @Nullable SignatureScheme scheme(int number) {
        return number == 0 ? null : SignatureScheme.of(number);
    }
}
