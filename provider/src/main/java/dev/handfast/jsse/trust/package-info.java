/**
 * The trust manager "PKIX", its factory, and how it identifies an endpoint. Begin with
 * {@link dev.handfast.jsse.trust.PeerCertificateVerifier}.
 */
package dev.handfast.jsse.trust;
