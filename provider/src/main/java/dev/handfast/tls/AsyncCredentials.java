package dev.handfast.tls;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import javax.net.ssl.ManagerFactoryParameters;

/**
 * Certificates whose keys sign by an {@link AsyncSigner}, for {@code KeyManagerFactory.init} of Handfast's factory
 * {@code PKIX}. Its key manager chooses among them as among the keys of a key store.
 *
 * @param all never null; copied, and unmodifiable
 */
public record AsyncCredentials(List<Credential> all) implements ManagerFactoryParameters {

    /**
     * One of them.
     *
     * @param signer signs by the key of the first certificate
     * @param chain the certificates to show, the key's own first; never empty; copied, and unmodifiable
     */
    public record Credential(AsyncSigner signer, List<X509Certificate> chain) {

        /**
         * Copies the list.
         *
         * @param signer signs by the key of the first certificate
         * @param chain the certificates to show, the key's own first
         * @throws IllegalArgumentException if it is empty
         */
        public Credential {
            Objects.requireNonNull(signer, "no signer");
            chain = List.copyOf(chain);
            if (chain.isEmpty()) {
                throw new IllegalArgumentException("no certificate");
            }
        }

        @Override
        public String toString() {
            return chain.get(0).getSubjectX500Principal() + " by " + signer.getClass().getName();
        }
    }

    /**
     * Copies the list.
     *
     * @param all in the order of preference
     */
    public AsyncCredentials {
        all = List.copyOf(all);
    }

    /**
     * A single one.
     *
     * @param signer signs by the key of the first certificate
     * @param chain the certificates to show, the key's own first
     * @return that one
     * @throws IllegalArgumentException if there is no certificate
     */
    public static AsyncCredentials of(AsyncSigner signer, X509Certificate... chain) {
        return new AsyncCredentials(List.of(new Credential(signer, List.of(chain))));
    }

    /**
     * These and another one, such as for a key of another type.
     *
     * @param signer signs by the key of the first certificate
     * @param chain the certificates to show, the key's own first
     * @return a copy with that one behind
     * @throws IllegalArgumentException if there is no certificate
     */
    public AsyncCredentials and(AsyncSigner signer, X509Certificate... chain) {
        List<Credential> more = new ArrayList<>(all);
        more.add(new Credential(signer, List.of(chain)));
        return new AsyncCredentials(more);
    }
}
