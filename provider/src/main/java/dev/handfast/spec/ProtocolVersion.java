package dev.handfast.spec;

import org.jspecify.annotations.Nullable;

/** A protocol version (RFC 9846 section 4.3.1 and appendix E). */
public final class ProtocolVersion extends CodePoint {

    private static final Registry<ProtocolVersion> KNOWN = new Registry<>();

    public static final ProtocolVersion SSL_3_0 = known(0x0300, "SSLv3");
    public static final ProtocolVersion TLS_1_0 = known(0x0301, "TLSv1");
    public static final ProtocolVersion TLS_1_1 = known(0x0302, "TLSv1.1");
    public static final ProtocolVersion TLS_1_2 = known(0x0303, "TLSv1.2");
    public static final ProtocolVersion TLS_1_3 = known(0x0304, "TLSv1.3");

    private ProtocolVersion(int value, @Nullable String name) {
        super(value, name);
    }

    /** The version with a value, known or not. */
    public static ProtocolVersion of(int value) {
        ProtocolVersion known = KNOWN.get(value);
        return known != null ? known : new ProtocolVersion(value, null);
    }

    /** The version JSSE calls by a name such as {@code "TLSv1.2"}, or null if there is none. */
    public static @Nullable ProtocolVersion named(String jsseName) {
        for (ProtocolVersion version : KNOWN.all()) {
            if (version.toString().equals(jsseName)) {
                return version;
            }
        }
        return null;
    }

    private static ProtocolVersion known(int value, String name) {
        return KNOWN.add(new ProtocolVersion(value, name));
    }
}
