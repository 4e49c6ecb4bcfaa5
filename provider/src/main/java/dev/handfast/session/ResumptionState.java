package dev.handfast.session;

import dev.handfast.crypto.Secret;
import dev.handfast.wire.Bytes;
import dev.handfast.wire.Opaque;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;

/**
 * A session that can be resumed: what its handshake learned, the secret both sides share, and the terms of its ticket.
 *
 * <p>The facts and terms are immutable. The secret has one owner, who closes this.
 */
public final class ResumptionState implements AutoCloseable {

    /** The longest a ticket may be used, in seconds: seven days (RFC 9846 section 4.6.1). */
    public static final int LIFETIME_MOST = 604_800;

    /** Bytes that this takes beyond facts, ticket and secret (SessionMemoryTest). */
    private static final int OVERHEAD = 200;

    /**
     * How a ticket may be used.
     *
     * @param issuedAt when it was sent or received, in milliseconds since 1970
     * @param lifetimeSeconds 0 to {@link #LIFETIME_MOST}
     * @param ageAdd what hides its age, 0 to 2^32-1; 0 in TLS 1.2
     * @param earlyDataLimit bytes of early data allowed with it, 0 to 2^32-1
     * @param guard server: the scope of the {@link ReplayGuard} that knows whether it was used; else empty
     */
    public record Terms(long issuedAt, int lifetimeSeconds, long ageAdd, long earlyDataLimit, Opaque guard) {

        /** Terms without a guard. */
        public Terms(long issuedAt, int lifetimeSeconds, long ageAdd, long earlyDataLimit) {
            this(issuedAt, lifetimeSeconds, ageAdd, earlyDataLimit, Opaque.EMPTY);
        }

        /** Whether the ticket may be used at a time. */
        public boolean allow(long now) {
            return now - issuedAt < lifetimeSeconds * 1000L;
        }
    }

    private final SessionState facts;
    private final Secret secret;
    private final Opaque ticket;
    private final Terms terms;
    private int weight;

    /**
     * A session to resume.
     *
     * @param facts at least version and suite
     * @param secret the PSK, in TLS 1.2 the master secret; this owns it
     * @param ticket what the peer knows it by; empty on a server, and on a TLS 1.2 client that has a session ID only
     */
    public ResumptionState(SessionState facts, Secret secret, Opaque ticket, Terms terms) {
        this.facts = facts;
        this.secret = secret;
        this.ticket = ticket;
        this.terms = terms;
    }

    /** What the handshake learned. */
    public SessionState facts() {
        return facts;
    }

    /** The secret; stays this state's. */
    public Secret secret() {
        return secret;
    }

    /** What the peer knows the session by. */
    public Opaque ticket() {
        return ticket;
    }

    /** How the ticket may be used. */
    public Terms terms() {
        return terms;
    }

    /** The same session with a secret of its own. */
    public ResumptionState copy() {
        return new ResumptionState(facts, secret.copy(), ticket, terms);
    }

    /** About how many bytes of memory it takes. */
    public int weight() {
        if (weight == 0) {
            weight = OVERHEAD + facts.weight() + ticket.length() + secret.length();
        }
        return weight;
    }

    /**
     * Takes what authentication said into a handshake that resumes this session; what each connection negotiates anew
     * (suite, group, application protocol, record sizes) is not touched.
     */
    public SessionState carryInto(SessionState handshake) {
        return handshake.change()
                .createdAt(facts.createdAt())
                .identity(facts.identity())
                .givenId(facts.givenId())
                .peerChainOf(facts)
                .peerScheme(facts.peerScheme())
                .localChain(facts.localChain())
                .localScheme(facts.localScheme())
                .statusResponses(facts.statusResponses())
                .resumed(true)
                .build();
    }

    /** Forgets the secret. */
    @Override
    public void close() {
        secret.close();
    }

    @Override
    public String toString() {
        return "ResumptionState[" + facts.version() + ", " + facts.suite() + ", ticket of " + ticket.length()
                + " bytes, " + terms + "]";
    }

    /** A certificate's DER; one that came from DER has it. */
    static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            return Bytes.NONE;
        }
    }
}
