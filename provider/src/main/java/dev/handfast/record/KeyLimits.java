package dev.handfast.record;

import static dev.handfast.spec.Limits.PLAINTEXT;

import dev.handfast.spec.BulkCipher;
import org.jspecify.annotations.Nullable;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * How many bytes one key may protect (RFC 9846 section 5.5): from one limit on a KeyUpdate is due, at a harder one
 * sending ends. Immutable.
 *
 * <p>The hard limit is {@link BulkCipher#recordLimit()} records of full size, counted in bytes of whole records,
 * because the bounds behind it count blocks. KeyUpdate is due at half of that, or earlier if the configuration says so.
 * TLS 1.2 cannot replace keys and knows the hard limit only.
 */
public final class KeyLimits {

    /** 2^37 bytes for AES-GCM and ChaCha20-Poly1305, which are SunJSSE's defaults. */
    public static final KeyLimits DEFAULT = parse("AES/GCM/NoPadding KeyUpdate 2^37, ChaCha20-Poly1305 KeyUpdate 2^37");

    private final Map<BulkCipher, Long> updateAfter;

    private KeyLimits(Map<BulkCipher, Long> updateAfter) {
        this.updateAfter = updateAfter;
    }

    /**
     * Reads the value of the security property {@code jdk.tls.keyLimits}: entries such as
     * {@code AES/GCM/NoPadding KeyUpdate 2^37} with commas between them. As in SunJSSE an entry that cannot be read has
     * no effect, and neither has one for another transformation; limits above the cipher's own are lowered to that.
     *
     * @param property may be null, which is like an empty value
     */
    public static KeyLimits parse(@Nullable String property) {
        return parse(property, null);
    }

    /** As above; {@code ignored} is told each entry that has no effect, null for nobody. */
    public static KeyLimits parse(@Nullable String property, @Nullable Consumer<String> ignored) {
        Map<BulkCipher, Long> limits = new EnumMap<>(BulkCipher.class);
        for (BulkCipher cipher : BulkCipher.values()) {
            limits.put(cipher, hard(cipher) / 2);
        }
        if (property != null) {
            for (String entry : property.split(",")) {
                String[] parts = entry.trim().split("\\s+");
                long bytes = parts.length == 3 && parts[1].equalsIgnoreCase("KeyUpdate") ? bytes(parts[2]) : -1;
                BulkCipher.Kind kind = kind(parts[0]);
                if (bytes > 0 && kind != null) {
                    for (Map.Entry<BulkCipher, Long> limit : limits.entrySet()) {
                        if (limit.getKey().kind() == kind) {
                            limit.setValue(Math.min(limit.getValue(), bytes));
                        }
                    }
                } else if (ignored != null && !entry.isBlank()) {
                    ignored.accept(entry.trim());
                }
            }
        }
        return new KeyLimits(limits);
    }

    /** Whether a KeyUpdate is due after so many bytes. */
    boolean isNear(BulkCipher cipher, long bytes) {
        Long most = updateAfter.get(cipher);
        return most == null || bytes >= most;
    }

    /** Whether the key may protect no more. */
    boolean isReached(BulkCipher cipher, long bytes) {
        return bytes >= hard(cipher);
    }

    private static long hard(BulkCipher cipher) {
        return cipher.recordLimit() > Long.MAX_VALUE / PLAINTEXT ? Long.MAX_VALUE : cipher.recordLimit() * PLAINTEXT;
    }

    private static BulkCipher.@Nullable Kind kind(String transformation) {
        return switch (transformation.toUpperCase(Locale.ROOT)) {
            case "AES/GCM/NOPADDING" -> BulkCipher.Kind.GCM;
            case "CHACHA20-POLY1305" -> BulkCipher.Kind.CHACHA20;
            case "AES/CCM/NOPADDING" -> BulkCipher.Kind.CCM;
            default -> null;
        };
    }

    /** A decimal number or a power of two such as {@code 2^37}; -1 if it is neither. */
    private static long bytes(String text) {
        if (text.matches("2\\^\\d{1,2}")) {
            int exponent = Integer.parseInt(text.substring(2));
            return exponent < Long.SIZE - 1 ? 1L << exponent : Long.MAX_VALUE;
        }
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : -1;
    }
}
