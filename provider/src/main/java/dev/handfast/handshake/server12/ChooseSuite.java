package dev.handfast.handshake.server12;

import dev.handfast.auth.Credential;
import dev.handfast.auth.CredentialChooser;
import dev.handfast.auth.SchemeRules;
import dev.handfast.auth.SigningKey;
import dev.handfast.handshake.Credentials;
import dev.handfast.handshake.HandshakeConfig;
import dev.handfast.handshake.ServerHandshake;
import dev.handfast.message.ext.SupportedGroups;
import dev.handfast.session.SessionState;
import dev.handfast.spec.CipherSuite.Authentication;
import dev.handfast.spec.CipherSuite.KeyAgreement;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.Fault;
import dev.handfast.spec.FiniteFields;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.TlsFault;
import dev.handfast.tls.AsyncPrivateKey;
import dev.handfast.wire.Printable;

import org.jspecify.annotations.Nullable;

import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Picks the first suite for which there are a group and a credential too (RFC 5246 sections 7.4.2 and 7.4.3, RFC 8422
 * sections 2, 4 and 5.1, RFC 7919 section 4). The chooser is asked at most once for each set of key types.
 */
final class ChooseSuite {

    private static final List<String> RSA_SIGNS = List.of("RSA", "RSASSA-PSS");
    private static final List<String> ECDSA_SIGNS = List.of("EC", "EdDSA");
    private static final List<String> RSA_DECRYPTS = List.of("RSA");

    private final ServerHandshake handshake;
    private final HandshakeConfig settings;
    private final List<CipherSuite> candidates;
    /** The client's groups, or null if it named none. */
    private final @Nullable List<NamedGroup> offered;
    private final Map<List<String>, Found> asked = new HashMap<>(4);
    private final Credentials signing;

    /** @param key null where the credential decrypts */
    private record Found(Credential credential, @Nullable SigningKey key) {
    }

    ChooseSuite(ServerHandshake handshake, List<CipherSuite> candidates) {
        this.handshake = handshake;
        this.settings = handshake.settings();
        this.candidates = candidates;
        SupportedGroups groups = handshake.hello().extensions().get(SupportedGroups.class);
        this.offered = groups == null ? null : groups.groups();
        this.signing = new Credentials(settings, handshake.known().peerSchemes(), handshake.known());
    }

    /** The suite that is chosen if a key fits the first for which there is a group. */
    static CipherSuite likely(ServerHandshake handshake, List<CipherSuite> candidates) throws TlsFault {
        ChooseSuite choice = new ChooseSuite(handshake, candidates);
        for (CipherSuite suite : candidates) {
            if (suite.agreement() == KeyAgreement.RSA || choice.group(suite) != null) {
                return suite;
            }
        }
        throw choice.noGroup();
    }

    ChosenSuite choose() throws TlsFault {
        CipherSuite withoutField = null;
        for (CipherSuite suite : candidates) {
            NamedGroup group = group(suite);
            if (group == null && suite.agreement() != KeyAgreement.RSA) {
                withoutField = suite.agreement() == KeyAgreement.DHE ? suite : withoutField;
                continue;
            }
            Found found = credential(suite);
            if (found != null) {
                settings.trace().chose(suite + (group == null ? "" : ", " + group) + ", "
                        + (found.key == null ? found.credential : found.key),
                        "the first of " + candidates.size()
                                + " common suites that a key and a group fit");
                return new ChosenSuite(suite, found.credential, signed(group, found));
            }
        }
        // RFC 7919 section 4: where only the client's finite fields stand in the way, they are not secure enough.
        throw withoutField != null && credential(withoutField) != null ? noField() : noCredential();
    }

    private static ChosenSuite.@Nullable Signed signed(@Nullable NamedGroup group, Found found) {
        return group == null || found.key == null ? null : new ChosenSuite.Signed(group, found.key);
    }

    private TlsFault noGroup() {
        if (candidates.stream().anyMatch(suite -> suite.agreement() == KeyAgreement.DHE)) {
            return noField();
        }
        return new TlsFault(Fault.NO_COMMON_GROUP, groups());
    }

    private TlsFault noField() {
        return new TlsFault(Fault.NO_COMMON_FINITE_FIELD, groups());
    }

    private String groups() {
        return "the client offered " + (offered == null ? "no group" : Printable.list(offered)) + ", enabled here are "
                + Printable.list(settings.algorithms().groups()) + ", for " + Printable.list(candidates);
    }

