package dev.handfast.jsse.revocation;

import java.lang.System.Logger.Level;
import dev.handfast.wire.SafeLog;
import dev.handfast.jsse.certs.CertStores;
import dev.handfast.jsse.certs.CertificateConverter;
import dev.handfast.jsse.certs.PathSettings;
import dev.handfast.jsse.fetch.AllowedLocations;
import dev.handfast.jsse.fetch.FetchBudget;
import dev.handfast.jsse.fetch.Fetcher;
import dev.handfast.jsse.props.PathProperties;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.DistributionPoint;
import dev.handfast.pki.cert.GeneralName;
import dev.handfast.pki.cert.OcspReader;
import dev.handfast.pki.cert.Oids;
import dev.handfast.pki.cert.Spki;
import dev.handfast.pki.path.Budget;
import dev.handfast.pki.path.CrlSource;
import dev.handfast.pki.path.Revocation;
import dev.handfast.pki.path.SharedCaches;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.Printable;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.security.cert.CRL;
import java.security.cert.CRLException;
import java.security.cert.CertStore;
import java.security.cert.CertStoreException;
import java.security.cert.CertificateException;
import java.security.cert.Extension;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.auth.x500.X500Principal;

/** Lists, responses and certificates for one validation: given ones first, then, where allowed, those fetched. */
public final class RevocationSources implements Revocation.Sources {

    /** Which addresses of lists and responders certificates may have asked, in the syntax of the JDK's for issuers. */
    private static final String ALLOWED = "handfast.pki.allowedRevocationLocations";

    private static final SafeLog LOG = SafeLog.of("dev.handfast.path");

    private final List<CertStore> stores;
    private final CertificateConverter certs;
    private final X509Certificate[] chain;
    private final PeerStaples staples;
    private final @Nullable PKIXRevocationChecker checker;
    private final SharedCaches caches;
    private final PathSettings settings;
    private final CrlCache crls;
    private final OcspClient responders;
    private final boolean fetchLists;
    private final boolean fetchResponses;
    private final FetchBudget forTarget = new FetchBudget(FetchBudget.TARGET);
    private final FetchBudget forAuthorities = forTarget.beside(FetchBudget.AUTHORITIES);
    private @Nullable AllowedLocations allowed;
    private @Nullable Given given;
    private boolean partly;
    private boolean remembered;
    private final Map<Cert, Long> spent = new HashMap<>();
    private @Nullable Cert target;
    private @Nullable List<Cert> certificates;

    /** Lists that stores hold, and what of them cannot be read: by issuer, null where a whole store failed. */
    private record Given(List<Revocation.Listed> lists, List<Unreadable> unreadable) {

        Given() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }

    /** What lists are fetched for; {@code whole} says that memory of a part of a file is no good. */
    private record Wanted(Cert certificate, Spki issuerKey, boolean whole) {
    }

    private record Unreadable(@Nullable X500Principal issuer, String why) {
    }

    public RevocationSources(List<CertStore> stores, CertificateConverter certs, X509Certificate[] chain,
            PeerStaples staples, @Nullable PKIXRevocationChecker checker, SharedCaches caches, PathSettings settings) {
        this.caches = caches;
        this.settings = settings;
        this.crls = new CrlCache(caches);
        this.responders = new OcspClient(caches);
        this.stores = stores;
        this.certs = certs;
        this.chain = chain;
        this.staples = staples;
        this.checker = checker;
        this.fetchLists = checker != null || PathProperties.fetchLists();
        if (checker == null) {
            tellOfResponderCertificates();
        }
        this.fetchResponses = checker != null || PathProperties.askResponders();
    }

    @Override
    public void begin(@Nullable Cert ofPath) {
        target = ofPath;
    }

    @Override
    public void end() {
        forTarget.judged();
    }

    @Override
    public Revocation.Found<Revocation.Listed> lists(Cert certificate, Spki issuerKey) {
        partly = false;
        return lists(certificate, issuerKey, false);
    }

    @Override
    public Revocation.@Nullable Found<Revocation.Listed> wholeLists(Cert certificate, Spki issuerKey) {
        return partly ? lists(certificate, issuerKey, true) : null;
    }

