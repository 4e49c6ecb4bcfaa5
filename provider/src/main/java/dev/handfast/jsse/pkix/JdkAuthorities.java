package dev.handfast.jsse.pkix;

import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.CertReader;
import dev.handfast.pki.path.Anchor;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
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
                    Cert cert = CertReader.read(store.getCertificate(alias).getEncoded());
                    keys.add(cert.key().encoded());
                }
            } catch (GeneralSecurityException | MalformedInput e) {
                System.getLogger("dev.handfast.path").log(System.Logger.Level.WARNING,
                        "a root of the JDK cannot be read; jdkCA conditions know only those before it", e);
            }
            return Set.copyOf(keys);
        }
    }
}
