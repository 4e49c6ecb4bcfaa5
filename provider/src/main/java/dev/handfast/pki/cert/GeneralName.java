package dev.handfast.pki.cert;

import dev.handfast.der.DerReader;
import dev.handfast.der.Oid;
import dev.handfast.der.Tag;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.Printable;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** GeneralName (RFC 5280 section 4.2.1.6). Text is as written, not yet checked against its form's grammar. */
public sealed interface GeneralName {

    /** A host name. */
    record Dns(String name) implements GeneralName {
        @Override
        public String toString() {
            return "DNS:" + Printable.text(name);
        }
    }

    /** A mailbox. */
    record Email(String mailbox) implements GeneralName {
        @Override
        public String toString() {
            return "email:" + Printable.text(mailbox);
        }
    }

    /** A URI. */
    record Uri(String uri) implements GeneralName {
        @Override
        public String toString() {
            return "URI:" + Printable.text(uri);
        }
    }

    /** An address: 4 or 16 octets in a name; 8 or 32, address and mask, in a constraint. Any length as read. */
    record Ip(Opaque octets) implements GeneralName {

        /** Address and mask of version 6. */
        private static final int LONGEST = 32;

        @Override
        public String toString() {
            return "IP:" + (octets.length() <= LONGEST ? text(octets) : octets.toString());
        }

        private static String text(Opaque octets) {
            StringBuilder out = new StringBuilder();
            int half = octets.length() == 8 || octets.length() == 32 ? octets.length() / 2 : octets.length();
            for (int i = 0; i < octets.length(); i++) {
                boolean v4 = half == 4;
                if (i == half) {
                    out.append('/');
                } else if (i > 0 && (v4 || i % 2 == 0)) {
                    out.append(v4 ? '.' : ':');
                }
                out.append(v4 ? Integer.toString(octets.at(i)) : String.format("%02x", octets.at(i)));
            }
            return out.toString();
        }
    }

    /** A directory name. */
    record Directory(Name name) implements GeneralName {
        @Override
        public String toString() {
            return "directory:" + name;
        }
    }

    /** A registered identifier. */
    record Registered(Oid oid) implements GeneralName {
    }

    /** otherName, x400Address or ediPartyName: the context tag number (0, 3 or 5), otherName's type, the element. */
    record Other(int form, @Nullable Oid type, Opaque element) implements GeneralName {

        /** The value of an otherName whose type makes it a UTF8String (RFC 9598 section 3). */
        public String utf8() throws MalformedInput {
            DerReader other = new DerReader(element, "otherName").nested(Tag.constructed(0), "otherName");
            other.skip("type-id");
            DerReader value = other.nested(Tag.constructed(0), "otherName value");
            byte[] octets = value.content(Tag.UTF8_STRING, "SmtpUTF8Mailbox");
            value.end();
            try {
                return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
            } catch (CharacterCodingException e) {
                throw new MalformedInput("SmtpUTF8Mailbox: no UTF-8");
            }
        }

        @Override
        public String toString() {
            return form == 0 ? "otherName " + type : form == 3 ? "x400Address" : "ediPartyName";
        }
    }

    /** Reads one name. */
    static GeneralName read(DerReader from) throws MalformedInput {
        int tag = from.peekTag();
        switch (tag) {
            case 0x81 :
                return new Email(from.ia5(tag, "rfc822Name"));
            case 0x82 :
                return new Dns(from.ia5(tag, "dNSName"));
            case 0x86 :
                return new Uri(from.ia5(tag, "uniformResourceIdentifier"));
            case 0x87 :
                return new Ip(Opaque.adopt(from.content(tag, "iPAddress")));
            case 0x88 :
                return new Registered(from.oid(tag, "registeredID"));
            case 0xa4 :
                DerReader explicit = from.nested(tag, "directoryName");
                Name name = Name.read(explicit, "directoryName");
                explicit.end();
                return new Directory(name);
            case 0xa0 :
                int start = from.position();
                DerReader other = from.nested(tag, "otherName");
                Oid type = other.oid("type-id");
                DerReader value = other.nested(Tag.constructed(0), "otherName value");
                value.skip("otherName value");
                value.end();
                other.end();
                return new Other(0, type, from.since(start));
            case 0xa5 :
                return new Other(5, null, ediPartyName(from));
            case 0xa3 :
                return new Other(3, null, from.element("x400Address"));
            default :
                throw new MalformedInput("GeneralName with tag 0x" + Integer.toHexString(tag & 0xff));
        }
    }

    /** {@code SEQUENCE { nameAssigner [0] DirectoryString OPTIONAL, partyName [1] DirectoryString }}. */
    private static Opaque ediPartyName(DerReader from) throws MalformedInput {
        int start = from.position();
        DerReader party = from.nested(Tag.constructed(5), "ediPartyName");
        for (int part = party.isNext(Tag.constructed(0)) ? 0 : 1; part <= 1; part++) {
            DerReader string = party.nested(Tag.constructed(part), part == 0 ? "nameAssigner" : "partyName");
            string.skip("DirectoryString");
            string.end();
        }
        party.end();
        return from.since(start);
    }

    /** Reads GeneralNames, a SEQUENCE of at least one, under a given tag. */
    static List<GeneralName> readAll(DerReader from, int tag, String what) throws MalformedInput {
        DerReader reader = from.nested(tag, what);
        List<GeneralName> names = new ArrayList<>();
        do {
            names.add(read(reader));
        } while (reader.hasMore());
        return List.copyOf(names);
    }
}
