/**
 * Certificate paths in the JDK's shapes: {@code CertPathBuilder} and {@code CertPathValidator} "PKIX", thin adapters of
 * {@code dev.handfast.pki.path}.
 *
 * <p>{@link dev.handfast.jsse.trust.PkixServices} registers them. Begin with
 * {@link dev.handfast.jsse.pkix.PkixConversions}, which translates parameters one way and refusals the other.
 */
package dev.handfast.jsse.pkix;
