package dev.handfast.pki.path;

import dev.handfast.pki.cert.Crl;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A store or a file that revocation lists came from. Of a file that was fetched, which a man in the middle may have
 * filled, only so many lists may have wrong signatures: they must not spend what the rest of the search needs. One
 * object serves one certificate, or one store; not thread-safe.
 */
public final class CrlSource {

    /** Lists of one file whose signatures may be wrong: an honest one has those of an issuer's other keys. */
    static final int MAX_UNPROVED = 4;

    private final String from;
    private final @Nullable Consumer<Crl> proved;
    private final Set<Crl> unproved = Collections.newSetFromMap(new IdentityHashMap<>());

    private CrlSource(String from, @Nullable Consumer<Crl> proved) {
        this.from = from;
        this.proved = proved;
    }

    /**
     * A store of the operator's.
     *
     * @param from to stand behind a list's name: {@code " in the CertStore of type X"}
     */
    public static CrlSource ofStore(String from) {
        return new CrlSource(from, null);
    }

    /**
     * A file that was fetched.
     *
     * @param from to stand behind a list's name: {@code " from http://..."}
     * @param proved given each list when its issuer's signature has been verified and it covers the certificate asked
     *        about; the delta lists of a list before the list itself
     */
    public static CrlSource ofFile(String from, Consumer<Crl> proved) {
        return new CrlSource(from, proved);
    }

    /** Where it is, to stand behind a list's name. */
    public String from() {
        return from;
    }

    /** Whether a list's signature is not verified: it was wrong before, or too many others were. */
    boolean isSpent(Crl list) {
        return unproved.contains(list) || unproved.size() >= MAX_UNPROVED;
    }

    /** Notes that no key of a list's issuer made its signature. */
    void unproved(Crl list) {
        if (proved != null) {
            unproved.add(list);
        }
    }

    /** Notes that a list's signature has been verified. */
    void proved(Crl list) {
        if (proved != null) {
            proved.accept(list);
        }
    }
}
