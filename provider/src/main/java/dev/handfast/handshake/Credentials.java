package dev.handfast.handshake;

import dev.handfast.auth.Credential;
import dev.handfast.auth.SchemeRules;
import dev.handfast.session.SessionState;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.SignatureScheme;
import dev.handfast.wire.Opaque;

import java.util.ArrayList;
import java.util.List;

/** Finds what this side authenticates itself with. */
public final class Credentials {

    /**
     * A credential and the scheme it signs with.
     *
     * @param scheme one that both sides accept and that fits the key
     */
    public record Choice(Credential credential, SignatureScheme scheme) {
    }

    private Credentials() {
    }

    /**
     * Asks the chooser for a credential that can sign with one of the peer's schemes; null if it has none.
     *
     * @param peers schemes the peer accepts over handshakes
     * @param authorities the peer's, in DER; empty: any
     * @param keyTypes the only JSSE key types that will do, or null for any
     */
    public static Choice choose(Settings settings, List<SignatureScheme> peers, List<Opaque> authorities,
            SessionState known, List<String> keyTypes) {
        ProtocolVersion version = known.version();
        List<String> types = keyTypes(settings.schemes(), peers, version, keyTypes);
        if (types.isEmpty()) {
            return null;
        }
        Credential credential = settings.credentials().choose(types, authorities, known);
        if (credential == null) {
            return null;
        }
        SignatureScheme scheme = SchemeRules.choose(settings.schemes(), peers, credential.own().getPublicKey(), version);
        return scheme == null ? null : new Choice(credential, scheme);
    }

    /** The key types of the schemes that both sides accept, in this side's order. */
    private static List<String> keyTypes(List<SignatureScheme> ours, List<SignatureScheme> peers,
            ProtocolVersion version, List<String> only) {
        List<String> types = new ArrayList<>(4);
        for (SignatureScheme scheme : ours) {
            if (scheme.signsHandshakesOf(version) && peers.contains(scheme)) {
                String type = SchemeRules.keyType(scheme);
                if (!types.contains(type) && (only == null || only.contains(type))) {
                    types.add(type);
                }
            }
        }
        return types;
    }
}
