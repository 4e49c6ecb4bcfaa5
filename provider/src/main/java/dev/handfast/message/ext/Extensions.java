package dev.handfast.message.ext;

import dev.handfast.spec.CodePointSet;
import dev.handfast.spec.ExtensionType;
import dev.handfast.spec.Fault;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;
import org.jspecify.annotations.Nullable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The extensions of one message, in their order, no type twice (RFC 9846 section 4.3, RFC 5246 section 7.4.1.4).
 * Immutable. Unknown ones do no harm (RFC 5746 section 3.6). Their number is bounded by the bytes of the message alone:
 * unknown ones must be ignored, however many (RFC 9846 sections 4.2.2, 4.4.1, 4.4.2, 4.7.1 and 9.3), and what cannot be
 * read is a decode_error (RFC 9846 section 6).
 */
public final class Extensions {

    // struct {
    //     ExtensionType extension_type;
    //     opaque extension_data<0..2^16-1>;
    // } Extension;
    // Extension extensions<0..2^16-1>;

    /** No extensions. */
    public static final Extensions NONE = new Extensions(new Extension[0]);

    private final Extension[] all;

    private Extensions(Extension[] all) {
        this.all = all;
    }

    /**
     * These extensions in this order.
     *
     * @throws IllegalArgumentException if a type occurs twice
     */
    public static Extensions of(List<? extends Extension> extensions) {
        return adopt(extensions.toArray(new Extension[0]));
    }

    /** As above. */
    public static Extensions of(Extension... extensions) {
        return adopt(extensions.clone());
    }

    private static Extensions adopt(Extension[] extensions) {
        CodePointSet seen = new CodePointSet();
        for (Extension extension : extensions) {
            if (!seen.add(extension.type().value())) {
                throw new IllegalArgumentException("extension twice: " + extension.type());
            }
        }
        return extensions.length == 0 ? NONE : new Extensions(extensions);
    }

    /**
     * Reads a block with its 16-bit length.
     *
     * @throws MalformedInput if the block is not a list of extensions
     * @throws TlsFault if an extension is there twice, may not stand in the message, or cannot be read
     */
    public static Extensions read(WireReader in, ExtensionContext context) throws TlsFault, MalformedInput {
        WireReader block = in.vec16("extensions");
        return parse(block, count(block.again(), new CodePointSet()), context);
    }

    /**
     * Reads the block of a ServerHello, which is TLS 1.3's if it holds supported_versions (RFC 9846 section 4.3.1).
     *
     * @throws MalformedInput as {@link #read}
     * @throws TlsFault as {@link #read}
     */
    public static Extensions readServerHello(WireReader in) throws TlsFault, MalformedInput {
        CodePointSet types = new CodePointSet();
        WireReader block = in.vec16("extensions");
        int count = count(block.again(), types);
        boolean is13 = types.contains(ExtensionType.SUPPORTED_VERSIONS.value());
        return parse(block, count, is13 ? ExtensionContext.SERVER_HELLO_13 : ExtensionContext.SERVER_HELLO_12);
    }

    /**
     * Writes the block with its 16-bit length.
     *
     * @throws IllegalStateException if an extension or the block is longer than its length can say
     */
    public void write(WireWriter out) {
        int block = out.open16();
        for (Extension extension : all) {
            out.u16(extension.type().value());
            int body = out.open16();
            extension.writeBody(out);
            out.close(body);
        }
        out.close(block);
    }

    /** The extension of a kind, or null if there is none. */
    public <T extends Extension> @Nullable T get(Class<T> kind) {
        for (Extension extension : all) {
            if (extension.getClass() == kind) {
                return kind.cast(extension);
            }
        }
        return null;
    }

    /** Whether there is an extension of a type. */
    public boolean has(ExtensionType type) {
        return indexOf(type) >= 0;
    }

    /** All of them, in their order. */
    public List<Extension> list() {
        return Collections.unmodifiableList(Arrays.asList(all));
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return all.length == 0;
    }

    /** These with one more: in the place of the one of its type, else last, but before pre_shared_key. */
    public Extensions with(Extension extension) {
        List<Extension> changed = new ArrayList<>(all.length + 1);
        Collections.addAll(changed, all);
        int same = indexOf(extension.type());
        int last = all.length - 1;
        if (same >= 0) {
            changed.set(same, extension);
        } else if (last >= 0 && all[last].type().equals(ExtensionType.PRE_SHARED_KEY)) {
            changed.add(last, extension);
        } else {
            changed.add(extension);
        }
        return of(changed);
    }

    /** These without the one of a type. */
    public Extensions without(ExtensionType type) {
        int index = indexOf(type);
        if (index < 0) {
            return this;
        }
        List<Extension> changed = new ArrayList<>(Arrays.asList(all));
        changed.remove(index);
        return of(changed);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Extensions that && Arrays.equals(all, that.all);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(all);
    }

    /** The extensions one by one, in brackets. */
    @Override
    public String toString() {
        return Arrays.toString(all);
    }

    private int indexOf(ExtensionType type) {
        for (int i = 0; i < all.length; i++) {
            if (all[i].type().equals(type)) {
                return i;
            }
        }
        return -1;
    }

    /** How many extensions a block has, whose types are added. */
    private static int count(WireReader block, CodePointSet types) throws TlsFault, MalformedInput {
        int count = 0;
        while (block.hasMore()) {
            ExtensionType type = ExtensionType.of(block.u16());
            body(block, type);
            // RFC 9846 section 4.3: "There MUST NOT be more than one extension of the same type in a given extension
            // block."
            if (!types.add(type.value())) {
                throw new TlsFault(Fault.EXTENSION_DUPLICATE, "expected each extension once, came twice: " + type);
            }
            count++;
        }
        return count;
    }

    private static WireReader body(WireReader block, ExtensionType type) throws MalformedInput {
        return block.vec16(type.isKnown() ? type.toString() : "unknown extension");
    }

    private static Extensions parse(WireReader block, int count, ExtensionContext context)
            throws TlsFault, MalformedInput {
        if (count == 0) {
            return NONE;
        }
        Extension[] all = new Extension[count];
        for (int i = 0; i < count; i++) {
            ExtensionType type = ExtensionType.of(block.u16());
            all[i] = parse(type, body(block, type), context);
            // RFC 9846 section 4.3.11: pre_shared_key "MUST be the last extension in the ClientHello"
            if (all[i] instanceof PreSharedKeys && i != count - 1) {
                throw new TlsFault(Fault.PSK_ILLEGAL, "expected pre_shared_key behind all other extensions, came "
                        + ExtensionType.of(block.u16()) + " behind it");
            }
        }
        return new Extensions(all);
    }

    private static Extension parse(ExtensionType type, WireReader body, ExtensionContext context) throws TlsFault {
        if (!ExtensionRules.knows(type)) {
            return new Unknown(type, body.rest());
        }
        ExtensionRules.Body rule = ExtensionRules.body(type, context);
        if (rule == null && context == ExtensionContext.SERVER_HELLO_12) {
            return new Misplaced(type, body.rest());
        }
        if (rule == null) {
            // RFC 9846 section 4.3: recognized but "not specified for the message in which it appears":
            // illegal_parameter
            throw new TlsFault(Fault.EXTENSION_NOT_ALLOWED, "expected no " + type + " in a " + context);
        }
        try {
            Extension extension = rule.read(body);
            body.end();
            return extension;
        } catch (MalformedInput e) {
            throw new TlsFault(Fault.EXTENSION_MALFORMED, context + ", " + e.getMessage(), e);
        }
    }
}
