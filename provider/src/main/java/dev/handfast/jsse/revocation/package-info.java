/**
 * Where revocation lists and OCSP responses come from: staples, stores, files, caches and the network. Whether they are
 * valid is decided in {@code dev.handfast.pki.path}. Begin with {@link dev.handfast.jsse.revocation.RevocationSources}.
 */
@NullMarked
package dev.handfast.jsse.revocation;

import org.jspecify.annotations.NullMarked;
