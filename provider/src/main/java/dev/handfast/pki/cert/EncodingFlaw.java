package dev.handfast.pki.cert;

/**
 * A syntax rule that a certificate breaks although it can be read: what binds whoever issued it. The judge refuses such
 * a certificate in a chain; a trust anchor is trusted for its name and key, whatever else is odd about it.
 *
 * @param text the rule and what was found, as a part of a sentence
 * @param binding whether the flaw hides what the certificate demands or forbids: an extension that limits trust, or a
 *        critical one, could not be read
 */
public record EncodingFlaw(String text, boolean binding) {
}
