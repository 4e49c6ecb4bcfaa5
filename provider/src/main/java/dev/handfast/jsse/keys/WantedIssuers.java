package dev.handfast.jsse.keys;

import java.security.Principal;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.Set;

import javax.security.auth.x500.X500Principal;

/**
 * Authorities that a key's chain must lead to, looked up by their canonical names: those are text, which has an order,
 * so that a peer gains nothing by names of one hash.
 */
final class WantedIssuers {

    private final Set<String> names;

    private WantedIssuers(Set<String> names) {
        this.names = names;
    }

    /** The authorities as a key manager is given them: null or none for any. */
    static WantedIssuers of(Principal[] issuers) {
        if (issuers == null || issuers.length == 0) {
            return new WantedIssuers(null);
        }
        Set<String> names = new HashSet<>();
        for (Principal issuer : issuers) {
            if (issuer instanceof X500Principal name) {
                names.add(name.getName(X500Principal.CANONICAL));
            }
        }
        return new WantedIssuers(names);
    }

    /** Whether a certificate of a chain is issued by one of them. */
    boolean issued(X509Certificate[] chain) {
        if (names == null) {
            return true;
        }
        for (X509Certificate certificate : chain) {
            if (names.contains(certificate.getIssuerX500Principal().getName(X500Principal.CANONICAL))) {
                return true;
            }
        }
        return false;
    }
}
