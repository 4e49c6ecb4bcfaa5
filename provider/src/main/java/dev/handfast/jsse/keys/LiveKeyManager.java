package dev.handfast.jsse.keys;

import dev.handfast.jsse.certs.PathEngine;
import dev.handfast.jsse.config.Policy;
import dev.handfast.jsse.live.Follower;
import dev.handfast.jsse.live.Follower.State;
import dev.handfast.jsse.live.Followers;
import dev.handfast.jsse.live.Identities;
import dev.handfast.tls.CertificatePeer;
import dev.handfast.tls.HeldCertificate;
import dev.handfast.tls.LiveFiles;
import dev.handfast.tls.LiveIdentities;
import dev.handfast.tls.PeerIdentity;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Chooses among the keys of files that are followed, each state of which has a key manager of its own. Aliases are
 * {@code generation.alias}, so that the key and the chain that are asked for after a choice are of the state that was
 * chosen from, whatever has been read meanwhile.
 */
public final class LiveKeyManager extends X509ExtendedKeyManager implements LiveFiles {

    /**
     * States that aliases are known of. At one a second, which is {@link LiveIdentities#INTERVAL}, an alias counts for
     * a quarter of a minute; from a choice to the key it takes microseconds, with a manager of the application's around
     * this one perhaps more.
     */
    private static final int KEPT = 16;

    /** Certificates that were withdrawn; as many as a server remembers to have shown. */
    private static final int MOST_WITHDRAWN = 1024;

    /** A state and who chooses from it. */
    private record Generation(long number, X509ExtendedKeyManager manager, Identities identities,
            List<CertificatePeer> shown) {
    }

    /**
     * What is known, taken whole: a thread that comes late with an older state changes nothing of it, and one that
     * fails has changed nothing.
     *
     * @param generations the newest first; at most {@link #KEPT}
     * @param withdrawn certificates that are held no more, while no later state holds them again
     */
    private record History(List<Generation> generations, Set<X509Certificate> withdrawn) {

        boolean isBefore(long number) {
            return generations.isEmpty() || generations.get(0).number < number;
        }

        History with(Generation made) {
            if (!isBefore(made.number)) {
                return this;
            }
            List<Generation> more = new ArrayList<>(KEPT);
            more.add(made);
            more.addAll(generations.subList(0, Math.min(generations.size(), KEPT - 1)));
            Set<X509Certificate> gone = new HashSet<>(withdrawn);
            if (more.size() > 1 && gone.size() < MOST_WITHDRAWN) {
                gone.addAll(made.identities.withdrawnOf(more.get(1).identities));
            }
            made.identities.all().forEach(one -> gone.remove(one.own()));
            return new History(List.copyOf(more), Set.copyOf(gone));
        }
    }

    private final Follower<Identities> follower;
    private final boolean simple;
    private final Policy policy;
    private final ArbitraryChoice arbitrary;
    private final AtomicReference<History> history = new AtomicReference<>(new History(List.of(), Set.of()));

    /** What chooses from the states of a follower. */
    LiveKeyManager(Follower<Identities> follower, boolean simple, Policy policy) {
        this.follower = follower;
        this.simple = simple;
        this.policy = policy;
        arbitrary = simple ? ArbitraryChoice.byHashes() : ArbitraryChoice.byStores();
        fresh();
    }

    /**
     * A key manager of files.
     *
     * @param engine judges their chains
     * @param simple whether it chooses as managers of {@code SunX509} do
     * @throws KeyStoreException if the files cannot be used as they are; the message names the file
     */
    public static LiveKeyManager of(LiveIdentities source, PathEngine engine, boolean simple, Policy policy)
            throws KeyStoreException {
        return new LiveKeyManager(Followers.of(source, engine), simple, policy);
    }

    // What JSSE asks, which is asked in tasks and by threads of sockets: they may read files.

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        Generation now = fresh();
        return named(now, now.manager.getClientAliases(keyType, issuers));
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        Generation now = fresh();
        return named(now, now.manager.getServerAliases(keyType, issuers));
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        Generation now = fresh();
        return named(now, now.manager.chooseClientAlias(keyTypes, issuers, socket));
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        Generation now = fresh();
        return named(now, now.manager.chooseServerAlias(keyType, issuers, socket));
    }

    @Override
    public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
        Generation now = fresh();
        return named(now, now.manager.chooseEngineClientAlias(keyTypes, issuers, engine));
    }

    @Override
    public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        Generation now = fresh();
        return named(now, now.manager.chooseEngineServerAlias(keyType, issuers, engine));
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        Generation of = generationOf(alias);
        return of == null ? null : of.manager.getCertificateChain(inner(alias));
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        Generation of = generationOf(alias);
        return of == null ? null : of.manager.getPrivateKey(inner(alias));
    }

    // What operators ask

    @Override
    public long generation() {
        return follower.current().generation();
    }

    @Override
    public long refresh() {
        return follower.refresh().generation();
    }

    @Override
    public List<HeldCertificate> held() {
        return follower.held();
    }

    @Override
    public Optional<String> problem() {
        return follower.problem();
    }

    // What sessions ask

    /** The identities that were chosen from last, from memory; the same object until there are others. */
    public List<CertificatePeer> identities() {
        return history.get().generations.get(0).shown;
    }

    /**
     * Whether this side has shown an identity that is held under no name any more. One that another took the place of
     * is not withdrawn. It may read files.
     */
    public boolean hasWithdrawn(PeerIdentity shown) {
        fresh();
        return shown.isKnown() && history.get().withdrawn.contains(shown.certificates().get(0));
    }

    // Generations

    private Generation fresh() {
        State<Identities> state = follower.fresh();
        History known = history.get();
        if (known.isBefore(state.generation())) {
            Generation made = new Generation(state.generation(), managerOf(state.content()), state.content(),
                    state.content().all().stream().map(one -> new CertificatePeer(one.chain())).toList());
            known = history.updateAndGet(before -> before.with(made));
        }
        return known.generations.get(0);
    }

    private X509ExtendedKeyManager managerOf(Identities identities) {
        KeyStore store = FixedStore.of(identities);
        try {
            return simple ? new SimpleKeyManager(store, null, arbitrary)
                    : new KeyManagerImpl(List.of(KeyStore.Builder.newInstance(store,
                            new KeyStore.PasswordProtection(null))), policy, arbitrary);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("keys that are at hand are not read", e);
        }
    }

    private Generation generationOf(String alias) {
        int dot = alias == null ? -1 : alias.indexOf('.');
        if (dot > 0) {
            String number = alias.substring(0, dot);
            for (Generation one : history.get().generations) {
                if (number.equals(String.valueOf(one.number))) {
                    return one;
                }
            }
        }
        return null;
    }

    private static String inner(String alias) {
        return alias.substring(alias.indexOf('.') + 1);
    }

    private static String named(Generation generation, String alias) {
        return alias == null ? null : generation.number + "." + alias;
    }

    private static String[] named(Generation generation, String[] aliases) {
        return aliases == null ? null
                : Arrays.stream(aliases).map(alias -> named(generation, alias)).toArray(String[]::new);
    }
}
