package dev.handfast.jsse.live;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The authorities that files hold at one time.
 *
 * @param places by certificate the file and the entry it is in; in their order
 */
public record TrustBundle(Map<X509Certificate, Place> places) {

    /** Where a certificate is from. */
    public record Place(Path file, String alias) {

        /** Both, for a sentence. */
        @Override
        public String toString() {
            return "the entry \"" + alias + "\" of " + file;
        }
    }

    /** Copies the map, in its order. */
    public TrustBundle {
        places = new LinkedHashMap<>(places);
    }

    /** The certificates. */
    public List<X509Certificate> anchors() {
        return List.copyOf(places.keySet());
    }
}
