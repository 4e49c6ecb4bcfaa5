package dev.handfast.message.ext;

import dev.handfast.spec.ExtensionType;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;

/**
 * The encodings of points a TLS 1.2 peer reads (RFC 8422 sections 5.1.2 and 5.2).
 *
 * @param formats at least one byte, one a format
 */
public record EcPointFormats(Opaque formats) implements Extension {

    // struct {
    //     ECPointFormat ec_point_format_list<1..2^8-1>
    // } ECPointFormatList;

    /** What we send: the one format that RFC 8422 keeps. */
    public static final EcPointFormats UNCOMPRESSED_ONLY = new EcPointFormats(Opaque.copyOf(new byte[] {0}));

    public EcPointFormats {
        Ranges.length(formats, 1, 0xff, "ec_point_formats");
    }

    static EcPointFormats read(WireReader in) throws MalformedInput {
        return new EcPointFormats(Vectors.nonEmpty(in.opaque8(), in));
    }

    @Override
    public ExtensionType type() {
        return ExtensionType.EC_POINT_FORMATS;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.opaque8(formats);
    }

    /** Whether uncompressed points are among them, as RFC 8422 section 5.1.2 demands of every peer. */
    public boolean hasUncompressed() {
        for (int i = 0; i < formats.length(); i++) {
            if (formats.at(i) == 0) {
                return true;
            }
        }
        return false;
    }
}
