package dev.handfast.jsse.keys;

import dev.handfast.auth.Credential;
import dev.handfast.auth.CredentialChooser;
import dev.handfast.auth.StapledResponses;
import dev.handfast.jsse.config.EngineOrSocket;
import dev.handfast.jsse.config.Policy;
import dev.handfast.jsse.session.SessionImpl;
import dev.handfast.jsse.staple.Stapler;
import dev.handfast.session.SessionState;
import dev.handfast.wire.Opaque;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import javax.net.ssl.X509ExtendedKeyManager;

/** Asks a key manager which key this side shows. */
public final class KeyManagerCredentials implements CredentialChooser {

    private final X509ExtendedKeyManager manager;
    private final EngineOrSocket party;
    private final boolean client;
    private final Policy policy;
    private final Function<SessionState, SessionImpl> publish;
    private final Stapler stapler;
    private final List<X509Certificate> broken = new ArrayList<>(0);

    /**
     * @param publish shows the handshake session what is known, before the manager is asked
     * @param stapler finds what is stapled, or null if this side does not staple
     */
    public KeyManagerCredentials(X509ExtendedKeyManager manager, EngineOrSocket party, boolean client, Policy policy,
            Function<SessionState, SessionImpl> publish, Stapler stapler) {
        this.manager = manager;
        this.party = party;
        this.client = client;
        this.policy = policy;
        this.publish = publish;
        this.stapler = stapler;
    }

    @Override
    public Credential choose(List<String> keyTypes, List<Opaque> authorities, SessionState soFar, Need need) {
        SessionImpl session = publish.apply(soFar);
        KeySearch search = new KeySearch(manager, party, client, policy, PeerAuthorities.of(authorities),
                client ? null : soFar.requestedName(), need, broken);
        session.demandKeys(search::wants);
        try {
            return search.find(keyTypes);
        } finally {
            session.demandKeys(null);
        }
    }

    @Override
    public StapledResponses staples(Credential credential, boolean all) {
        return stapler == null ? CredentialChooser.super.staples(credential, all)
                : stapler.staples(credential.shown().certificates(), all);
    }
}
