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
import dev.handfast.wire.Printable;

import java.lang.System.Logger.Level;
import java.security.Principal;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import javax.net.ssl.X509ExtendedKeyManager;
import javax.security.auth.x500.X500Principal;

/** Asks a key manager which key this side shows. */
public final class KeyManagerCredentials implements CredentialChooser {

    private static final System.Logger LOG = System.getLogger(KeyManagerCredentials.class.getName());

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
        KeySearch search = new KeySearch(manager, party, client, policy, principals(authorities),
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

    /** The authorities as key managers take them: null for none (X509KeyManager); names that are no names left out. */
    private static Principal[] principals(List<Opaque> authorities) {
        List<Principal> principals = new ArrayList<>(authorities.size());
        for (Opaque name : authorities) {
            try {
                principals.add(new X500Principal(name.toBytes()));
            } catch (IllegalArgumentException e) {
                LOG.log(Level.DEBUG, "the peer names an authority that is no distinguished name: "
                        + Printable.of(e));
            }
        }
        return principals.isEmpty() ? null : principals.toArray(new Principal[0]);
    }
}
