/**
 * Key stores and trust stores in files, and exceptions that name the file and what is wrong with it. Begin with
 * {@link dev.handfast.jsse.stores.TrustStores}.
 */
@NullMarked
package dev.handfast.jsse.stores;

import org.jspecify.annotations.NullMarked;
