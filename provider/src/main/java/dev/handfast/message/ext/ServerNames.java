package dev.handfast.message.ext;

import dev.handfast.spec.ExtensionType;
import dev.handfast.spec.Fault;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Ascii;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;
import org.jspecify.annotations.Nullable;
import java.net.IDN;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The names a client wants to reach (RFC 6066 section 3, RFC 9846 section 9.2): in practice one host name.
 *
 * @param names at least one, at most one of each type; exactly as sent
 */
public record ServerNames(List<Name> names) implements Extension {

    // struct {
    //     NameType name_type;
    //     select (name_type) {
    //         case host_name: HostName;
    //     } name;
    // } ServerName;
    // enum { host_name(0), (255) } NameType;
    // opaque HostName<1..2^16-1>;
    // struct {
    //     ServerName server_name_list<1..2^16-1>
    // } ServerNameList;
    // "all future data structures associated with new NameTypes MUST begin with a 16-bit length field"

    /** NameType host_name. */
    public static final int HOST_NAME = 0;

    /** Longest host name: the DNS allows 255 bytes (RFC 1035 section 2.3.4). */
    private static final int MAX_HOST_NAME = 255;

    /**
     * One name.
     *
     * @param nameType {@link #HOST_NAME}, or another type, which is kept and ignored
     * @param bytes at least one
     */
    public record Name(int nameType, Opaque bytes) {
        public Name {
            Ranges.u8(nameType, "name_type");
            Ranges.length(bytes, 1, 0xffff, "server name");
        }
    }

    public ServerNames {
        names = Ranges.size(names, 1, 256, "server_name");
    }

    /**
     * One host name.
     *
     * @param hostName letters of ASCII (A-labels), no dot at the end
     * @throws IllegalArgumentException if the name may not stand in the extension
     */
    public static ServerNames of(String hostName) {
        if (!isHostName(hostName)) {
            throw new IllegalArgumentException("server_name: expected a host name of 1 to 255 visible ASCII letters"
                    + " (A-labels) without a dot at its end");
        }
        byte[] bytes = hostName.getBytes(StandardCharsets.US_ASCII);
        return new ServerNames(List.of(new Name(HOST_NAME, Opaque.adopt(bytes))));
    }

    static ServerNames read(WireReader in) throws MalformedInput, TlsFault {
        WireReader list = in.vec16("server_name");
        Vectors.needsOne(list);
        List<Name> names = new ArrayList<>(1);
        while (list.hasMore()) {
            Name name = new Name(list.u8(), Vectors.nonEmpty(list.opaque16(), list));
            // RFC 6066 section 3: "MUST NOT contain more than one name of the same name_type", so at most 256
            if (find(names, name.nameType()) != null) {
                throw new TlsFault(Fault.PARAMETER_ILLEGAL,
                        "server_name: expected one name a type, came two of type " + name.nameType());
            }
            names.add(name);
        }
        return new ServerNames(names);
    }

    @Override
    public ExtensionType type() {
        return ExtensionType.SERVER_NAME;
    }

    @Override
    public void writeBody(WireWriter out) {
        int mark = out.open16();
        for (Name name : names) {
            out.u8(name.nameType()).opaque16(name.bytes());
        }
        out.close(mark);
    }

    /**
     * The host name, or null if the list holds none that can be read. RFC 6066 section 3 wants A-labels without a dot
     * at the end; clients that send U-labels in UTF-8 (as RFC 4366 had it) or the dot are understood: the name that is
     * meant has the RFC's form here.
     */
    public @Nullable String hostName() {
        Name host = find(names, HOST_NAME);
        return host == null ? null : read(host.bytes().toBytes());
    }

    /** The host name that bytes of a HostName mean, or null if they cannot be read. */
    public static @Nullable String read(byte[] bytes) {
        if (bytes.length > MAX_HOST_NAME) {
            return null;
        }
        try {
            String sent = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            String ascii = Ascii.isAscii(sent) ? sent : IDN.toASCII(sent);
            String name = ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
            return isHostName(name) ? name : null;
        } catch (CharacterCodingException | IllegalArgumentException unreadable) {
            return null;
        }
    }

    /** The bytes of a host name that cannot be read; null if there is none, or it can. */
    public @Nullable Opaque unreadable() {
        Name host = find(names, HOST_NAME);
        return host == null || hostName() != null ? null : host.bytes();
    }

    /** Whether a name may stand in the extension: visible ASCII, 1 to 255 letters, no dot at the end. */
    public static boolean isHostName(String name) {
        return !name.isEmpty() && name.length() <= MAX_HOST_NAME && !name.endsWith(".")
                && Ascii.isWithin('!', '~', name);
    }

    private static @Nullable Name find(List<Name> names, int nameType) {
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).nameType() == nameType) {
                return names.get(i);
            }
        }
        return null;
    }
}
