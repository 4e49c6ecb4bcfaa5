package dev.handfast.spec;

import org.jspecify.annotations.Nullable;

/** The type of a record (RFC 9846 section 5.1). */
public final class ContentType extends CodePoint {

    private static final Registry<ContentType> KNOWN = new Registry<>();

    /** change_cipher_spec(20) */
    public static final ContentType CHANGE_CIPHER_SPEC = known(20, "change_cipher_spec");
    /** alert(21) */
    public static final ContentType ALERT = known(21, "alert");
    /** handshake(22) */
    public static final ContentType HANDSHAKE = known(22, "handshake");
    /** application_data(23) */
    public static final ContentType APPLICATION_DATA = known(23, "application_data");

    private ContentType(int value, @Nullable String name) {
        super(value, name);
    }

    /** The type with a value, known or not. */
    public static ContentType of(int value) {
        ContentType known = KNOWN.get(value);
        return known != null ? known : new ContentType(value, null);
    }

    private static ContentType known(int value, String name) {
        return KNOWN.add(new ContentType(value, name));
    }
}
