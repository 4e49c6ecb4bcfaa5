/**
 * Certificate paths in the JDK's shapes: {@code CertPathBuilder}, {@code CertPathValidator} and
 * {@code TrustManagerFactory} "PKIX", all thin adapters of {@code dev.handfast.pki.path}.
 *
 * <p>Begin with {@link dev.handfast.jsse.pkix.PkixServices}, which registers them, and
 * {@link dev.handfast.jsse.pkix.Pkix}, which translates parameters one way and refusals the other.
 */
package dev.handfast.jsse.pkix;
