package dev.handfast.bench;

import dev.handfast.wire.MalformedInput;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Opens a rival and proves, before anything is timed, that it does what the plan says and not something else. */
final class CheckedEngines {

    /** One handshake could not show a resumption; the second resumes by what the first left, the third is spare. */
    private static final int TRIALS = 3;

    /** Kept, since the root logger forgets its level with its last user: a log line per handshake would be measured. */
    private static final Logger ROOT_LOGGER = Logger.getLogger("");

    static {
        ROOT_LOGGER.setLevel(Level.SEVERE);
    }

    private CheckedEngines() {}

    /**
     * Engines of the named rival that have been seen to negotiate exactly the plan.
     *
     * @throws Unavailable if the rival cannot, with its reason; the reason is also noted for {@link Ratios}
     */
    static Engines open(String rival, Plan plan) throws Unavailable, GeneralSecurityException {
        try {
            Engines engines = Rivals.named(rival).open(plan, Credentials.of(plan.keyType()));
            if (plan.resumed()) {
                trial(engines, plan);
            }
            for (int i = 0; i < TRIALS; i++) {
                List<String> differences = trial(engines, plan);
                if (!differences.isEmpty()) {
                    throw new Unavailable(String.join(", ", differences));
                }
            }
            return engines;
        } catch (Unavailable e) {
            Notes.add(e.getMessage());
            throw e;
        }
    }

    private static List<String> trial(Engines engines, Plan plan) throws Unavailable {
        ByteArrayOutputStream sentByServer = new ByteArrayOutputStream();
        SSLEngine client;
        SSLEngine server;
        try {
            client = engines.client();
            server = engines.server();
        } catch (IllegalArgumentException | LinkageError e) {
            throw new Unavailable("refused " + plan.suite() + " with " + plan.group(), e);
        }
        try {
            new Loopback(engines, sentByServer).handshake(client, server);
            List<String> differences = new ArrayList<>(
                    ServerFlight.read(sentByServer.toByteArray()).differencesFrom(plan));
            for (SSLEngine engine : List.of(client, server)) {
                String suite = engine.getSession().getCipherSuite();
                if (!suite.equals(plan.suite())) {
                    differences.add("negotiated " + suite + " instead of " + plan.suite());
                }
            }
            if (plan.clientAuth() != hasPeerCertificates(server)) {
                differences.add("client certificate " + (plan.clientAuth() ? "missing" : "unasked for"));
            }
            return differences.stream().distinct().toList();
        } catch (SSLException | MalformedInput | RuntimeException | LinkageError e) {
            throw new Unavailable("no handshake", e);
        } finally {
            engines.release(client);
            engines.release(server);
        }
    }

    private static boolean hasPeerCertificates(SSLEngine engine) {
        try {
            return engine.getSession().getPeerCertificates().length > 0;
        } catch (SSLPeerUnverifiedException e) {
            return false;
        }
    }
}
