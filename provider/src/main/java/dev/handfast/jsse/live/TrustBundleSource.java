package dev.handfast.jsse.live;

import dev.handfast.jsse.stores.KeyStoreContent;
import dev.handfast.tls.HeldCertificate;
import dev.handfast.tls.LiveSource.Form;
import dev.handfast.tls.LiveTrust;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Authorities in files. All are taken, or none: half a bundle would refuse peers that the other half trusts. */
final class TrustBundleSource implements Source<TrustBundle> {

    private final LiveTrust source;

    TrustBundleSource(LiveTrust source) {
        this.source = source;
    }

    @Override
    public List<Path> files() throws IOException {
        return source.form() == Form.DIRECTORY ? IdentityGroup.filesOf(source.files().get(0), true) : source.files();
    }

    @Override
    public Reading<TrustBundle> read(FileContents contents, @Nullable TrustBundle before, boolean settled, long now) {
        try {
            TrustBundle made = read(contents);
            if (before != null && made.places().keySet().equals(before.places().keySet())) {
                return new Reading<>(null, List.of(), Long.MAX_VALUE);
            }
            List<Path> gone = before == null || settled ? List.of() : gone(before, contents.files());
            if (!gone.isEmpty()) {
                // It may come back at once, as a file that is deleted and written anew.
                throw new Unusable(gone.get(0), "the file is gone", "Its authorities are withdrawn if it does not come"
                        + " back");
            }
            return new Reading<>(made, List.of(), Long.MAX_VALUE);
        } catch (Unusable e) {
            return Reading.of(e);
        }
    }

    private static List<Path> gone(TrustBundle before, List<Path> present) {
        return before.places().values().stream().map(TrustBundle.Place::file).distinct()
                .filter(file -> !present.contains(file)).toList();
    }

    private TrustBundle read(FileContents contents) throws Unusable {
        if (contents.failure() != null) {
            throw Unusable.unlisted(source, contents.failure());
        }
        Map<X509Certificate, TrustBundle.Place> places = new LinkedHashMap<>();
        for (Path file : contents.files()) {
            add(file, contents.of(file), places);
        }
        if (places.isEmpty()) {
            throw new Unusable(source.files().get(0), "it holds no certificate to trust, so that every peer would be"
                    + " refused", "Write at least one");
        }
        return new TrustBundle(places);
    }

    /** As a TrustManagerFactory does: certificate entries, and the first certificate of each key entry. */
    private void add(Path file, byte[] content, Map<X509Certificate, TrustBundle.Place> places) throws Unusable {
        char[] password = source.password();
        try {
            String type = source.form() == Form.KEY_STORE ? source.storeType() : KeyStoreContent.PEM;
            KeyStore store = KeyStoreContent.load(file, content, type, password);
            for (String alias : Collections.list(store.aliases())) {
                Certificate certificate = store.getCertificate(alias);
                if (certificate instanceof X509Certificate x509) {
                    places.putIfAbsent(x509, new TrustBundle.Place(file, alias));
                }
            }
        } catch (KeyStoreException e) {
            throw Unusable.unread(file, e);
        } finally {
            if (password != null) {
                Arrays.fill(password, '\0');
            }
        }
    }

    @Override
    public List<HeldCertificate> held(TrustBundle state) {
        List<HeldCertificate> all = new ArrayList<>();
        state.places().forEach((certificate, place) -> all.add(new HeldCertificate(place.file(), place.alias(), false,
                certificate)));
        return all;
    }

    /** Bundles keep roots that have ended; nobody minds. */
    @Override
    public boolean tellsOfEnded() {
        return false;
    }
}
