package dev.handfast.jsse.context;

import dev.handfast.wire.SafeLog;
import dev.handfast.crypto.CryptoProvider;
import dev.handfast.jsse.config.ConfigurationValues;
import dev.handfast.jsse.config.Constraints;
import dev.handfast.jsse.config.Policy;
import dev.handfast.jsse.keys.LiveKeyManager;
import dev.handfast.jsse.session.SessionContextImpl;
import dev.handfast.jsse.session.SessionImpl;
import dev.handfast.jsse.session.SharedSecrets;
import dev.handfast.jsse.trace.PeerAddress;
import dev.handfast.session.ClientSessions;
import dev.handfast.session.ClientTickets;
import dev.handfast.session.ShownIdentities;
import dev.handfast.session.EarlyDataUses;
import dev.handfast.session.KeptSessions;
import dev.handfast.session.MemoryReplayGuard;
import dev.handfast.session.Resumption.EarlyDataRules;
import dev.handfast.session.Resumption;
import dev.handfast.session.ResumptionState;
import dev.handfast.session.ServerSessions;
import dev.handfast.session.SessionCache;
import dev.handfast.session.SessionState;
import dev.handfast.session.TicketSealer;
import dev.handfast.session.TicketSecrets;
import dev.handfast.session.jcache.LaterGuard;
import dev.handfast.session.jcache.LaterStore;
import dev.handfast.session.jcache.SharedStore;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.tls.AsyncReplayGuard;
import dev.handfast.tls.AsyncSessionStore;
import dev.handfast.tls.CertificatePeer;
import dev.handfast.tls.ReplayGuard;
import dev.handfast.tls.SessionLimits;
import dev.handfast.tls.SessionStore;
import dev.handfast.tls.TicketSecretSource;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.function.Predicate;

import javax.net.ssl.SNIServerName;

/** What the sessions of one context are kept and resumed with. Thread-safe. */
public final class Resumptions implements SessionContextImpl.Listener {

    /** How far off the time it says early data may be: a round trip and clocks that drift (RFC 9846 section 8.3). */
    private static final long WINDOW_MILLIS = 10_000;

    /** Early data within twice the window that is remembered: 50,000 a second, some 150 bytes each. */
    private static final int USES = 1_000_000;

    private static final EarlyDataRules OFFERED = new EarlyDataRules(true, 0, 0, EarlyDataUses.NONE);

    private final Policy policy;
    private final CryptoProvider crypto;
    private final SessionContextImpl clientContext;
    private final SessionContextImpl serverContext;
    private final ShownIdentities shownIdentities;
    private final SessionCache store;
    private final AtomicBoolean warned = new AtomicBoolean();
    private final AtomicReference<Sharing> sharing;
    private volatile SessionLimits limits;
    // Made for the first server connection; what clients have no use for.
    private volatile @Nullable Issuing issuing;
    private volatile ClientSessions clients;
    private volatile @Nullable String label;
    private volatile int earlyDataLimit;
    private volatile List<CertificatePeer> remembered = List.of();
    // Made when it is needed first; not used while a store is shared.
    private final AtomicReference<EarlyDataUses> ownGuard = new AtomicReference<>();

    /**
     * What a fleet has in common.
     *
     * @param secrets what seals sessions
     * @param secretsShared whether other processes have them
     * @param fleet null for none
     */
    private record Sharing(TicketSecrets secrets, boolean secretsShared, @Nullable Fleet fleet) {
    }

    /**
     * Where all servers of a fleet keep sessions, and what remembers early data for all.
     *
     * @param millis how long a handshake waits for them
     * @param asked makes the same for another time
     */
    private record Fleet(KeptSessions sessions, EarlyDataUses guard, int millis, IntFunction<Fleet> asked) {

        static Fleet of(SharedStore store, int millis, IntFunction<Fleet> asked) {
            return new Fleet(KeptSessions.of(store.sessions()), EarlyDataUses.of(store.guard()), millis, asked);
        }

