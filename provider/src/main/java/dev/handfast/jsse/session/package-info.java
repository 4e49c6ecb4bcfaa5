/**
 * JSSE's view of sessions, and the secrets of tickets that a fleet shares. Begin with
 * {@link dev.handfast.jsse.session.SessionImpl}.
 */
@NullMarked
package dev.handfast.jsse.session;

import org.jspecify.annotations.NullMarked;
