/**
 * Stores for the sessions of a fleet, in caches of JCache (JSR 107). The only exported package that needs
 * {@code javax.cache}, which the application brings.
 */
package dev.handfast.jcache;
