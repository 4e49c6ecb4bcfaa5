package dev.handfast.jsse.pkix;

import dev.handfast.jsse.certs.CertificateConverter;
import dev.handfast.jsse.props.WarnOnce;
import dev.handfast.jsse.stores.TrustStores;
import dev.handfast.pki.path.Anchor;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.Printable;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;

/** The roots that the JDK ships, for the {@code jdkCA} condition. Loaded when first asked for. */
final class JdkAuthorities {

    private JdkAuthorities() {
    }

    /** Whether the anchor has the name and key of a root in the JDK's {@code cacerts}. */
    static boolean contain(Anchor anchor) {
        return Roots.KEYS.contains(anchor.key().encoded());
    }

    private static final class Roots {

        static final Set<Opaque> KEYS = load();

        private static Set<Opaque> load() {
            Set<Opaque> keys = new HashSet<>();
            try {
                KeyStore store = TrustStores.cacerts();
                for (String alias : Collections.list(store.aliases())) {
                    add(store.getCertificate(alias), alias, keys);
                }
            } catch (GeneralSecurityException e) {
                WarnOnce.once(
                        "the JDK's cacerts cannot be read, jdkCA conditions know only the roots before the fault: "
                                + Printable.of(e));
            }
            return Set.copyOf(keys);
        }

        private static void add(Certificate root, String alias, Set<Opaque> keys) {
            try {
                keys.add(CertificateConverter.parse((X509Certificate) root).key().encoded());
            } catch (CertificateException | MalformedInput e) {
                WarnOnce.once("the root " + alias + " of the JDK cannot be read, jdkCA conditions do not know it: "
                        + Printable.of(e));
            }
        }
    }
}
