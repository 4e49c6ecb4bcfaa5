package dev.handfast.jsse.fetch;

import java.lang.System.Logger.Level;
import dev.handfast.wire.SafeLog;
import dev.handfast.crypto.bc.CmsBundle;
import dev.handfast.crypto.jca.JcaCertificates;
import dev.handfast.der.Tag;
import dev.handfast.jsse.certs.CertificateConverter;
import dev.handfast.jsse.props.PathProperties;
import dev.handfast.pki.cert.AuthorityKeyId;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.CertReader;
import dev.handfast.pki.cert.Name;
import dev.handfast.pki.cert.Oids;
import dev.handfast.pki.path.CacheKind;
import dev.handfast.pki.path.CacheShare;
import dev.handfast.pki.path.LruCache;
import dev.handfast.pki.path.PathBuilder;
import dev.handfast.pki.path.PathFault;
import dev.handfast.pki.path.PathRefused;
import dev.handfast.pki.path.SharedCaches;
import dev.handfast.pki.path.VerifiedPath;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Printable;

import org.jspecify.annotations.Nullable;
import java.io.IOException;
import java.net.URI;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Fetches missing issuers from where certificates say they are (RFC 5280 section 4.2.2.1). Off unless {@code
 * com.sun.security.enableAIAcaIssuers} is true, and then only from what {@code com.sun.security.allowedAIALocations}
 * allows, which is nothing by default: whoever makes a certificate chooses the address. Both properties are the JDK's.
 * One object serves one search.
 */
public final class IssuerFetch implements PathBuilder.Issuers {

    private static final SafeLog LOG = SafeLog.of("dev.handfast.path");

    private static final String ALLOWED = "com.sun.security.allowedAIALocations";

    /** Certificates taken of one bundle: an authority with its cross certificates has a handful. */
    private static final int MAX_BUNDLED = 16;

    /** Addresses of one certificate that are looked at: honest ones name one or two. */
    private static final int MAX_ADDRESSES = 16;

    /** How long one fetch may take: half of a peer's usual patience in a handshake. */
    private static final long TIMEOUT_MILLIS = 5_000;

    /** For how long issuers are kept, which a verified path needed. */
    private static final long KEEP_MILLIS = 3_600_000;

    private record Fetched(List<Cert> certificates, long until) {
    }

    private static final CacheKind<URI, Fetched> MEMORY = new CacheKind<>(CacheShare.ISSUERS_FETCHED, (uri,
            fetched) -> 4L * uri.toString().length() + fetched.certificates().stream().mapToLong(Cert::weight).sum());

    /** Failures of one search that are remembered: honest chains lack one or two issuers. */
    private static final int MAX_FAILURES = 2 * MAX_ADDRESSES;

    /** Addresses from which nothing came that a refusal names: more is no help. */
    private static final int NAMED = 3;

    /** Said once: the switch is on and nothing is allowed. */
    private static final AtomicBoolean TOLD = new AtomicBoolean();

    private final PathBuilder.@Nullable Issuers stores;
    private final CertificateConverter certs;
    private final AllowedLocations allowed;
    private final Fetcher fetcher;
    private final HostLimit asked;
    private final LruCache<URI, Fetched> memory;
    private final FetchBudget allowance = new FetchBudget(FetchBudget.ISSUERS);

    /** What this search has fetched, by address. */
    private final Map<URI, List<Cert>> fetched = new LinkedHashMap<>();

    /** What this search was reminded of: a bundle may hold the issuer's issuer too. */
    private final Map<URI, List<Cert>> reminded = new LinkedHashMap<>();

    /** Whether what other paths have needed may do. */
    private boolean remembers = true;

    /** Where an issuer did not come from, and why. */
    private final List<Failure> failures = new ArrayList<>();

    private record Failure(Name issuer, String address, String why) {
    }

    private IssuerFetch(PathBuilder.@Nullable Issuers stores, CertificateConverter certs, AllowedLocations allowed,
            SharedCaches caches) {
        this.stores = stores;
        this.certs = certs;
        this.allowed = allowed;
        this.fetcher = new Fetcher(caches);
        this.asked = new HostLimit(caches);
        this.memory = caches.get(MEMORY);
    }

    /**
     * Lookups in stores, and fetching where it is turned on; null where there is neither.
     *
     * @param certs is told JCA's form of what is fetched
     * @param caches keep what was of use, and what failed
     */
    public static PathBuilder.@Nullable Issuers around(PathBuilder.@Nullable Issuers stores, CertificateConverter certs,
            SharedCaches caches) {
        if (!PathProperties.fetchIssuers()) {
            return stores;
        }
        AllowedLocations allowed = AllowedLocations.of(ALLOWED, "", caches);
        if (allowed.isEmpty()) {
            if (TOLD.compareAndSet(false, true)) {
                LOG.log(Level.WARNING, "com.sun.security.enableAIAcaIssuers is on, but {0} allows"
                        + " nothing, so no issuer is fetched. Set it to the addresses of the authorities to fetch from",
                        ALLOWED);
            }
            return stores;
        }
        return new IssuerFetch(stores, certs, allowed, caches);
    }

    @Override
    public List<Cert> of(Cert certificate) {
        List<Cert> found = new ArrayList<>(stores == null ? List.of() : stores.of(certificate));
        fetched.values().forEach(came -> add(came, certificate, found));
        reminded.values().forEach(known -> add(known, certificate, found));
        if (found.isEmpty() && !certificate.isSelfIssued()) {
            List<String> addresses = certificate.authorityAccess(Oids.CA_ISSUERS);
            // Whoever made the certificate may have written thousands, and each that is not allowed costs, too.
            for (String text : addresses.subList(0, Math.min(MAX_ADDRESSES, addresses.size()))) {
                List<Cert> came = at(text, certificate);
                add(came, certificate, found);
                if (!found.isEmpty()) {
                    return found;
                }
                if (!came.isEmpty()) {
                    failed(certificate, text, "none of its certificates has that name");
                }
            }
        }
        return found;
    }

