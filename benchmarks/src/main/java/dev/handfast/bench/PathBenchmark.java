package dev.handfast.bench;

import dev.handfast.HandfastProvider;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Security;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/**
 * Certificates from bytes to a validated path by a {@code CertPathBuilder}, all three providers given the same bytes.
 *
 * <p>{@code cold}: more chains in turn than any of the providers remembers, so that each signature is verified.
 * {@code remembered}: one chain again and again, whose certificates SUN's factory interns and whose signatures SUN and
 * Handfast remember.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
public class PathBenchmark {

    /** Above SUN's 750 interned certificates, and Handfast's 512 parsed ones and 1024 signatures. */
    private static final int COLD = 1100;

    /** Key type and certificates with the root, or a kind of {@link PathCorpus}. */
    @Param({"EC 2", "EC 3", "EC 5", "RSA 2", "RSA 3", "RSA 5", "mesh 100", "constraints 1000"})
    public String chain;

    /** Whether the chain was seen before. */
    @Param({"cold", "remembered"})
    public String state;

    /** Whose path builder. */
    @Param({"Handfast", "SUN", "BC"})
    public String provider;

    private List<PathCorpus.Chain> chains;
    private CertificateFactory factory;
    private Set<TrustAnchor> anchors;
    private Provider builder;
    private int next;

    /** Makes the chains. */
    @Setup
    public void prepare() throws GeneralSecurityException {
        builder = switch (provider) {
            case "Handfast" -> new HandfastProvider();
            case "BC" -> new BouncyCastleProvider();
            default -> Security.getProvider("SUN");
        };
        factory = CertificateFactory.getInstance("X.509", "SUN");
        PathCorpus corpus = new PathCorpus(chain);
        anchors = Set.of(new TrustAnchor(certificate(corpus.root()), null));
        chains = new ArrayList<>();
        int count = state.equals("remembered") ? 1 : chain.startsWith("mesh") ? COLD / 10 : COLD;
        for (int i = 0; i < count; i++) {
            chains.add(corpus.make(i));
        }
    }

    /** One path. */
    @Benchmark
    public Object path() throws GeneralSecurityException {
        PathCorpus.Chain now = chains.get(next);
        next = (next + 1) % chains.size();
        List<X509Certificate> certificates = new ArrayList<>(now.others().size() + 1);
        X509Certificate target = certificate(now.target());
        certificates.add(target);
        for (byte[] other : now.others()) {
            certificates.add(certificate(other));
        }
        X509CertSelector selector = new X509CertSelector();
        selector.setCertificate(target);
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, selector);
        parameters.setRevocationEnabled(false);
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(certificates)));
        return CertPathBuilder.getInstance("PKIX", builder).build(parameters);
    }

    private X509Certificate certificate(byte[] encoded) throws GeneralSecurityException {
        return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(encoded));
    }

    /** Runs this benchmark alone; takes JMH's own options. */
    public static void main(String[] args) throws RunnerException, CommandLineOptionException {
        new Runner(new OptionsBuilder().parent(new CommandLineOptions(args))
                .include(PathBenchmark.class.getSimpleName()).build()).run();
    }
}
