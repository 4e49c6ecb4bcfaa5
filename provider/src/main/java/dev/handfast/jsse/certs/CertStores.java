package dev.handfast.jsse.certs;

import java.lang.System.Logger.Level;
import dev.handfast.wire.SafeLog;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.Name;
import dev.handfast.pki.path.Budget;
import dev.handfast.pki.path.PathBuilder;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Printable;

import org.jspecify.annotations.Nullable;

import java.security.cert.CertSelector;
import java.security.cert.CertStore;
import java.security.cert.CertStoreException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.security.auth.x500.X500Principal;

/**
 * The certificate stores of parameters: collections are read whole, so that the search can look ahead; others are asked
 * for the issuers of one certificate at a time.
 */
public final class CertStores {

    private final List<CertStore> stores;
    private final CertificateConverter certs;
    private final UnreadableCertificates unread = new UnreadableCertificates();

    public CertStores(List<CertStore> stores, CertificateConverter certs) {
        this.stores = stores;
        this.certs = certs;
    }

    /** What was met in the stores so far and cannot be read. */
    public UnreadableCertificates unread() {
        return unread;
    }

    /** All certificates of the collections; those that cannot be read are left out. */
    public List<Cert> pool() {
        List<Cert> pool = new ArrayList<>();
        for (CertStore store : stores) {
            if (isCollection(store)) {
                add(store, null, pool);
            }
        }
        return pool;
    }

    /** Whether the collections hold all of these, so that a path through them can be had from here. */
    public boolean hold(Set<X509Certificate> wanted) {
        Set<Certificate> missing = new HashSet<>(wanted);
        for (CertStore store : stores) {
            if (!missing.isEmpty() && isCollection(store)) {
                try {
                    missing.removeAll(store.getCertificates(new Among(wanted)));
                } catch (CertStoreException e) {
                    failed(e);
                }
            }
        }
        return missing.isEmpty();
    }

    /** Selects what is in a set. */
    private record Among(Set<X509Certificate> wanted) implements CertSelector {

        @Override
        public boolean match(Certificate certificate) {
            return wanted.contains(certificate);
        }

        @Override
        public Object clone() {
            return this;
        }
    }

    /** Lookups in the other stores; null where there is none, so that the search need not allow for any. */
    public PathBuilder.@Nullable Issuers issuers() {
        boolean collections = true;
        for (CertStore store : stores) {
            collections &= isCollection(store);
        }
        return collections ? null : certificate -> {
            List<Cert> found = new ArrayList<>();
            X509CertSelector selector = new X509CertSelector();
            X500Principal subject = principal(certificate.issuer());
            selector.setSubject(subject);
            for (CertStore store : stores) {
                if (!isCollection(store) && subject != null) {
                    add(store, selector, found);
                }
            }
            return found;
        };
    }

    /** Adds the certificates that match, up to a number of them. */
    public void matching(X509CertSelector selector, int most, Set<X509Certificate> into) throws CertStoreException {
        for (CertStore store : stores) {
            for (Certificate certificate : store.getCertificates(selector)) {
                if (certificate instanceof X509Certificate x509 && into.size() < most) {
                    into.add(x509);
                }
            }
        }
    }

    private void add(CertStore store, @Nullable X509CertSelector selector, List<Cert> into) {
        Collection<? extends Certificate> all;
        try {
            all = store.getCertificates(selector);
        } catch (CertStoreException e) {
            failed(e);
            return;
        }
        for (Certificate certificate : all) {
            if (certificate instanceof X509Certificate x509 && into.size() < Budget.POOL) {
                try {
                    into.add(certs.of(x509));
                } catch (MalformedInput | CertificateException e) {
                    unread.add(x509.getSubjectX500Principal(), "a certificate in a CertStore", e);
                }
            }
        }
    }

    private static void failed(CertStoreException e) {
        SafeLog.of("dev.handfast.path").log(Level.DEBUG, "a certificate store failed", e);
    }

    /** JCA's form of a name; null where JCA does not read what we do, so that nothing can be looked up by it. */
    public static @Nullable X500Principal principal(Name name) {
        try {
            return new X500Principal(name.encoded().toBytes());
        } catch (IllegalArgumentException e) {
            SafeLog.of("dev.handfast.path").log(Level.DEBUG,
                    "a name that JCA cannot read: " + Printable.of(e));
            return null;
        }
    }

    /** Whether a store holds its contents in memory, so that all of them can be had at once. */
    public static boolean isCollection(CertStore store) {
        return store.getType().equals("Collection") || store.getType().equals("IndexedCollection");
    }
}
