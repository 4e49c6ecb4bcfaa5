package dev.handfast.jsse.pkix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.HandfastProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Security;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@link Mutations} of a chain that is right, judged by us, the JDK, BouncyCastle and {@code openssl verify
 * -x509_strict}. What we accept and two of the others refuse has been looked at, and is listed here with the reason.
 */
@Tag("contract")
class ChainDifferentialTest {

    private static final int PAIRS = 1000;

    /** What we accept against the majority, and why. */
    private static final Map<String, String> REVIEWED = Map.of(
            "m: permitted host empty", "RFC 5280 section 4.2.1.10: the empty host is above every host; the JDK fails"
                    + " with StringIndexOutOfBoundsException",
            "m: permitted host empty, not critical", "the same",
            "m: authority key identifier of another", "RFC 5280 section 4.2.1.1: identifiers help to find issuers;"
                    + " section 6.1 does not compare them",
            "m: authority key identifier by another serial", "the same",
            "m: authority key identifier by serial only", "the same: half a hint is none",
            "m: 1.3.6.1.5.5.7.1.24 an empty critical SEQUENCE", "RFC 7633 section 4.2.2 is checked: an empty set"
                    + " demands nothing of the certificates below");

    private final Provider ours = new HandfastProvider();
    private final List<Provider> others = List.of(Security.getProvider("SUN"), new BouncyCastleProvider());

    @TempDir
    private Path folder;

    @Test
    void acceptsNothingUnseenThatTwoOthersRefuse() throws Exception {
        boolean openssl = hasOpenSsl();
        Set<String> against = new TreeSet<>();
        int accepted = 0;
        Map<String, Consumer<MutantChain>> all = Mutations.all();
        for (Map.Entry<String, Consumer<MutantChain>> each : all.entrySet()) {
            List<byte[]> chain = mutant(each.getValue());
            if (judge(ours, chain) == null) {
                accepted++;
                int refusals = openssl && isRefusedByOpenSsl(chain) ? 1 : 0;
                for (Provider other : others) {
                    refusals += isRefused(other, chain) ? 1 : 0;
                }
                if (refusals >= 2) {
                    against.add(each.getKey());
                }
            }
        }
        System.out.println("mutated chains: " + all.size() + ", accepted " + accepted + ", of these against two others "
                + against.size() + (openssl ? "" : " (without OpenSSL)"));
        against.removeAll(REVIEWED.keySet());
        assertEquals(Set.of(), against);
        assertNull(judge(ours, mutant(chain -> {})), "the chain that is right");
    }

    @Test
    void pairsOfMutationsLeadToNoOtherException() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<Map.Entry<String, Consumer<MutantChain>>> all = new ArrayList<>(Mutations.all().entrySet());
        int accepted = 0;
        for (int i = 0; i < PAIRS; i++) {
            Map.Entry<String, Consumer<MutantChain>> first = all.get(random.nextInt(all.size()));
            Map.Entry<String, Consumer<MutantChain>> second = all.get(random.nextInt(all.size()));
            try {
                accepted += judge(ours, mutant(first.getValue().andThen(second.getValue()))) == null ? 1 : 0;
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + first.getKey() + " and " + second.getKey(), e);
            }
        }
        System.out.println("pairs of mutations: " + PAIRS + ", accepted " + accepted + ", seed " + seed);
        assertTrue(accepted > 0 && accepted < PAIRS);
    }

    private static List<byte[]> mutant(Consumer<MutantChain> mutation) {
        MutantChain chain = new MutantChain();
        mutation.accept(chain);
        return chain.encoded();
    }

    /** Null for acceptance; unchecked exceptions pass through. */
    private static String judge(Provider provider, List<byte[]> encoded) {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            List<X509Certificate> all = new ArrayList<>();
            for (byte[] each : encoded) {
                all.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(each)));
            }
            PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(all.get(2), null)));
            parameters.setRevocationEnabled(false);
            CertPathValidator.getInstance("PKIX", provider).validate(factory.generateCertPath(all.subList(0, 2)),
                    parameters);
            return null;
        } catch (GeneralSecurityException e) {
            return e.toString();
        }
    }

    /** The others throw what they throw. */
    private static boolean isRefused(Provider other, List<byte[]> encoded) {
        try {
            return judge(other, encoded) != null;
        } catch (RuntimeException e) {
            return true;
        }
    }

    private boolean isRefusedByOpenSsl(List<byte[]> encoded) throws IOException, InterruptedException {
        List<String> names = List.of("leaf", "middle", "root");
        for (int i = 0; i < names.size(); i++) {
            Files.writeString(folder.resolve(names.get(i)), "-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder().encodeToString(encoded.get(i)) + "\n-----END CERTIFICATE-----\n",
                    StandardCharsets.US_ASCII);
        }
        return run("openssl", "verify", "-x509_strict", "-trusted", "root", "-untrusted", "middle", "leaf") != 0;
    }

    private boolean hasOpenSsl() throws InterruptedException {
        try {
            return run("openssl", "version") == 0;
        } catch (IOException e) {
            assertTrue(!"true".equals(System.getenv("CI")), "CI must have openssl: " + e);
            return false;
        }
    }

    private int run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).directory(folder.toFile())
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IOException("openssl hangs");
        }
        return process.exitValue();
    }
}
