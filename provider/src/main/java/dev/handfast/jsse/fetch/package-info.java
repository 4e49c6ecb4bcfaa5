/**
 * Fetching by HTTP what certificates name: only from allowed locations, within a deadline and a number of bytes. Begin
 * with {@link dev.handfast.jsse.fetch.Fetcher}.
 */
@NullMarked
package dev.handfast.jsse.fetch;

import org.jspecify.annotations.NullMarked;
