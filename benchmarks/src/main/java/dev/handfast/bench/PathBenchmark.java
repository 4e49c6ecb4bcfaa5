package dev.handfast.bench;

import dev.handfast.HandfastProvider;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Security;
import java.security.cert.CertPath;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathValidator;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXParameters;
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
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Certificates from bytes to a validated path, by a {@code CertPathBuilder} or a {@code CertPathValidator} of three
 * providers, each given the same bytes through the platform's certificate factory, and revocation switched off.
 *
 * <p>What {@link #state} means for each:
 * <ul>
 * <li>{@code cold}: more chains in turn than anyone remembers, so that each certificate is parsed and each signature
 * verified in each operation. Only the root is the same.
 * <li>{@code remembered}: one chain, its bytes parsed anew in each operation, as TLS does. The platform's factory keeps
 * the last 750 certificates and returns the objects that it made before; each of those remembers the key that verified
 * it last. So neither SUN nor BouncyCastle, which asks the same objects, verifies a signature here. Handfast remembers
 * by content.
 * <li>{@code kept}: as {@code remembered}, but with the certificate objects of the first operation, so that no factory
 * has a part in the figures.
 * </ul>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class PathBenchmark {

    /** The platform. */
    static final String SUN = "SUN";

    /** SUN again, in the state {@code cold} whatever the row's: what a search costs who remembers nothing. */
    static final String SUN_COLD = "SUN cold";

    /** The three, in the order of the report. */
    static final List<String> PROVIDERS = List.of(Rivals.HANDFAST, SUN, "BC");

    private static final int BATCH = 10;

    /** Certificates that a cold corpus has: SUN keeps 750, Handfast 512 and the signatures of 1024. */
    private static final int COLD = 1100;

    /** Key type and number of certificates with the root, or a mesh, or a number of name constraints. */
    @Param("EC 3")
    public String chain;

    /** {@code cold}, {@code remembered} or {@code kept}. */
    @Param("remembered")
    public String state;

    /** One of {@link #PROVIDERS}, or {@link #SUN_COLD}. */
    @Param({"Handfast", "SUN", "BC"})
    public String provider;

    private List<PathCorpus.Chain> chains;
    private List<X509Certificate> kept;
    private CertificateFactory factory;
    private Set<TrustAnchor> anchors;
    private Provider pkix;
    private int next;

    /** Makes the chains. */
    @Setup
    public void prepare() throws GeneralSecurityException {
        pkix = switch (provider) {
            case Rivals.HANDFAST -> new HandfastProvider();
            case "BC" -> new BouncyCastleProvider();
            default -> Security.getProvider(SUN);
        };
        factory = CertificateFactory.getInstance("X.509", SUN);
        PathCorpus corpus = new PathCorpus(chain);
        anchors = Set.of(new TrustAnchor(certificate(corpus.root()), null));
        boolean cold = state.equals("cold") || provider.equals(SUN_COLD);
        chains = new ArrayList<>();
        for (int i = 0; i < (cold ? COLD / corpus.size() + 1 : 1); i++) {
            chains.add(corpus.make(i));
        }
        kept = state.equals("kept") && !cold ? parsed(chains.get(0)) : null;
    }

    /** Paths found among all that was sent. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void build(Meter meter, Blackhole sink) throws GeneralSecurityException {
        meter.start();
        for (int i = 0; i < BATCH; i++) {
            List<X509Certificate> certificates = certificates();
            X509CertSelector selector = new X509CertSelector();
            selector.setCertificate(certificates.get(0));
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, selector);
            parameters.setRevocationEnabled(false);
            parameters.addCertStore(CertStore.getInstance("Collection",
                    new CollectionCertStoreParameters(certificates)));
            sink.consume(CertPathBuilder.getInstance("PKIX", pkix).build(parameters));
        }
        meter.stop(BATCH);
    }

    /** Paths that are given in order. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void validate(Meter meter, Blackhole sink) throws GeneralSecurityException {
        meter.start();
        for (int i = 0; i < BATCH; i++) {
            CertPath path = factory.generateCertPath(certificates());
            PKIXParameters parameters = new PKIXParameters(anchors);
            parameters.setRevocationEnabled(false);
            sink.consume(CertPathValidator.getInstance("PKIX", pkix).validate(path, parameters));
        }
        meter.stop(BATCH);
    }

    /** The next chain, target first. */
    private List<X509Certificate> certificates() throws GeneralSecurityException {
        if (kept != null) {
            return kept;
        }
        PathCorpus.Chain now = chains.get(next);
        next = (next + 1) % chains.size();
        return parsed(now);
    }

    private List<X509Certificate> parsed(PathCorpus.Chain sent) throws GeneralSecurityException {
        List<X509Certificate> certificates = new ArrayList<>(sent.others().size() + 1);
        certificates.add(certificate(sent.target()));
        for (byte[] other : sent.others()) {
            certificates.add(certificate(other));
        }
        return certificates;
    }

    private X509Certificate certificate(byte[] encoded) throws GeneralSecurityException {
        return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(encoded));
    }
}