    private Revocation.Found<Revocation.Listed> lists(Cert certificate, Spki issuerKey, boolean whole) {
        if (given == null) {
            given = new Given();
            fromStores(null, given);
        }
        Set<Revocation.Listed> lists = new LinkedHashSet<>(given.lists());
        List<Unreadable> unreadable = new ArrayList<>(given.unreadable());
        X500Principal issuer = CertStores.principal(certificate.issuer());
        if (issuer != null && !stores.stream().allMatch(CertStores::isCollection)) {
            X509CRLSelector selector = new X509CRLSelector();
            selector.addIssuer(issuer);
            Given selected = new Given();
            fromStores(selector, selected);
            lists.addAll(selected.lists());
            unreadable.addAll(selected.unreadable());
        }
        SourceFailures failures = new SourceFailures(certificate, spent);
        for (Unreadable each : unreadable) {
            if (each.issuer() == null || each.issuer().equals(issuer)) {
                failures.add(each.why());
            }
        }
        if (fetchLists) {
            Wanted wanted = new Wanted(certificate, issuerKey, whole);
            fetch(certificate.distributionPoints(), wanted, lists, failures);
            fetch(certificate.freshestPoints(), wanted, lists, failures);
        }
        return failures.beside(List.copyOf(lists));
    }

    @Override
    public Revocation.Found<Revocation.Answer> responses(Cert certificate) {
        List<Revocation.Answer> answers = new ArrayList<>();
        SourceFailures failures = new SourceFailures(certificate, spent);
        Opaque staple = staples.of(certificate);
        if (!staple.isEmpty()) {
            add(staple.toBytes(), "the response that the peer stapled", answers, failures);
        }
        if (checker != null) {
            for (Map.Entry<X509Certificate, byte[]> response : checker.getOcspResponses().entrySet()) {
                if (isSame(response.getKey(), certificate)) {
                    add(response.getValue(), "the response that the application gave", answers, failures);
                }
            }
        }
        return failures.beside(answers);
    }

    @Override
    public Revocation.Found<Revocation.Answer> fetched(Cert certificate, Spki issuerKey) {
        remembered = false;
        return fetched(certificate, issuerKey, false);
    }

    @Override
    public Revocation.@Nullable Found<Revocation.Answer> fetchedAnew(Cert certificate, Spki issuerKey) {
        return remembered ? fetched(certificate, issuerKey, true) : null;
    }

    private Revocation.Found<Revocation.Answer> fetched(Cert certificate, Spki issuerKey, boolean anew) {
        List<Revocation.Answer> answers = new ArrayList<>();
        SourceFailures failures = new SourceFailures(certificate, spent);
        URI responder = fetchResponses ? responder(certificate, failures) : null;
        if (responder != null) {
            long begun = System.nanoTime();
            try {
                Opaque nonce = nonce();
                Revocation.Answer known = anew ? null : responders.known(responder, certificate, issuerKey, nonce);
                remembered = known != null;
                answers.add(known != null ? known
                        : responders.ask(responder, certificate, issuerKey, nonce, allowance(certificate)));
            } catch (IOException | MalformedInput e) {
                failures.add("no response from ", responder.toString(), e, System.nanoTime() - begun);
            }
        }
        return failures.beside(answers);
    }

    @Override
    public List<Cert> certificates() {
        if (certificates == null) {
            Set<Cert> all = new LinkedHashSet<>();
            for (X509Certificate sent : chain) {
                try {
                    all.add(certs.of(sent));
                } catch (MalformedInput | CertificateException e) {
                    LOG.log(Level.DEBUG, "a certificate that the peer sent cannot be read", e);
                }
            }
            all.addAll(new CertStores(stores, certs).pool());
            certificates = List.copyOf(all);
        }
        return certificates;
    }

    @Override
    public @Nullable Cert trustedResponder() {
        X509Certificate responder = checker == null ? null : checker.getOcspResponderCert();
        if (responder == null) {
            return null;
        }
        try {
            return certs.of(responder);
        } catch (MalformedInput | CertificateException e) {
            throw new IllegalArgumentException("the OCSP responder's certificate cannot be read: " + e.getMessage(), e);
        }
    }

    /** Adds the lists of the collections (without a selector) or of the other stores (with one). */
    private void fromStores(@Nullable X509CRLSelector selector, Given into) {
        for (CertStore store : stores) {
            if (CertStores.isCollection(store) == (selector == null)) {
                CrlSource source = CrlSource.ofStore(" in the CertStore of type " + store.getType());
                try {
                    for (CRL crl : store.getCRLs(selector)) {
                        if (crl instanceof X509CRL x509 && into.lists().size() < Budget.REVOCATION_OBJECTS) {
                            add(x509, source, into);
                        }
                    }
                } catch (CertStoreException e) {
                    into.unreadable().add(new Unreadable(null, "the lists" + source.from() + " cannot be had: "
                            + Fetcher.why(e)));
                }
            }
        }
    }

