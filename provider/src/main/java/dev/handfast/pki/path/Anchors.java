package dev.handfast.pki.path;

import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.Name;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ArrayList;

/** What is trusted, by name. Immutable. */
public final class Anchors {

    private final Map<Name, List<Anchor>> byName = new HashMap<>();
    private final Map<Cert, Anchor> byCertificate = new HashMap<>();

    /** These anchors. */
    public Anchors(Collection<Anchor> anchors) {
        for (Anchor anchor : anchors) {
            List<Anchor> named = byName.get(anchor.name());
            if (named == null) {
                named = new ArrayList<>(1);
                byName.put(anchor.name(), named);
            }
            named.add(anchor);
            if (anchor.certificate() != null) {
                byCertificate.put(anchor.certificate(), anchor);
            }
        }
    }

    /** The anchors with a name; empty when there are none. */
    public List<Anchor> named(Name name) {
        return byName.getOrDefault(name, List.of());
    }

    /** The anchor that is this certificate, or null. */
    public @Nullable Anchor that(Cert certificate) {
        return byCertificate.get(certificate);
    }

    /** Whether nothing is trusted. */
    public boolean isEmpty() {
        return byName.isEmpty();
    }
}
