package dev.handfast.engine;

import dev.handfast.spec.Alert;

import java.util.Map;

/** What usually lies behind an alert of the peer, and where to look: the words that end the search for a cause. */
final class AlertHints {

    private static final Map<Alert, String> HINTS = Map.ofEntries(
            Map.entry(Alert.HANDSHAKE_FAILURE, "it found no version, cipher suite, group, signature scheme or"
                    + " certificate in common; compare both sides' offers with -Dhandfast.debug.trace=handshake"),
            Map.entry(Alert.PROTOCOL_VERSION, "it speaks none of the versions offered; this side speaks TLSv1.3 and"
                    + " TLSv1.2, as far as they are enabled"),
            Map.entry(Alert.INSUFFICIENT_SECURITY, "it asks for stronger parameters than were offered"),
            Map.entry(Alert.UNKNOWN_CA, "it does not trust the authority behind this side's certificate, or lacks an"
                    + " intermediate certificate that this side did not send"),
            Map.entry(Alert.BAD_CERTIFICATE, "it could not use this side's certificate"),
            Map.entry(Alert.CERTIFICATE_EXPIRED, "this side's certificate, or one behind it, is expired or not yet"
                    + " valid by the peer's clock"),
            Map.entry(Alert.CERTIFICATE_REVOKED, "this side's certificate was revoked"),
            Map.entry(Alert.CERTIFICATE_UNKNOWN, "it did not accept this side's certificate; a wrong host name or a"
                    + " missing authority in its trust store are the usual causes"),
            Map.entry(Alert.BAD_CERTIFICATE_STATUS_RESPONSE, "it could not accept the OCSP response that this side"
                    + " stapled"),
            Map.entry(Alert.UNSUPPORTED_CERTIFICATE, "it cannot use the kind of key or usage in this side's"
                    + " certificate"),
            Map.entry(Alert.CERTIFICATE_REQUIRED, "it wants a client certificate and got none; configure a key manager"
                    + " with a certificate of an authority it names"),
            Map.entry(Alert.ACCESS_DENIED, "this side's certificate is valid but not permitted"),
            Map.entry(Alert.UNRECOGNIZED_NAME, "it does not serve the host name that was asked for (SNI)"),
            Map.entry(Alert.NO_APPLICATION_PROTOCOL, "it speaks none of the application protocols offered (ALPN)"),
            Map.entry(Alert.DECRYPT_ERROR, "a signature or Finished did not verify on its side"),
            Map.entry(Alert.BAD_RECORD_MAC, "a record reached it altered, or both sides have different keys"),
            Map.entry(Alert.NO_RENEGOTIATION, "it refuses to renegotiate"),
            Map.entry(Alert.MISSING_EXTENSION, "it misses an extension in this side's message"),
            Map.entry(Alert.UNSUPPORTED_EXTENSION, "this side sent an extension it did not ask for"),
            Map.entry(Alert.INTERNAL_ERROR, "it failed for a reason of its own; see its log"));

    private AlertHints() {
    }

    /** The hint with a separator in front, or nothing. */
    static String of(Alert alert) {
        String hint = HINTS.get(alert);
        return hint == null ? "" : ": " + hint;
    }
}
