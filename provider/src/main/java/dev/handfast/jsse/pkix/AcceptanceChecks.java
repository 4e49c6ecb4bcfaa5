package dev.handfast.jsse.pkix;

import java.lang.System.Logger.Level;
import dev.handfast.wire.SafeLog;
import dev.handfast.jsse.certs.CertificateConverter;
import dev.handfast.jsse.certs.PathEngine;
import dev.handfast.jsse.certs.PathSettings;
import dev.handfast.jsse.certs.PeerConnection;
import dev.handfast.jsse.props.PathProperties;
import dev.handfast.jsse.revocation.PeerStaples;
import dev.handfast.jsse.revocation.RevocationCheckerImpl;
import dev.handfast.jsse.revocation.RevocationSources;
import dev.handfast.jsse.revocation.StapleChecks;
import dev.handfast.pki.path.Budget;
import dev.handfast.pki.path.PathBuilder;
import dev.handfast.pki.path.PathRefused;
import dev.handfast.pki.path.Revocation;
import dev.handfast.pki.path.Revocation.Way;
import dev.handfast.pki.path.VerifiedPath;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.PKIXCertPathChecker;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker.Option;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What parameters demand of a path beyond the judge: the application's checkers, revocation, staples. */
public final class AcceptanceChecks implements PathBuilder.Acceptance {

    private final CustomCheckers checkers;
    private final Revocation revocation;
    private final RevocationCheckerImpl reportTo;
    private final StapleChecks staple;
    private final JdkValidatorRequest jdk;

    private AcceptanceChecks(CustomCheckers checkers, Revocation revocation, RevocationCheckerImpl reportTo,
            StapleChecks staple,
            JdkValidatorRequest jdk) {
        this.jdk = jdk;
        this.checkers = checkers;
        this.revocation = revocation;
        this.reportTo = reportTo;
        this.staple = staple;
    }

    /** The demands of parameters outside of any handshake. */
    static AcceptanceChecks of(PathEngine engine, PKIXParameters parameters, CertificateConverter certs) {
        return make(engine, parameters, certs, new X509Certificate[0], PeerStaples.NONE, null,
                PathSettings.OF_PROPERTIES);
    }

    /** The demands of parameters in a handshake, with the peer's chain and its staples. */
    public static AcceptanceChecks of(PathEngine engine, PKIXParameters parameters, CertificateConverter certs,
            X509Certificate[] chain, PeerConnection connection) {
        PeerStaples staples = PeerStaples.of(chain, connection.proofs().staples());
        return make(engine, parameters, certs, chain, staples,
                StapleChecks.of(engine.judge(), connection, staples), connection.settings());
    }

    private static AcceptanceChecks make(PathEngine engine, PKIXParameters parameters, CertificateConverter certs,
            X509Certificate[] chain, PeerStaples staples, StapleChecks staple, PathSettings settings) {
        List<PKIXCertPathChecker> all = parameters.getCertPathCheckers();
        PKIXRevocationChecker chosen = null;
        boolean theirs = false;
        for (PKIXCertPathChecker checker : all) {
            if (checker instanceof PKIXRevocationChecker revocation) {
                chosen = carriesOptions(checker) ? revocation : chosen;
                theirs |= !carriesOptions(checker);
            }
        }
        Revocation revocation = null;
        if (chosen != null || parameters.isRevocationEnabled() && !theirs) {
            RevocationSources sources = new RevocationSources(parameters.getCertStores(), certs, chain, staples,
                    chosen, engine.caches(), settings);
            revocation = new Revocation(engine.judge(), options(chosen), sources);
        }
        return new AcceptanceChecks(new CustomCheckers(all, certs), revocation,
                chosen instanceof RevocationCheckerImpl own ? own : null, staple,
                JdkValidatorRequest.of(parameters, certs));
    }

    /**
     * Whether a checker only tells what revocation checking is to do: those that validators hand out. One that an
     * application has written checks by itself, and instead of ours, as in the JDK.
     */
    static boolean carriesOptions(PKIXCertPathChecker checker) {
        return checker instanceof PKIXRevocationChecker && (checker instanceof RevocationCheckerImpl
                || JdkValidatorRequest.isInternal(checker.getClass()) || isHandedOut(checker.getClass()));
    }

    /** Whether a class of checkers is one that the validator of an installed provider hands out. */
    private static boolean isHandedOut(Class<?> type) {
        Provider[] providers = Security.getProviders("CertPathValidator.PKIX");
        for (Provider provider : providers == null ? new Provider[0] : providers) {
            try {
                if (CertPathValidator.getInstance("PKIX", provider).getRevocationChecker().getClass() == type) {
                    return true;
                }
            } catch (NoSuchAlgorithmException | UnsupportedOperationException e) {
                SafeLog.of("dev.handfast.path").log(Level.DEBUG,
                        provider.getName() + " hands out no revocation checker", e);
            }
        }
        return false;
    }

    @Override
    public void accept(VerifiedPath path, Budget budget) throws PathRefused {
        checkers.accept(path, budget);
        if (jdk != null) {
            jdk.accept(path, budget);
        }
        if (staple != null) {
            staple.accept(path, budget);
        }
        if (revocation != null) {
            revocation.accept(path, budget);
            if (reportTo != null) {
                List<CertPathValidatorException> soft = new ArrayList<>();
                for (PathRefused failure : revocation.softFailures()) {
                    soft.add(PkixConversions.exception(failure, null));
                }
                reportTo.setSoftFailures(soft);
            }
        }
    }

    /** Without a checker: lists, and OCSP before them where {@code ocsp.enable} says so, as in the JDK. */
    private static Revocation.Options options(PKIXRevocationChecker checker) {
        if (checker == null) {
            List<Way> ways = PathProperties.askResponders() ? List.of(Way.OCSP, Way.LISTS) : List.of(Way.LISTS);
            return Revocation.Options.asking(ways).onlyEndEntity(PathProperties.checkRevocationOfTargetOnly());
        }
        Set<Option> options = checker.getOptions();
        List<Way> ways = options.contains(Option.PREFER_CRLS) ? List.of(Way.LISTS, Way.OCSP)
                : List.of(Way.OCSP, Way.LISTS);
        return Revocation.Options.asking(options.contains(Option.NO_FALLBACK) ? ways.subList(0, 1) : ways)
                .softFail(options.contains(Option.SOFT_FAIL))
                .onlyEndEntity(options.contains(Option.ONLY_END_ENTITY));
    }
}
