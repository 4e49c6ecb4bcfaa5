package dev.handfast.auth;

import dev.handfast.wire.Opaque;

import java.util.List;

/**
 * OCSP responses that go along with a certificate chain (RFC 6066 section 8, RFC 9846 section 4.5.1.1).
 *
 * @param responses in DER, in the order of the chain and never longer than it; an empty value where there is none, and
 *        no empty ones at the end
 * @param why says for the trace what there is, or why there is none for the first certificate
 */
public record StapledResponses(List<Opaque> responses, String why) {

    /**
     * Bytes of the longest response that is stapled. Real ones have 0.3 to 5 kB, and peers take handshake messages of
     * 32 kB by default (SunJSSE's jdk.tls.maxHandshakeMessageSize).
     */
    public static final int MAX_BYTES = 1 << 14;

    /** Copies the list. */
    public StapledResponses {
        int end = responses.size();
        while (end > 0 && responses.get(end - 1).isEmpty()) {
            end--;
        }
        responses = List.copyOf(responses.subList(0, end));
        for (Opaque response : responses) {
            if (response.length() > MAX_BYTES) {
                throw new IllegalArgumentException("a stapled response of " + response.length() + " bytes, the limit"
                        + " is " + MAX_BYTES);
            }
        }
    }

    /** No responses. */
    public static StapledResponses none(String why) {
        return new StapledResponses(List.of(), why);
    }

    /** The response for the first certificate; empty if there is none. */
    public Opaque first() {
        return of(0);
    }

    /** The response for the certificate at an index of the chain; empty if there is none. */
    public Opaque of(int index) {
        return index < responses.size() ? responses.get(index) : Opaque.EMPTY;
    }
}
