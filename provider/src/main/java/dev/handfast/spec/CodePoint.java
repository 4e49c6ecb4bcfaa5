package dev.handfast.spec;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * A value of one of IANA's TLS registries: known or not, it can be carried, compared and printed.
 *
 * <p>Equality is by class and value, so {@code new} instances for unknown values equal each other.
 */
public abstract class CodePoint {

    private final int value;
    private final @Nullable String name;

    CodePoint(int value, @Nullable String name) {
        this.value = value;
        this.name = name;
    }

    /** The value on the wire, 0 to 65535 (255 for one-byte registries). */
    public final int value() {
        return value;
    }

    /** Whether this build knows the value by name. */
    public final boolean isKnown() {
        return name != null;
    }

    /** Whether the value is one of those RFC 8701 reserves to keep peers tolerant (0x?A?A with equal bytes). */
    public final boolean isGrease() {
        return (value & 0x0f0f) == 0x0a0a && value >>> 8 == (value & 0xff);
    }

    @Override
    @SuppressWarnings("EqualsGetClass") // one number in two registries is two things
    public final boolean equals(@Nullable Object other) {
        return other != null && other.getClass() == getClass() && ((CodePoint) other).value == value;
    }

    @Override
    public final int hashCode() {
        return value;
    }

    /** IANA's name, or the value in hex where it has none here. */
    @Override
    public final String toString() {
        if (name != null) {
            return name;
        }
        return (isGrease() ? "GREASE_0x" : "0x") + (value < 0x100 ? String.format("%02x", value)
                : String.format("%04x", value));
    }

    /** The known values of one registry, by value. Filled while its class initialises, read-only afterwards. */
    static final class Registry<T extends CodePoint> {

        private final Map<Integer, T> byValue = new TreeMap<>();
        // The same by high byte and low byte, for what peers list.
        private final List<@Nullable List<@Nullable T>> byBytes = new ArrayList<>(Collections.nCopies(256, null));

        T add(T known) {
            if (byValue.put(known.value(), known) != null) {
                throw new IllegalStateException("registered twice: " + known);
            }
            List<@Nullable T> row = byBytes.get(known.value() >>> 8);
            if (row == null) {
                row = new ArrayList<>(Collections.nCopies(256, null));
                byBytes.set(known.value() >>> 8, row);
            }
            row.set(known.value() & 0xff, known);
            return known;
        }

        @Nullable
        T get(int value) {
            List<@Nullable T> row = byBytes.get(value >>> 8);
            return row == null ? null : row.get(value & 0xff);
        }

        Iterable<T> all() {
            return byValue.values();
        }
    }
}