        /** The same that is waited for so long. */
        Fleet within(int other) {
            return millis == other ? this : asked.apply(other);
        }
    }

    /** What gives out sessions, and what it was made of: anything else makes it out of date. */
    private record Issuing(ServerSessions sessions, Sharing sharing, int lifetime, int ticketBytes) {
    }

    Resumptions(Policy policy, SessionContextImpl clientContext, SessionContextImpl serverContext) {
        this.policy = policy;
        this.crypto = policy.crypto();
        this.clientContext = clientContext;
        this.serverContext = serverContext;
        Policy.Switches switches = policy.switches();
        shownIdentities = new ShownIdentities(crypto);
        label = switches.sessionContext;
        limits = switches.sessionLimits;
        store = new SessionCache(switches.sessionCacheSize, limits.cacheBytes(), System::currentTimeMillis);
        clients = newClients();
        clientContext.tell(this);
        serverContext.tell(this);
        Path file = switches.ticketSecretFile;
        sharing = new AtomicReference<>(new Sharing(file != null ? SharedSecrets.in(crypto, file)
                : TicketSecrets.ofProcess(crypto),
                file != null, switches.jcacheName == null ? null : named(limits.storeMillis())));
    }

    @Override
    public void resized(SessionContextImpl context, int most) {
        if (context == clientContext) {
            clients.resize(most);
        } else {
            store.resize(most);
        }
    }

    @Override
    public void forgotten(SessionContextImpl context, SessionImpl session) {
        if (context == clientContext) {
            forgetTickets(session);
        } else {
            forget(session.state());
        }
    }

    /** The store of the properties. */
    private Fleet named(int millis) {
        Policy.Switches switches = policy.switches();
        return Fleet.of(SharedStore.named(crypto, switches.jcacheName, switches.jcacheUri,
                switches.ticketTimeoutSeconds, Duration.ofMillis(millis)), millis, this::named);
    }

    /** What sessions may cost and how long they count. */
    SessionLimits limits() {
        return limits;
    }

    /** Changes what sessions may cost and how long they count. */
    void limit(SessionLimits other) {
        limits = other;
        clientContext.limit(other.cacheBytes());
        serverContext.limit(other.cacheBytes());
        store.limit(other.cacheBytes());
        clients.limit(other.cacheBytes());
        sharing.updateAndGet(before -> before.fleet == null ? before
                : new Sharing(before.secrets, before.secretsShared, before.fleet.within(other.storeMillis())));
    }

    /** Takes ticket secrets from a source, from now on. */
    public void share(TicketSecretSource source) {
        TicketSecrets secrets = new SharedSecrets(crypto, source);
        sharing.getAndUpdate(before -> new Sharing(secrets, true, before.fleet)).secrets.close();
    }

    /** Keeps sessions, and which early data was seen, in a store of the application's, from now on. */
    public void keepIn(SessionStore sessions, ReplayGuard guard) {
        keepIn(new IntFunction<>() {
            @Override
            public Fleet apply(int millis) {
                return Fleet.of(SharedStore.of(sessions, guard, Duration.ofMillis(millis)), millis, this);
            }
        });
    }

    /** As {@link #keepIn(SessionStore, ReplayGuard)}, where they answer later. */
    public void keepIn(AsyncSessionStore sessions, AsyncReplayGuard guard) {
        keepIn(new IntFunction<>() {
            @Override
            public Fleet apply(int millis) {
                Duration patience = Duration.ofMillis(millis);
                return new Fleet(LaterStore.of(sessions, patience), LaterGuard.of(guard, patience), millis, this);
            }
        });
    }

    private void keepIn(IntFunction<Fleet> asked) {
        sharing.updateAndGet(before -> new Sharing(before.secrets, before.secretsShared,
                asked.apply(limits.storeMillis())));
    }

