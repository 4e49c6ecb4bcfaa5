package dev.handfast.jsse.pkix;

import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.Crl;
import dev.handfast.pki.cert.DistributionPoint;
import dev.handfast.pki.cert.GeneralName;
import dev.handfast.pki.cert.OcspReader;
import dev.handfast.pki.cert.Oids;
import dev.handfast.pki.cert.Spki;
import dev.handfast.pki.path.Budget;
import dev.handfast.pki.path.Revocation;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.Printable;
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
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.auth.x500.X500Principal;

/** Lists, responses and certificates for one validation: given ones first, then, where allowed, those fetched. */
final class RevocationSources implements Revocation.Sources {

    private static final System.Logger LOG = System.getLogger("dev.handfast.path");

    private final List<CertStore> stores;
    private final Certs certs;
    private final X509Certificate[] chain;
    private final Staples staples;
    private final PKIXRevocationChecker checker;
    private final boolean fetchLists;
    private final boolean fetchResponses;
    private List<Crl> given;
    private List<Cert> certificates;

    RevocationSources(List<CertStore> stores, Certs certs, X509Certificate[] chain, Staples staples,
            PKIXRevocationChecker checker) {
        this.stores = stores;
        this.certs = certs;
        this.chain = chain;
        this.staples = staples;
        this.checker = checker;
        this.fetchLists = checker != null || Settings.flag("com.sun.security.enableCRLDP", false);
        this.fetchResponses = checker != null || Settings.flag("ocsp.enable", false);
    }

    @Override
    public Collection<Crl> lists(Cert certificate) {
        if (given == null) {
            given = fromStores(null);
        }
        Set<Crl> lists = new LinkedHashSet<>(given);
        X500Principal issuer = stores.stream().allMatch(Stores::isCollection) ? null
                : Stores.principal(certificate.issuer());
        if (issuer != null) {
            X509CRLSelector selector = new X509CRLSelector();
            selector.addIssuer(issuer);
            lists.addAll(fromStores(selector));
        }
        if (fetchLists) {
            fetch(certificate.distributionPoints(), lists);
            fetch(certificate.freshestPoints(), lists);
        }
        return lists;
    }

    @Override
    public List<Revocation.Answer> responses(Cert certificate, Spki issuerKey, int index) {
        List<Revocation.Answer> answers = new ArrayList<>();
        Opaque staple = staples.of(certificate);
        if (!staple.isEmpty()) {
            add(staple.toBytes(), answers);
        }
        if (checker != null) {
            for (Map.Entry<X509Certificate, byte[]> response : checker.getOcspResponses().entrySet()) {
                if (isSame(response.getKey(), certificate)) {
                    add(response.getValue(), answers);
                }
            }
        }
        if (answers.isEmpty() && fetchResponses) {
            URI responder = responder(certificate);
            Revocation.Answer fetched = responder == null ? null
                    : OcspClient.ask(responder, certificate, issuerKey, nonce());
            if (fetched != null) {
                answers.add(fetched);
            }
        }
        return answers;
    }

    @Override
    public List<Cert> certificates() {
        if (certificates == null) {
            Set<Cert> all = new LinkedHashSet<>();
            for (X509Certificate sent : chain) {
                try {
                    all.add(certs.of(sent));
                } catch (MalformedInput | CertificateException e) {
                    LOG.log(System.Logger.Level.DEBUG, "a certificate that the peer sent cannot be read", e);
                }
            }
            all.addAll(new Stores(stores, certs).pool());
            certificates = List.copyOf(all);
        }
        return certificates;
    }

    @Override
    public Cert trustedResponder() {
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

    /** Lists of the collections (without a selector) or of the other stores (with one). */
    private List<Crl> fromStores(X509CRLSelector selector) {
        List<Crl> lists = new ArrayList<>();
        for (CertStore store : stores) {
            if (Stores.isCollection(store) == (selector == null)) {
                try {
                    for (CRL crl : store.getCRLs(selector)) {
                        if (crl instanceof X509CRL x509 && lists.size() < Budget.REVOCATION_OBJECTS) {
                            lists.add(ListMemory.of(x509));
                        }
                    }
                } catch (CertStoreException | CRLException | MalformedInput e) {
                    LOG.log(System.Logger.Level.DEBUG, "a revocation list in a store cannot be read: "
                            + Printable.of(e));
                }
            }
        }
        return lists;
    }

    private static void fetch(List<DistributionPoint> points, Set<Crl> into) {
        for (DistributionPoint point : points) {
            for (GeneralName name : point.names()) {
                if (name instanceof GeneralName.Uri uri) {
                    Crl fetched = ListMemory.fetch(uri.uri());
                    if (fetched != null) {
                        into.add(fetched);
                        break;
                    }
                }
            }
        }
    }

    private URI responder(Cert certificate) {
        if (checker != null && checker.getOcspResponder() != null) {
            return checker.getOcspResponder();
        }
        String configured = Settings.text("ocsp.responderURL", null);
        List<String> named = configured != null && checker == null ? List.of(configured)
                : certificate.authorityAccess(Oids.OCSP);
        for (String text : named) {
            URI uri = Fetcher.uri(text);
            if (uri != null) {
                return uri;
            }
        }
        return null;
    }

    private Opaque nonce() {
        if (checker != null) {
            for (Extension extension : checker.getOcspExtensions()) {
                if (extension.getId().equals(Oids.OCSP_NONCE.toString())) {
                    return Opaque.copyOf(extension.getValue());
                }
            }
        }
        return null;
    }

    private static void add(byte[] encoded, List<Revocation.Answer> answers) {
        try {
            answers.add(new Revocation.Answer(OcspReader.read(encoded), null));
        } catch (MalformedInput e) {
            LOG.log(System.Logger.Level.DEBUG, "an OCSP response cannot be read", e);
        }
    }

    private boolean isSame(X509Certificate theirs, Cert ours) {
        try {
            return certs.original(ours).equals(theirs);
        } catch (CertificateException e) {
            LOG.log(System.Logger.Level.DEBUG, "a certificate cannot be handed to JCA: " + Printable.of(e));
            return false;
        }
    }
}
