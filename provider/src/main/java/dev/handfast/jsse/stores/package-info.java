/**
 * Key stores and trust stores in files, and exceptions that name the file and what is wrong with it. Begin with
 * {@link dev.handfast.jsse.stores.TrustStores}.
 */
package dev.handfast.jsse.stores;
