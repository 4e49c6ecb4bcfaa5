package dev.handfast.handshake;

import dev.handfast.wire.SafeLog;
import dev.handfast.auth.Credential;
import dev.handfast.auth.CredentialChooser;
import dev.handfast.auth.SchemeRules;
import dev.handfast.auth.SigningKey;
import dev.handfast.session.SessionState;
import dev.handfast.spec.Fault;
import dev.handfast.spec.SignatureScheme;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger.Level;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Finds what this side signs with: a certificate that fits what the peer accepts, and a key that agrees to sign so. It
 * remembers the keys that refused, for the fault if none is left (RFC 9846 sections 4.5.1.2 and 4.5.2).
 */
public final class Credentials {

    private static final SafeLog LOG = SafeLog.of(Credentials.class);

    /** Refusals that the fault names; a store may hold any number of keys. */
    private static final int REFUSALS_NAMED = 4;

    private final HandshakeConfig settings;
    private final SessionState known;
    private final List<SignatureScheme> common;
    private final List<String> refusals = new ArrayList<>(0);
    private @Nullable GeneralSecurityException firstRefusal;

    /**
     * Finds none yet.
     *
     * @param peers schemes the peer accepts over handshakes
     */
    public Credentials(HandshakeConfig settings, List<SignatureScheme> peers, SessionState known) {
        this.settings = settings;
        this.known = known;
        this.common = new ArrayList<>();
        for (SignatureScheme scheme : settings.algorithms().schemes()) {
            if (scheme.signsHandshakesOf(known.version()) && peers.contains(scheme)) {
                common.add(scheme);
            }
        }
    }

    /**
     * Asks the chooser for a credential that can sign with one of the common schemes; null if it has none.
     *
     * @param authorities the peer's, in DER; empty: any
     */
    public @Nullable SigningKey find(List<Opaque> authorities) {
        return find(known, authorities, null, key -> true);
    }

    /**
     * As above.
     *
     * @param soFar what the chooser is shown
     * @param only the only JSSE key types that will do, or null for any
     * @param rule what the certificate's key must be like besides
     */
    public @Nullable SigningKey find(SessionState soFar, List<Opaque> authorities, @Nullable List<String> only,
            Predicate<PublicKey> rule) {
        List<String> types = keyTypes(only);
        if (types.isEmpty()) {
            return null;
        }
        Signing need = new Signing(rule);
        Credential chosen = settings.authentication().credentials().choose(types, authorities, soFar, need);
        return chosen != null && need.isMetBy(chosen) ? need.found : null;
    }

    /** The fault of a server that has no key, which says what keys refused and why. */
    public TlsFault fault(String text) {
        String refused = refusals.isEmpty() ? "" : "; " + String.join("; ", refusals);
        String lacking = settings.crypto().shortcoming();
        return new TlsFault(Fault.NO_SUITABLE_CREDENTIAL, text + refused + (lacking == null ? "" : "; " + lacking),
                firstRefusal);
    }

    /** The key types of the common schemes, in this side's order. */
    private List<String> keyTypes(@Nullable List<String> only) {
        List<String> types = new ArrayList<>(4);
        for (SignatureScheme scheme : common) {
            String type = SchemeRules.keyType(scheme);
            if (!types.contains(type) && (only == null || only.contains(type))) {
                types.add(type);
            }
        }
        return types;
    }

    private void noteRefusal(Credential credential, List<SignatureScheme> schemes, GeneralSecurityException refusal) {
        String text = "the key of " + credential + " refuses to sign with " + schemes
                + ": " + refusal.getMessage();
        LOG.log(Level.DEBUG, text, refusal);
        if (refusals.size() < REFUSALS_NAMED) {
            refusals.add(text);
        }
        firstRefusal = firstRefusal == null ? refusal : firstRefusal;
    }

    /** A key that signs; the last one that has agreed is kept. */
    private final class Signing implements CredentialChooser.Need {

        private final Predicate<PublicKey> rule;
        private @Nullable SigningKey found;

        Signing(Predicate<PublicKey> rule) {
            this.rule = rule;
        }

        @Override
        public boolean fits(PublicKey key) {
            return rule.test(key) && SchemeRules.fitsAny(common, key, known.version());
        }

        @Override
        public boolean isMetBy(Credential credential) {
            if (found != null && found.credential() == credential) {
                return true;
            }
            PublicKey key = credential.publicKey();
            if (!fits(key)) {
                return false;
            }
            List<SignatureScheme> schemes = SchemeRules.fitting(common, key, known.version());
            try {
                found = SigningKey.ask(settings.crypto(), credential, schemes);
                return true;
            } catch (GeneralSecurityException refusal) {
                noteRefusal(credential, schemes, refusal);
                return false;
            }
        }
    }
}
