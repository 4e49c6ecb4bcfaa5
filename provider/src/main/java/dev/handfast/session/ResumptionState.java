package dev.handfast.session;

import dev.handfast.crypto.Secret;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.wire.Bytes;
import dev.handfast.wire.Opaque;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A session that can be resumed: what its handshake learned, the secret both sides share, and the terms of its ticket.
 *
 * <p>The facts and terms are immutable. The secret has one owner, who closes this.
 */
public final class ResumptionState implements AutoCloseable {

    /** The longest a ticket may be used, in seconds: seven days (RFC 9846 section 4.7.1). */
    public static final int MAX_LIFETIME = 604_800;

    /** Bytes that this takes beyond facts, ticket and secret (SessionMemoryTest). */
    private static final int OVERHEAD = 200;

    /**
     * How a ticket may be used.
     *
     * @param issuedAt when it was sent or received, in milliseconds since 1970
     * @param lifetimeSeconds 0 to {@link #MAX_LIFETIME}
     * @param ageAdd what hides its age, 0 to 2^32-1; 0 in TLS 1.2
     * @param earlyDataLimit bytes of early data allowed with it, 0 to 2^32-1
     * @param guard server: the scope of the {@code ReplayGuard} that knows whether it was used; else empty
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
    // Not weighed: the connections of one configuration have one list
    private final List<CipherSuite> offered;
    private long weight;

    /**
     * A session to resume.
     *
     * @param facts at least version and suite
     * @param secret the PSK, in TLS 1.2 the master secret; this owns it
     * @param ticket what the peer knows it by; empty on a server, and on a TLS 1.2 client that has a session ID only
     */
    public ResumptionState(SessionState facts, Secret secret, Opaque ticket, Terms terms) {
        this(facts, secret, ticket, terms, List.of());
    }

    /**
     * A client's session to resume.
     *
     * @param offered the suites that the client offered when it got the ticket, the preferred first
     */
    public ResumptionState(SessionState facts, Secret secret, Opaque ticket, Terms terms, List<CipherSuite> offered) {
        this.offered = offered;
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
        return new ResumptionState(facts, secret.copy(), ticket, terms, offered);
    }

    /**
     * Whether a client that enables these suites by now may resume it without lowering what a full handshake could
     * agree on: a server that resumes may keep to the session's suite, in TLS 1.2 it must. So each suite that is
     * preferred to the session's was so when the ticket was given. In TLS 1.3 suites with the same hash count as one,
     * since the suite is negotiated anew among them (RFC 9846 section 4.3.11).
     */
    public boolean keepsPreference(List<CipherSuite> enabled) {
        CipherSuite suite = facts.suite();
        if (offered.isEmpty() || offered.equals(enabled)) {
            return true;
        }
        boolean tls13 = facts.version().equals(ProtocolVersion.TLS_1_3);
        for (CipherSuite one : enabled) {
            if (one.equals(suite)) {
                return true;
            }
            boolean other = one.isFor(facts.version()) && !(tls13 && one.hash() == suite.hash());
            int then = offered.indexOf(one);
            if (other && (then < 0 || then > offered.indexOf(suite))) {
                return false;
            }
        }
        return true;
    }

    /** About how many bytes of memory it takes. */
    public long weight() {
        if (weight == 0) {
            weight = OVERHEAD + facts.weight() + ticket.length() + secret.length();
        }
        return weight;
    }

    /**
     * Takes what authentication said into a handshake that resumes this session; what each connection negotiates anew
     * (suite, group, application protocol, record sizes) is not touched.
     *
     * @return a copy, for what is negotiated
     */
    public SessionState.Builder carryInto(SessionState handshake) {
        return handshake.change()
                .createdAt(facts.createdAt())
                .identity(facts.identity())
                .givenId(facts.givenId())
                .peerOf(facts)
                .peerScheme(facts.peerScheme())
                .local(facts.local())
                .localScheme(facts.localScheme())
                .statusResponses(facts.statusResponses())
                .resumed(true);
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
