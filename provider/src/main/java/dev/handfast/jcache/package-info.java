/**
 * Stores for the sessions of a fleet, in caches of JCache (JSR 107). The only exported package that needs
 * {@code javax.cache}, which the application brings.
 */
@NullMarked
package dev.handfast.jcache;

import org.jspecify.annotations.NullMarked;
