/**
 * What the connections of one {@code SSLContext} share, and what an engine and a socket have in common. Begin with
 * {@link dev.handfast.jsse.context.SharedContext}.
 */
package dev.handfast.jsse.context;