    private void add(X509CRL list, CrlSource source, Given into) {
        try {
            into.lists().add(new Revocation.Listed(crls.of(list), source));
        } catch (CRLException | MalformedInput | RuntimeException e) {
            // A RuntimeException, too: the object's class may be the application's.
            X500Principal issuer = issuer(list);
            String why = "the revocation list of \"" + (issuer == null ? "an issuer that cannot be read"
                    : Printable.text(issuer.getName())) + "\"" + source.from() + " cannot be read: " + Fetcher.why(e);
            if (caches.isFirst(why)) {
                LOG.log(Level.WARNING, "{0}. It says nothing about any certificate", why);
            }
            if (into.unreadable().size() < Budget.REVOCATION_OBJECTS) {
                into.unreadable().add(new Unreadable(issuer, why));
            }
        }
    }

    /** Whose list it is; null if the object does not say, so that it may be anybody's. */
    private static @Nullable X500Principal issuer(X509CRL list) {
        try {
            return list.getIssuerX500Principal();
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, () -> "a revocation list does not say whose it is: " + Printable.of(e));
            return null;
        }
    }

    private void fetch(List<DistributionPoint> points, Wanted wanted, Set<Revocation.Listed> into,
            SourceFailures failures) {
        for (DistributionPoint point : points) {
            for (GeneralName name : point.names()) {
                if (name instanceof GeneralName.Uri uri && fetch(uri.uri(), wanted, into, failures)) {
                    break;
                }
            }
        }
    }

    private boolean fetch(String address, Wanted wanted, Set<Revocation.Listed> into, SourceFailures failures) {
        long begun = System.nanoTime();
        try {
            CrlCache.Fetched fetched = crls.fetch(permitted(Fetcher.location(address)), wanted.certificate(),
                    wanted.issuerKey(), allowance(wanted.certificate()), wanted.whole());
            partly |= fetched.partly();
            into.addAll(fetched.lists());
            return true;
        } catch (IOException | MalformedInput | CRLException e) {
            failures.add("no revocation list from ", address, e, System.nanoTime() - begun);
            return false;
        }
    }

    /** The JDK's way to name a responder by its certificate (JDK's java.security, "ocsp.responderCert…"). */
    private static void tellOfResponderCertificates() {
        for (String name : List.of("ocsp.responderCertSubjectName", "ocsp.responderCertIssuerName",
                "ocsp.responderCertSerialNumber")) {
            PathProperties.tellUnused(name, "a response counts if the issuer of the certificate signed it, or a"
                    + " responder whose certificate is by that issuer; give others to"
                    + " PKIXRevocationChecker.setOcspResponderCert");
        }
    }

    /** The application's responder, else the configured one, else the first of the certificate's that may be asked. */
    private @Nullable URI responder(Cert certificate, SourceFailures failures) {
        String chosen = checker == null ? PathProperties.responder()
                : checker.getOcspResponder() == null ? null : checker.getOcspResponder().toString();
        for (String text : chosen != null ? List.of(chosen) : certificate.authorityAccess(Oids.OCSP)) {
            try {
                URI uri = Fetcher.location(text);
                return chosen != null ? uri : permitted(uri);
            } catch (IOException e) {
                failures.add("no response from ", text, e, 0);
            }
        }
        return null;
    }

    /**
     * Authorities, which a peer may choose by what it sends, must not use up what its own certificate needs, which may
     * be an authority's, too.
     */
    private FetchBudget allowance(Cert certificate) {
        return !certificate.isCa() || certificate.equals(target) ? forTarget : forAuthorities;
    }

    /** An address that a certificate names, if the operator lets it be fetched from. */
    private URI permitted(URI uri) throws IOException {
        if (allowed == null) {
            allowed = AllowedLocations.reading(ALLOWED, settings.allowedRevocationLocations(ALLOWED, "any"), caches);
        }
        if (!allowed.allow(uri)) {
            throw new IOException(ALLOWED + " does not allow it");
        }
        return uri;
    }

    private @Nullable Opaque nonce() {
        if (checker != null) {
            for (Extension extension : checker.getOcspExtensions()) {
                if (extension.getId().equals(Oids.OCSP_NONCE.toString())) {
                    return Opaque.copyOf(extension.getValue());
                }
            }
        }
        return null;
    }

    private static void add(byte[] encoded, String what, List<Revocation.Answer> answers, SourceFailures failures) {
        try {
            answers.add(new Revocation.Answer(OcspReader.read(encoded), null, what, (verified, lasting) -> {}));
        } catch (MalformedInput e) {
            failures.add(what + " cannot be read: " + e.getMessage());
        }
    }

    private boolean isSame(X509Certificate theirs, Cert ours) {
        try {
            return certs.original(ours).equals(theirs);
        } catch (CertificateException e) {
            LOG.log(Level.DEBUG, () -> "a certificate cannot be handed to JCA: " + Printable.of(e));
            return false;
        }
    }
}
