package dev.handfast.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.pki.TestPki;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The inputs of {@link PkiFuzzer} without Jazzer: every seed and past finding, and each seed with bytes changed. */
@Tag("fuzz")
class PkiSeedsTest {

    private static final Path SEEDS = Path.of("src/test/resources/dev/handfast/fuzz/PkiFuzzerInputs");

    private final PkiFuzzer fuzzer = new PkiFuzzer();

    @Test
    void everySeedAndItsVariations() throws IOException {
        Map<String, Consumer<byte[]>> targets = Map.of("der", fuzzer::der, "certificate", fuzzer::certificate, "list",
                fuzzer::list, "response", fuzzer::response, "constraints", fuzzer::constraints);
        long seed = System.nanoTime();
        System.out.println("PkiSeedsTest: seed " + seed);
        Random random = new Random(seed);
        for (Map.Entry<String, Consumer<byte[]>> target : targets.entrySet()) {
            List<Path> files;
            try (Stream<Path> all = Files.list(SEEDS.resolve(target.getKey()))) {
                files = all.sorted().toList();
            }
            assertTrue(!files.isEmpty(), "no seeds for " + target.getKey());
            for (Path file : files) {
                vary(Files.readAllBytes(file), target.getValue(), random);
            }
        }
    }

    private static void vary(byte[] data, Consumer<byte[]> target, Random random) {
        target.accept(data);
        for (int round = 0; round < 2000; round++) {
            byte[] changed = data.clone();
            for (int flips = 0; flips <= random.nextInt(4); flips++) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            }
            target.accept(changed);
        }
    }

    /** Writes the seeds anew, with fresh keys: run from {@code provider-tests}. */
    public static void main(String[] args) throws Exception {
        TestPki root = TestPki.root("C=DE,O=Acme,CN=root");
        NameConstraints constraints = new NameConstraints(new GeneralSubtree[] {
            new GeneralSubtree(new GeneralName(GeneralName.dNSName, "example.com")),
            new GeneralSubtree(new GeneralName(GeneralName.rfc822Name, ".example.com")),
            new GeneralSubtree(new GeneralName(GeneralName.uniformResourceIdentifier, "example.com"))},
                new GeneralSubtree[] {new GeneralSubtree(new GeneralName(GeneralName.iPAddress, "10.0.0.0/8"))});
        byte[] authority = root.issue("CN=ca", c -> c.authority(2).extension(Extension.nameConstraints, true,
                constraints)).certificate().getEncoded();
        byte[] leaf = root.issue("CN=leaf", c -> c.names(new GeneralName(GeneralName.dNSName, "*.example.com"),
                new GeneralName(GeneralName.rfc822Name, "a@example.com"), new GeneralName(GeneralName.iPAddress,
                        "192.0.2.1"),
                new GeneralName(GeneralName.uniformResourceIdentifier, "http://example.com/")))
                .certificate().getEncoded();
        write("certificate/seed-00-authority", authority);
        write("certificate/seed-01-leaf", leaf);
        write("der/seed-00-authority", authority);
        byte[] encoded = constraints.getEncoded("DER");
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.write(encoded.length >>> 8);
        both.write(encoded.length);
        both.write(encoded);
        both.write(leaf);
        write("constraints/seed-00-forms", both.toByteArray());
        write("list/seed-00-plain", dev.handfast.jsse.pkix.SeedRevocation.list(root));
        write("response/seed-00-good", dev.handfast.jsse.pkix.SeedRevocation.response(root));
    }

    private static void write(String name, byte[] data) throws IOException {
        Files.createDirectories(SEEDS.resolve(name).getParent());
        Files.write(SEEDS.resolve(name), data);
    }
}