    /** Tells sessions that are made from now on from those of contexts with other labels; empty for none. */
    public void setLabel(String name) {
        label = name;
    }

    /** A cache for the sessions of clients, which takes the place of the one before. */
    ClientSessions newClients() {
        ClientSessions made = new ClientSessions(clientContext.getSessionCacheSize(),
                limits.cacheBytes());
        clients = made;
        return made;
    }

    /** Takes early data on servers, from now on; 0 bytes for none. */
    public void acceptEarlyData(int maxBytes) {
        earlyDataLimit = maxBytes;
    }

    /** The early data that a connection with this configuration takes. */
    EarlyDataRules earlyDataOf(ConfigurationValues values) {
        int limit = values.sessions().maxEarlyData() == null ? earlyDataLimit : values.sessions().maxEarlyData();
        return limit == 0 ? EarlyDataRules.OFF : new EarlyDataRules(false, limit, WINDOW_MILLIS, guard());
    }

    /** The fleet's, or one of this context alone, whose tickets have no early data elsewhere. */
    private EarlyDataUses guard() {
        Fleet fleet = sharing.get().fleet;
        if (fleet != null) {
            return fleet.guard;
        }
        EarlyDataUses own = ownGuard.get();
        if (own != null) {
            return own;
        }
        EarlyDataUses made = EarlyDataUses.of(new MemoryReplayGuard(crypto.random(), USES,
                System::currentTimeMillis));
        EarlyDataUses before = ownGuard.compareAndExchange(null, made);
        return before == null ? made : before;
    }

    /**
     * What a connection resumes with.
     *
     * @param wanted the session that the application wants to be resumed, checked; null to leave it to the cache
     */
    Resumption make(ConnectionContext association, SharedContext.Managers managers, ConfigurationValues values,
            String serverName, Opaque identity, ClientSessions.@Nullable OfOne wanted) {
        long verdict = limits.verdictSeconds() * 1000L;
        String context = label;
        if (!values.client()) {
            rememberOwn(managers);
            return Resumption.ofServer(issuer().of(managers.identity(values, context)), identity)
                    .withCreation(values.sessions().creation())
                    .withUsable(usable(serverContext, managers, values), verdict)
                    .withEarlyData(earlyDataOf(values));
        }
        PeerAddress peer = association.peer();
        ClientSessions.Peer own = peer.host() == null ? null
                : managers.clients().of(key(context, peer, values, serverName));
        ClientTickets tickets = wanted == null ? own
                : new ClientSessions.OfOne(wanted.from(), wanted.identity(), own);
        boolean offers = association.offersEarlyData() || Boolean.TRUE.equals(values.sessions().offersEarlyData());
        return Resumption.ofClient(tickets, identity)
                .withCreation(values.sessions().creation())
                .withUsable(usable(clientContext, managers, values), verdict)
                .withTicketExtension(policy.switches().clientTickets)
                .withEarlyData(offers ? OFFERED : EarlyDataRules.OFF);
    }

    /**
     * What a session must pass to be resumed on a connection, beside what the handshake checks: a connection whose
     * application has its own constraints asks them about the certificates again. Clients' sessions are looked up by
     * the identification they passed; in those of servers it is not noted, so a server that identifies its clients by
     * name does so each time. What a server showed and has withdrawn since is not resumed.
     */
    private Predicate<SessionState> usable(SessionContextImpl context, SharedContext.Managers managers,
            ConfigurationValues values) {
        Constraints constraints = Constraints.of(policy, values.algorithms().constraints());
        boolean identifiesClients = !values.client() && values.authentication().identifies();
        LiveKeyManager live = !values.client() && managers.keys() instanceof LiveKeyManager followed ? followed : null;
        return facts -> context.mayResume(facts) && (live == null || !live.hasWithdrawn(facts.local()))
                && (!facts.peer().isKnown() || !identifiesClients
                        && (!constraints.hasApplicationRules()
                                || constraints.objection(Constraints.withoutAnchor(facts.peer().certificates(),
                                        managers.issuers()), values.client()) == null));
    }

