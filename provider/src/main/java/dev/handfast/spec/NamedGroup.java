package dev.handfast.spec;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A group for key agreement (RFC 9846 sections 4.3.7 and 9.1 and appendix B.3.1.4, RFC 7919, RFC 8422; the ML-KEM
 * hybrids of draft-ietf-tls-ecdhe-mlkem).
 */
public final class NamedGroup extends CodePoint {

    /** What kind of agreement a group stands for. */
    public enum Kind {
        /** A curve of NIST, uncompressed points. */
        ECDHE,
        /** X25519 or X448 (RFC 7748). */
        XDH,
        /** A finite field of RFC 7919. */
        FFDHE,
        /** ML-KEM beside an elliptic curve; TLS 1.3 only. */
        HYBRID
    }

    private static final Registry<NamedGroup> KNOWN = new Registry<>();

    public static final NamedGroup SECP256R1 = known(23, "secp256r1", Kind.ECDHE, 65, 65);
    public static final NamedGroup SECP384R1 = known(24, "secp384r1", Kind.ECDHE, 97, 97);
    public static final NamedGroup SECP521R1 = known(25, "secp521r1", Kind.ECDHE, 133, 133);
    public static final NamedGroup X25519 = known(29, "x25519", Kind.XDH, 32, 32);
    public static final NamedGroup X448 = known(30, "x448", Kind.XDH, 56, 56);
    public static final NamedGroup FFDHE2048 = known(256, "ffdhe2048", Kind.FFDHE, 256, 256);
    public static final NamedGroup FFDHE3072 = known(257, "ffdhe3072", Kind.FFDHE, 384, 384);
    public static final NamedGroup FFDHE4096 = known(258, "ffdhe4096", Kind.FFDHE, 512, 512);
    /** P-256 first, ML-KEM-768 second, in shares and in the secret. */
    public static final NamedGroup SECP256R1_MLKEM768 = known(0x11eb, "SecP256r1MLKEM768", Kind.HYBRID, 65 + 1184,
            65 + 1088);
    /** ML-KEM-768 first, X25519 second, in shares and in the secret. */
    public static final NamedGroup X25519_MLKEM768 = known(0x11ec, "X25519MLKEM768", Kind.HYBRID, 1184 + 32, 1088 + 32);
    /** P-384 first, ML-KEM-1024 second, in shares and in the secret. */
    public static final NamedGroup SECP384R1_MLKEM1024 = known(0x11ed, "SecP384r1MLKEM1024", Kind.HYBRID, 97 + 1568,
            97 + 1568);

    private final @Nullable Kind kind;
    private final int clientShareLength;
    private final int serverShareLength;

    private NamedGroup(int value, @Nullable String name, @Nullable Kind kind, int clientShareLength,
            int serverShareLength) {
        super(value, name);
        this.kind = kind;
        this.clientShareLength = clientShareLength;
        this.serverShareLength = serverShareLength;
    }

    /** The group with a value, known or not. */
    public static NamedGroup of(int value) {
        NamedGroup known = KNOWN.get(value);
        return known != null ? known : new NamedGroup(value, null, null, 0, 0);
    }

    /** The group with IANA's name, in any case, or null if it is not known here. */
    public static @Nullable NamedGroup named(String name) {
        for (NamedGroup group : KNOWN.all()) {
            if (group.toString().equalsIgnoreCase(name)) {
                return group;
            }
        }
        return null;
    }

    /** Every known group, by value. */
    public static List<NamedGroup> usable() {
        List<NamedGroup> all = new ArrayList<>();
        for (NamedGroup known : KNOWN.all()) {
            all.add(known);
        }
        return List.copyOf(all);
    }

    /** What kind of agreement; null for unknown groups. */
    public @Nullable Kind kind() {
        return kind;
    }

    /** Whether TLS 1.2 can use the group: hybrids need TLS 1.3's key_share. */
    public boolean isFor(ProtocolVersion version) {
        return isKnown() && (kind != Kind.HYBRID || version.equals(ProtocolVersion.TLS_1_3));
    }

    /** Bytes of a client's share, exactly. */
    public int clientShareLength() {
        return clientShareLength;
    }

    /** Bytes of a server's share, exactly. */
    public int serverShareLength() {
        return serverShareLength;
    }

    private static NamedGroup known(int value, String name, Kind kind, int client, int server) {
        return KNOWN.add(new NamedGroup(value, name, kind, client, server));
    }
}
