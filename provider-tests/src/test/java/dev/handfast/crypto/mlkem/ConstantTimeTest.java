package dev.handfast.crypto.mlkem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.museum.AttackKind;
import dev.handfast.museum.PublishedAttack;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * No method divides (KyberSlash) or branches but to count a loop, other than those that are listed here with what they
 * ask. A loop is one comparison that leaves it and one jump back.
 */
@Tag("unit")
class ConstantTimeTest {

    private static final Path CLASSES = Path.of("../provider/target/classes/dev/handfast/crypto/mlkem");
    private static final Pattern TYPE = Pattern.compile("^[a-z].* (?:class|enum|record) dev\\.handfast\\.crypto"
            + "\\.mlkem\\.(\\w+)\\b.*\\{$|^(?:class|enum|record) dev\\.handfast\\.crypto\\.mlkem\\.(\\w+)\\b.*\\{$");
    private static final Pattern METHOD = Pattern.compile("^  (?:.*[ .](\\w+)\\(.*\\).*|static \\{\\});$");
    private static final Pattern INSTRUCTION = Pattern.compile("^ +(\\d+): (\\w+) *(?:(\\d+)\\b)?.*$");
    private static final Pattern SUSPECT = Pattern.compile(
            "[ilfd](?:div|rem)|if\\w+|(?:table|lookup)switch|lcmp|[fd]cmp[lg]");

    /** All of them ask lengths, public keys or constants. */
    private static final Map<String, String> ALLOWED = Map.ofEntries(
            // Which resources are to be closed; a key that is read from bytes is refused for what is wrong in it
            Map.entry("DecapsulationKey.checkAlive", "ifeq"),
            Map.entry("DecapsulationKey.decapsulate", "ifnull ifnull"),
            Map.entry("DecapsulationKey.decode", "ifne ifne ifnull ifnull"),
            Map.entry("Encryption.encapsulate", "ifnull ifnull"),
            Map.entry("KeyGeneration.run", "ifnull ifnull"),
            Map.entry("ParameterSet.expect", "if_icmpeq"),
            // The peer's public key is refused, and the public matrix is sampled by rejection or was kept
            Map.entry("Encryption.checkModulus", "ifne"),
            Map.entry("Packing.isReduced", "ifge"),
            Map.entry("Matrix.entry", "ifnonnull"),
            Map.entry("Samples.uniform", "if_icmpge"),
            // How many bits of a word are used, and how many bytes of a block
            Map.entry("Packing.compress", "if_icmplt"),
            Map.entry("Packing.decompress", "if_icmpge"),
            Map.entry("Sponge.absorb", "idiv if_icmplt if_icmpne if_icmpne ifne irem"),
            Map.entry("Sponge.mix", "idiv irem"),
            Map.entry("Sponge.pad", "ifne"),
            Map.entry("Sponge.squeeze", "idiv idiv if_icmplt if_icmpne ifne irem irem"),
            // Tables of constants
            Map.entry("Modulus.power", "if_icmple irem"),
            Map.entry("Modulus.quotient", "fdiv"),
            Map.entry("Transform.<clinit>", "if_icmpge ifeq irem"));

    @Test
    @PublishedAttack(id = "KyberSlash", victim = "Kyber", kind = AttackKind.KEY_EXCHANGE,
            what = "coefficients that depend on the key are divided in a time that tells them")
    @PublishedAttack(id = "CVE-2024-37880", victim = "Kyber", kind = AttackKind.KEY_EXCHANGE,
            what = "a compiler makes a branch on a bit of the message")
    void nothingSecretIsDividedOrBranchedOn() throws IOException {
        Map<String, Suspects> all = new TreeMap<>();
        try (Stream<Path> files = Files.list(CLASSES)) {
            files.filter(file -> file.toString().endsWith(".class")).forEach(file -> read(file, all));
        }
        assertTrue(all.keySet().containsAll(ALLOWED.keySet()), all::toString);
        Map<String, String> found = new TreeMap<>();
        all.forEach((method, suspects) -> {
            String text = suspects.text();
            if (!text.isEmpty()) {
                found.put(method, text);
            }
        });
        assertEquals(new TreeMap<>(ALLOWED), found);
    }

    private static void read(Path file, Map<String, Suspects> all) {
        StringWriter out = new StringWriter();
        int status = ToolProvider.findFirst("javap").orElseThrow().run(new PrintWriter(out),
                new PrintWriter(out), "-c", "-p", file.toString());
        assertEquals(0, status, out::toString);
        String type = "";
        Suspects suspects = new Suspects();
        for (String line : out.toString().split("\\R")) {
            Matcher ofType = TYPE.matcher(line);
            Matcher ofMethod = METHOD.matcher(line);
            Matcher instruction = INSTRUCTION.matcher(line);
            if (ofType.matches()) {
                type = ofType.group(1) == null ? ofType.group(2) : ofType.group(1);
            } else if (ofMethod.matches()) {
                String method = ofMethod.group(1) == null ? "<clinit>" : ofMethod.group(1);
                suspects = all.computeIfAbsent(type + "." + method, name -> new Suspects());
            } else if (instruction.matches()) {
                suspects.add(instruction);
            }
        }
    }

    /** What a method has, its overloads together. */
    private static final class Suspects {

        private final Map<String, Integer> counts = new TreeMap<>();

        void add(Matcher instruction) {
            String name = instruction.group(2);
            boolean jumpsBack = instruction.group(3) != null
                    && Integer.parseInt(instruction.group(3)) < Integer.parseInt(instruction.group(1));
            if (name.startsWith("goto") && jumpsBack) {
                // The other half of a loop
                counts.merge("if_icmpge", -1, Integer::sum);
            } else if (SUSPECT.matcher(name).matches()) {
                counts.merge(name, 1, Integer::sum);
            }
        }

        String text() {
            StringBuilder text = new StringBuilder();
            counts.forEach((name, count) -> text.append((name + " ").repeat(Math.max(0, count))));
            return text.toString().strip();
        }
    }
}
