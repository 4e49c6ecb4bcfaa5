package dev.handfast.fuzz;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.message.Lossless;
import dev.handfast.message.MessageCodecs;
import dev.handfast.message.MessageVersion;
import dev.handfast.message.RandomBytes;
import dev.handfast.message.RandomMessages;
import dev.handfast.message.ext.ExtensionContext;
import dev.handfast.wire.WireWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The inputs of {@link MessageFuzzer} without Jazzer, whose agent would change the JVM for all other tests: nothing
 * breaks the target, and each seed we wrote is a message that reads.
 */
@Tag("fuzz")
class SeedsTest {

    private static final Path SEEDS = Path.of("src/test/resources/dev/handfast/fuzz/MessageFuzzerInputs");

    private final MessageFuzzer fuzzer = new MessageFuzzer();

    @Test
    void messages() throws IOException {
        int seeds = each("message", fuzzer::message,
                data -> Lossless.message(rest(data), MessageVersion.values()[data[0]]));
        assertTrue(seeds >= RandomMessages.messageKinds().size(), "seeds are missing: " + seeds);
    }

    @Test
    void extensions() throws IOException {
        int seeds = each("extensions", fuzzer::extensions,
                data -> Lossless.block(rest(data), ExtensionContext.values()[data[0]]));
        assertTrue(seeds >= ExtensionContext.values().length, "seeds are missing: " + seeds);
    }

    /** Runs every file through the target; those we wrote, named seed-*, must read too. Returns how many those are. */
    private static int each(String target, Consumer<byte[]> fuzz, Function<byte[], Object> read) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(SEEDS.resolve(target))) {
            files = all.sorted().toList();
        }
        int seeds = 0;
        for (Path file : files) {
            byte[] data = Files.readAllBytes(file);
            fuzz.accept(data);
            if (file.getFileName().toString().startsWith("seed-")) {
                seeds++;
                assertNotNull(read.apply(data), () -> file + " is refused");
            }
        }
        return seeds;
    }

    private static byte[] rest(byte[] data) {
        return Arrays.copyOfRange(data, 1, data.length);
    }

    /** Writes the seeds anew, always the same: run from {@code provider-tests} when a message or extension is added. */
    public static void main(String[] args) throws IOException {
        RandomBytes random = new RandomBytes(20261121);
        Files.createDirectories(SEEDS.resolve("message"));
        Files.createDirectories(SEEDS.resolve("extensions"));
        int number = 0;
        for (RandomMessages.MessageKind kind : RandomMessages.messageKinds()) {
            byte[] raw = MessageCodecs.write(kind.make().apply(random));
            MessageVersion dialect = kind.dialects().iterator().next();
            write("message", number++, kind.type().getSimpleName(), dialect.ordinal(), raw);
        }
        number = 0;
        for (ExtensionContext context : ExtensionContext.values()) {
            for (int i = 0; i < 3; i++) {
                WireWriter out = new WireWriter();
                RandomMessages.block(random, context).write(out);
                write("extensions", number++, context.name().toLowerCase(Locale.ROOT), context.ordinal(),
                        out.toBytes());
            }
        }
    }

    private static void write(String target, int number, String name, int first, byte[] rest) throws IOException {
        WireWriter out = new WireWriter();
        out.u8(first).bytes(rest);
        Files.write(SEEDS.resolve(target).resolve(String.format("seed-%02d-%s", number, name)), out.toBytes());
    }
}