    /** A node knows what another one of the fleet has shown, if it holds the same: its files are the fleet's. */
    private void rememberOwn(SharedContext.Managers managers) {
        if (managers.keys() instanceof LiveKeyManager live && live.identities() != remembered) {
            remembered = live.identities();
            remembered.forEach(shownIdentities::remember);
        }
    }

    private ServerSessions issuer() {
        Sharing now = sharing.get();
        if (now.fleet != null && !now.secretsShared && warned.compareAndSet(false, true)) {
            SafeLog.of(Resumptions.class).log(Level.WARNING,
                    "sessions are kept in a shared store, but sealed with a secret of this process: no other can"
                            + " resume them; see TlsContext.shareTickets and handfast.session.ticketSecretFile");
        }
        int lifetime = lifetime();
        Issuing current = issuing;
        int ticketBytes = limits.ticketBytes();
        if (current == null || current.sharing != now || current.lifetime != lifetime
                || current.ticketBytes != ticketBytes) {
            current = issuing(now, lifetime, ticketBytes);
            issuing = current;
        }
        return current.sessions;
    }

    private Issuing issuing(Sharing now, int lifetime, int ticketBytes) {
        Policy.Switches switches = policy.switches();
        TicketSealer sealer = new TicketSealer(crypto, now.secrets, switches.ticketEpochMillis, lifetime * 1000L);
        KeptSessions kept = now.fleet == null ? KeptSessions.of(store) : now.fleet.sessions;
        return new Issuing(new ServerSessions(crypto, sealer, kept, shownIdentities, new ServerSessions.Rules(
                switches.serverTickets, ticketBytes, switches.ticketCount, lifetime)), now, lifetime, ticketBytes);
    }

    /**
     * Takes a session that was invalidated out of its store; tickets of TLS 1.3 are found by nobody but their client.
     * It is known there by the ID it was made with: a client that resumes it by a ticket sends any other (RFC 5077
     * section 3.4), be it somebody else's.
     */
    private void forget(SessionState facts) {
        if (facts.isOf(ProtocolVersion.TLS_1_2) && !facts.identity().isEmpty()) {
            issuer().forget(facts.identity());
        }
    }

    /** Wipes what a client could have resumed a session by that was invalidated, or whose connection failed. */
    private static void forgetTickets(SessionImpl session) {
        ClientSessions.Peer tickets = session.tickets();
        Opaque identity = session.state().identity();
        if (tickets != null && !identity.isEmpty()) {
            tickets.discard(identity);
        }
    }

    /** How long tickets last: as long as the context keeps sessions, within the protocol's limit. */
    private int lifetime() {
        int timeout = serverContext.getSessionTimeout();
        return timeout == 0 ? ResumptionState.MAX_LIFETIME : Math.min(timeout, ResumptionState.MAX_LIFETIME);
    }

    /** All that must be the same for a client to resume: whom it means, and what it would ask of its certificate. */
    private static String key(String label, PeerAddress peer, ConfigurationValues values, String serverName) {
        StringBuilder key = new StringBuilder(100).append(label.length()).append(label).append(' ')
                .append(peer.host().toLowerCase(Locale.ROOT)).append(' ')
                .append(peer.port()).append(' ').append(serverName).append(' ')
                .append(values.authentication().identification())
                .append(' ');
        // The policy's own are the same for all connections of the context; the application's may be any.
        if (!(values.algorithms().constraints() instanceof Constraints)) {
            key.append(System.identityHashCode(values.algorithms().constraints()));
        }
        // Narrower schemes than the defaults may refuse what was accepted without them, also in certificates.
        if (values.algorithms().schemes() != null) {
            key.append(' ').append(values.algorithms().schemes());
        }
        for (SNIServerName name : values.names().serverNames()) {
            key.append(' ').append(name);
        }
        return key.toString();
    }
}
