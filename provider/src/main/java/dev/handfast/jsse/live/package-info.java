/**
 * Files with identities and authorities that are followed: read when they have changed, judged, and taken whole or not
 * at all.
 *
 * <pre>
 *   fresh(), in a task          stamps differ             digest differs         usable
 *   at most once an interval  ---------------&gt; read all ----------------&gt; judge --------&gt; the next generation
 *                                                  ^                          |
 *                                                  +---- the last good stays, <--+ is told at the second look
 * </pre>
 *
 * <p>There is no thread and no handle that waits for changes (adr/0013). Begin with
 * {@link dev.handfast.jsse.live.Follower}.
 */
@NullMarked
package dev.handfast.jsse.live;

import org.jspecify.annotations.NullMarked;
