package dev.handfast.jsse.live;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A private key and what is shown with it.
 *
 * @param name what it is called: its alias, or the name of its files
 * @param file the file that holds its certificates
 * @param chain the key's own certificate first; not empty
 */
public record OwnIdentity(String name, Path file, PrivateKey key, List<X509Certificate> chain) {

    /** Copies the list. */
    public OwnIdentity {
        chain = List.copyOf(chain);
    }

    /** The key's own certificate. */
    public X509Certificate own() {
        return chain.get(0);
    }

    /** Whether another shows the same. */
    boolean shows(OwnIdentity other) {
        return chain.equals(other.chain);
    }

    /** Name and subject. */
    @Override
    public String toString() {
        return name + " of " + file;
    }
}