    /**
     * Whether a full handshake would not agree on a better suite than a session's, as far as can be told without asking
     * for a key: on one that is preferred to it and for which there is a group and, since the session was made, a key.
     */
    boolean isFirstOfItsKind(CipherSuite ofSession) {
        for (CipherSuite suite : candidates) {
            if (suite.equals(ofSession)) {
                return true;
            }
            boolean possible = suite.agreement() == KeyAgreement.RSA ? ofSession.agreement() == KeyAgreement.RSA
                    : group(suite) != null;
            if (possible && suite.authentication() == ofSession.authentication()) {
                return false;
            }
        }
        return false;
    }

    private TlsFault noCredential() {
        SessionState known = handshake.known();
        if (Collections.disjoint(settings.algorithms().schemes(), known.peerSchemes())) {
            String lacking = settings.crypto().shortcoming();
            return new TlsFault(Fault.NO_COMMON_SIGNATURE, "the client accepts "
                    + Printable.list(known.peerSchemes()) + ", enabled here are "
                    + Printable.list(settings.algorithms().schemes())
                    + (lacking == null ? "" : "; " + lacking));
        }
        return signing.fault("no key of the key manager fits any of " + Printable.list(candidates)
                + " and " + Printable.list(known.peerSchemes())
                + (known.requestedName() == null ? "" : " for " + Printable.text(known.requestedName())));
    }

    // Groups, in this side's order

    private @Nullable NamedGroup group(CipherSuite suite) {
        return switch (suite.agreement()) {
            case ECDHE -> curve();
            case DHE -> field();
            case RSA, TLS13 -> null;
        };
    }

    /** RFC 8422 section 4: a client that names no group leaves the choice to the server; all speak secp256r1. */
    private @Nullable NamedGroup curve() {
        List<NamedGroup> accepted = offered == null ? List.of(NamedGroup.SECP256R1) : offered;
        for (NamedGroup group : settings.algorithms().groups()) {
            if (StartServer12.isCurve(group) && accepted.contains(group)) {
                return group;
            }
        }
        return null;
    }

    /** RFC 7919 section 4: a client that names finite fields gets one of them or none. */
    private @Nullable NamedGroup field() {
        if (offered == null || offered.stream().noneMatch(FiniteFields::isFiniteField)) {
            return settings.algorithms().dhe().group();
        }
        for (NamedGroup group : settings.algorithms().groups()) {
            if (group.kind() == NamedGroup.Kind.FFDHE && offered.contains(group)) {
                return group;
            }
        }
        return null;
    }

    // Credentials

    private @Nullable Found credential(CipherSuite suite) {
        List<String> keyTypes = suite.agreement() == KeyAgreement.RSA ? RSA_DECRYPTS
                : suite.authentication() == Authentication.BY_RSA ? RSA_SIGNS : ECDSA_SIGNS;
        if (!asked.containsKey(keyTypes)) {
            asked.put(keyTypes, ask(suite, keyTypes));
        }
        return asked.get(keyTypes);
    }

    private @Nullable Found ask(CipherSuite suite, List<String> keyTypes) {
        SessionState soFar = handshake.known().change().suite(suite).build();
        if (suite.agreement() == KeyAgreement.RSA) {
            Decrypting need = new Decrypting();
            Credential credential = settings.authentication().credentials().choose(keyTypes, List.of(), soFar, need);
            return credential == null || !need.isMetBy(credential) ? null : new Found(credential, null);
        }
        SigningKey key = signing.find(soFar, List.of(), keyTypes, own -> isFor(own, keyTypes));
        return key == null ? null : new Found(key.credential(), key);
    }

    /** RFC 8422 section 5.3: an ECDSA key's curve must be one the client named. EdDSA keys go by their scheme alone. */
    private boolean isFor(PublicKey key, List<String> keyTypes) {
        if (keyTypes.equals(ECDSA_SIGNS)) {
            return !(key instanceof ECPublicKey ec) || offered == null || offered.contains(SchemeRules.curveOf(ec));
        }
        return keyTypes.contains(key.getAlgorithm());
    }

    /** Whether an RSA key decrypts, it tells when there is something to decrypt; a signer does not. */
    private static final class Decrypting implements CredentialChooser.Need {

        @Override
        public boolean fits(PublicKey key) {
            return RSA_DECRYPTS.contains(key.getAlgorithm());
        }

        @Override
        public boolean isMetBy(Credential credential) {
            return fits(credential.publicKey()) && !(credential.key() instanceof AsyncPrivateKey);
        }
    }
}