    private static void add(List<Cert> came, Cert certificate, List<Cert> found) {
        for (Cert each : came) {
            if (mayBeIssuer(each, certificate) && !found.contains(each)) {
                found.add(each);
            }
        }
    }

    private static boolean mayBeIssuer(Cert candidate, Cert certificate) {
        return candidate.subject().equals(certificate.issuer());
    }

    /**
     * Whether what is remembered of an address can be all that a certificate needs from there. A bundle may hold other
     * issuers, and other keys of one issuer, which no path has needed yet.
     */
    private static boolean isEnough(List<Cert> known, Cert certificate) {
        AuthorityKeyId wanted = certificate.authorityKeyId();
        return known.stream()
                .anyMatch(each -> mayBeIssuer(each, certificate) && (wanted == null || wanted.keyId() == null
                        || each.subjectKeyId() == null || wanted.keyId().equals(each.subjectKeyId())));
    }

    private void failed(Cert certificate, String address, String why) {
        Failure failure = new Failure(certificate.issuer(), Printable.text(address), why);
        if (failures.size() < MAX_FAILURES && !failures.contains(failure)) {
            failures.add(failure);
        }
        LOG.log(Level.DEBUG, () -> "no issuer from " + Printable.text(address) + ": " + why);
    }

    /** A refusal for want of an issuer, with what came, or did not come, from where it was to be fetched. */
    public PathRefused explain(PathRefused refused) {
        if (refused.fault() != PathFault.NO_ISSUER || refused.certificate() == null) {
            return refused;
        }
        Name missing = refused.certificate().issuer();
        List<String> told = failures.stream().filter(failure -> failure.issuer.equals(missing)).limit(NAMED)
                .map(failure -> failure.address + " (" + failure.why + ")").toList();
        return told.isEmpty() ? refused : PathRefused.of(refused.fault(), refused.index(), refused.certificate(),
                refused.getMessage() + ", and did not come from " + String.join(" nor from ", told), refused.cure())
                .reporting(refused);
    }

    /**
     * Remembers what was fetched for a path that has been verified, besides what other paths have needed from there.
     */
    public void proved(VerifiedPath path) {
        long now = System.currentTimeMillis();
        fetched.forEach((uri, certificates) -> {
            Set<Cert> used = new LinkedHashSet<>(certificates);
            used.retainAll(path.certificates());
            if (!used.isEmpty()) {
                asked.served(uri);
                Fetched known = memory.get(uri);
                if (known != null && now < known.until()) {
                    // Of these the server has just been asked too: what it no longer gives is forgotten.
                    known.certificates().stream().filter(certificates::contains).forEach(used::add);
                }
                memory.put(uri, new Fetched(List.copyOf(used), now + KEEP_MILLIS));
            }
        });
    }

    /** Forgets what this search was reminded of, and fetches instead; whether there was something. */
    public boolean asksAnew() {
        remembers = false;
        boolean was = !reminded.isEmpty();
        reminded.clear();
        return was;
    }

    private List<Cert> at(String text, Cert certificate) {
        try {
            URI uri = Fetcher.location(text);
            if (!allowed.allow(uri)) {
                throw new IOException(ALLOWED + " does not allow it");
            }
            Fetched known = remembers ? memory.get(uri) : null;
            if (known != null && System.currentTimeMillis() < known.until()
                    && isEnough(known.certificates(), certificate)) {
                reminded.put(uri, known.certificates());
                return known.certificates();
            }
            if (!fetched.containsKey(uri)) {
                // One search asks once, whatever comes of it.
                fetched.put(uri, List.of());
                fetched.put(uri, fetch(uri));
            }
            return fetched.get(uri);
        } catch (IOException e) {
            failed(certificate, text, e.getMessage() == null ? Printable.of(e) : Printable.message(e.getMessage()));
            return List.of();
        }
    }

    /** A single certificate in DER or a certs-only message of CMS (RFC 5280 section 4.2.2.1); in use, either in PEM. */
    private List<Cert> fetch(URI uri) throws IOException {
        asked.ask(uri, System.nanoTime());
        byte[] file = fetcher.get(uri, CertReader.MAX_BYTES,
                PathProperties.timeout("com.sun.security.cert.timeout", TIMEOUT_MILLIS), allowance);
        boolean isDer = file.length > 0 && file[0] == Tag.SEQUENCE;
        List<byte[]> encoded = new ArrayList<>();
        for (byte[] each : isDer ? List.of(file) : CrlFile.pem(file, MAX_BUNDLED)) {
            encoded.addAll(CrlFile.isSigned(each) ? List.of(each) : CmsBundle.certificates(each));
        }
        return readable(encoded);
    }

    /** The first of them, without those that our reader refuses, or that would be refused as JCA's objects. */
    private List<Cert> readable(List<byte[]> encoded) throws IOException {
        List<Cert> readable = new ArrayList<>();
        Exception flaw = null;
        for (byte[] each : encoded.subList(0, Math.min(MAX_BUNDLED, encoded.size()))) {
            try {
                readable.add(certs.of(JcaCertificates.certificate(each)));
            } catch (CertificateException | MalformedInput e) {
                flaw = e;
            }
        }
        if (readable.isEmpty()) {
            throw new IOException(
                    "it holds no certificate" + (flaw == null ? "" : " that can be read: " + flaw.getMessage()));
        }
        return List.copyOf(readable);
    }
}
