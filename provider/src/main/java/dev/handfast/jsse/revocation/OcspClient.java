package dev.handfast.jsse.revocation;

import dev.handfast.der.DerWeight;
import dev.handfast.der.DerWriter;
import dev.handfast.der.Tag;
import dev.handfast.jsse.certs.PathEngine;
import dev.handfast.jsse.fetch.FetchBudget;
import dev.handfast.jsse.fetch.Fetcher;
import dev.handfast.jsse.props.PathProperties;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.OcspReader;
import dev.handfast.pki.cert.OcspResponse;
import dev.handfast.pki.cert.Oids;
import dev.handfast.pki.cert.Spki;
import dev.handfast.pki.path.CacheKind;
import dev.handfast.pki.path.CacheShare;
import dev.handfast.pki.path.LruCache;
import dev.handfast.pki.path.Revocation;
import dev.handfast.pki.path.SharedCaches;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.Printable;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;

/**
 * Asks OCSP responders (RFC 6960 appendix A.1), and keeps what they say once it has been verified: a kept response
 * spares its responder, an unverified one would keep the truth out for as long as it likes.
 */
final class OcspClient {

    /** The largest response that is kept, in bytes: all but odd ones. */
    private static final int LARGEST = 1 << 14;

    /** How long all of an exchange may take: the JDK's default to connect, and again to read. */
    private static final long TIMEOUT_MILLIS = 15_000;

    /** The key belongs to it: a response that one issuer's responder signed is of no use for another's namesake. */
    private record Question(URI responder, Opaque certificate, Opaque issuerKey) implements Comparable<Question> {

        @Override
        public int compareTo(Question other) {
            int order = certificate.compareTo(other.certificate);
            order = order != 0 ? order : issuerKey.compareTo(other.issuerKey);
            return order != 0 ? order : responder.compareTo(other.responder);
        }
    }

    /** A verified response; {@code revoked} if it says that the certificate is, for good. */
    private record Kept(OcspResponse response, long until, boolean revoked) {
    }

    private static final CacheKind<Question, Kept> VERIFIED = new CacheKind<>(CacheShare.OCSP_RESPONSES,
            OcspClient::weight);

    private final LruCache<Question, Kept> memory;
    private final Fetcher fetcher;

    /** One that keeps responses in these caches. */
    OcspClient(SharedCaches caches) {
        this.memory = caches.get(VERIFIED);
        this.fetcher = new Fetcher(caches);
    }

    private static long weight(Question question, Kept kept) {
        long weight = 4L * question.responder().toString().length() + question.certificate().length()
                + question.issuerKey().length() + DerWeight.of(kept.response().signed());
        for (Cert certificate : kept.response().certificates()) {
            weight += certificate.weight();
        }
        return weight;
    }

    /**
     * What the responder has said before, not yet judged: with a nonce that is "revoked" for good alone. Who may speak
     * for the issuer, and which algorithms count, was for others to say: if it proves nothing, the responder is asked.
     */
    Revocation.@Nullable Answer known(URI responder, Cert certificate, Spki issuerKey, @Nullable Opaque nonce) {
        Kept kept = current(new Question(responder, certificate.encoded(), issuerKey.encoded()));
        return kept == null || nonce != null && !kept.revoked() ? null
                : new Revocation.Answer(kept.response(), null, from(responder), (verified, lasting) -> {});
    }

    private @Nullable Kept current(Question question) {
        Kept kept = memory.get(question);
        return kept != null && System.currentTimeMillis() < kept.until() ? kept : null;
    }

    private static String from(URI responder) {
        return "the response from " + Printable.text(responder.toString());
    }

    /**
     * The responder's answer, not yet judged.
     *
     * @throws IOException if it gives none
     * @throws MalformedInput if what it gives cannot be read
     */
    Revocation.Answer ask(URI responder, Cert certificate, Spki issuerKey, @Nullable Opaque nonce,
            FetchBudget allowance) throws IOException, MalformedInput {
        Question question = new Question(responder, certificate.encoded(), issuerKey.encoded());
        byte[] encoded = fetch(responder, certificate, issuerKey, nonce, allowance);
        OcspResponse response = OcspReader.read(encoded);
        return new Revocation.Answer(response, nonce, from(responder), (verified, lasting) -> {
            Kept before = current(question);
            if (lasting || encoded.length <= LARGEST && (before == null || !before.revoked())) {
                memory.put(question, new Kept(verified, until(verified, lasting), lasting));
            }
        });
    }

    /**
     * The responder's answer as it came.
     *
     * @param nonce null for none
     */
    byte[] fetch(URI responder, Cert certificate, Spki issuerKey, @Nullable Opaque nonce,
            @Nullable FetchBudget allowance)
            throws IOException {
        return fetcher.post(responder, "application/ocsp-request", request(certificate, issuerKey, nonce),
                OcspReader.MAX_BYTES, PathProperties.timeout("com.sun.security.ocsp.timeout", TIMEOUT_MILLIS),
                allowance);
    }

    /**
     * Until when a response is kept. Without a next update there may be a newer one at any time; but what is revoked
     * for good stays so, whatever a responder that is asked again fails to say.
     */
    static long until(OcspResponse response, boolean revoked) {
        long until = System.currentTimeMillis() + CrlCache.LONGEST_MILLIS;
        for (Cert delegate : response.certificates()) {
            until = Math.min(until, delegate.notAfter() * 1000L);
        }
        if (!revoked) {
            for (OcspResponse.Answer answer : response.answers()) {
                until = Math.min(until, answer.nextUpdate() * 1000L);
            }
        }
        return until;
    }

    /** {@code OCSPRequest} for one certificate, which is named by SHA-1 as RFC 5019 section 2.1.1 asks. */
    private static byte[] request(Cert certificate, Spki issuerKey, @Nullable Opaque nonce) {
        byte[] name = PathEngine.digest("SHA-1", certificate.issuer().encoded()).toBytes();
        byte[] key = PathEngine.digest("SHA-1", issuerKey.key()).toBytes();
        return new DerWriter().sequence(request -> request.sequence(tbs -> {
            tbs.sequence(list -> list.sequence(one -> one.sequence(id -> id
                    .sequence(hash -> hash.oid(Oids.SHA1).nothing())
                    .octets(name).octets(key).integer(certificate.serial()))));
            if (nonce != null) {
                tbs.nested(Tag.constructed(2), explicit -> explicit.sequence(
                        all -> all.sequence(extension -> extension.oid(Oids.OCSP_NONCE).octets(nonce.toBytes()))));
            }
        })).toBytes();
    }
}
