package dev.handfast.jsse.pkix;

import dev.handfast.der.DerWeight;
import dev.handfast.der.DerWriter;
import dev.handfast.der.Tag;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.OcspReader;
import dev.handfast.pki.cert.OcspResponse;
import dev.handfast.pki.cert.Oids;
import dev.handfast.pki.cert.Spki;
import dev.handfast.pki.path.BoundedMemory;
import dev.handfast.pki.path.Revocation;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import java.io.IOException;
import java.net.URI;

/** Asks OCSP responders (RFC 6960 appendix A.1) and keeps their answers while they are current. */
final class OcspClient {

    /** Bytes of answers kept: one for each certificate of some hundred peers. */
    private static final long MOST = 8 << 20;

    private record Question(URI responder, Opaque certificate) implements Comparable<Question> {

        @Override
        public int compareTo(Question other) {
            int order = certificate.compareTo(other.certificate);
            return order != 0 ? order : responder.compareTo(other.responder);
        }
    }

    private record Kept(OcspResponse response, long until) {
    }

    private static final BoundedMemory<Question, Kept> ANSWERS = new BoundedMemory<>(MOST, OcspClient::weight);

    private OcspClient() {
    }

    private static long weight(Question question, Kept kept) {
        long weight = 4L * question.responder().toString().length() + question.certificate().length()
                + DerWeight.of(kept.response().signed());
        for (Cert certificate : kept.response().certificates()) {
            weight += certificate.weight();
        }
        return weight;
    }

    /** The responder's answer, not yet judged; null where it gives none. With a nonce it is always asked anew. */
    static Revocation.Answer ask(URI responder, Cert certificate, Spki issuerKey, Opaque nonce) {
        Question question = new Question(responder, certificate.encoded());
        Kept kept = nonce == null ? ANSWERS.get(question) : null;
        if (kept != null && System.currentTimeMillis() < kept.until()) {
            return new Revocation.Answer(kept.response(), null);
        }
        try {
            OcspResponse response = OcspReader.read(fetch(responder, certificate, issuerKey, nonce));
            remember(question, response);
            return new Revocation.Answer(response, nonce);
        } catch (IOException | MalformedInput e) {
            System.getLogger("dev.handfast.path").log(System.Logger.Level.DEBUG, "no OCSP answer from " + responder, e);
            return null;
        }
    }

    /**
     * The responder's answer as it came, not remembered.
     *
     * @param nonce null for none
     */
    static byte[] fetch(URI responder, Cert certificate, Spki issuerKey, Opaque nonce) throws IOException {
        return Fetcher.post(responder, "application/ocsp-request", request(certificate, issuerKey, nonce),
                OcspReader.MAX_BYTES, Settings.count("com.sun.security.ocsp.timeout", Fetcher.TIMEOUT_SECONDS));
    }

    private static void remember(Question question, OcspResponse response) {
        long until = Long.MAX_VALUE;
        for (OcspResponse.Answer answer : response.answers()) {
            until = Math.min(until, answer.nextUpdate() < 0 ? 0 : answer.nextUpdate() * 1000L);
        }
        if (response.status() == 0 && !response.answers().isEmpty()) {
            ANSWERS.put(question, new Kept(response, until));
        }
    }

    /** {@code OCSPRequest} for one certificate, which is named by SHA-1 as RFC 5019 section 2.1.1 asks. */
    private static byte[] request(Cert certificate, Spki issuerKey, Opaque nonce) {
        byte[] name = Engine.digest("SHA-1", certificate.issuer().encoded()).toBytes();
        byte[] key = Engine.digest("SHA-1", issuerKey.key()).toBytes();
        return new DerWriter().sequence(request -> request.sequence(tbs -> {
            tbs.sequence(list -> list.sequence(one -> one.sequence(id -> id
                    .sequence(hash -> hash.oid(Oids.SHA1).nothing())
                    .octets(name).octets(key).integer(certificate.serial()))));
            if (nonce != null) {
                tbs.nested(Tag.constructed(2), explicit -> explicit.sequence(all -> all.sequence(extension ->
                        extension.oid(Oids.OCSP_NONCE).octets(nonce.toBytes()))));
            }
        })).toBytes();
    }
}
