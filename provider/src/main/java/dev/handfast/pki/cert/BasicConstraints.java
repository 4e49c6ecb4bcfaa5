package dev.handfast.pki.cert;

/**
 * The basic constraints extension (RFC 5280 section 4.2.1.9).
 *
 * @param ca whether the subject is a certification authority
 * @param pathLength how many non-self-issued intermediates may follow, 0 or more; -1 when unlimited
 */
public record BasicConstraints(boolean ca, int pathLength) {
}
