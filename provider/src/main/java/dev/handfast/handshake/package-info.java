/**
 * The handshake's states, shared by both roles: what a state is, what it is given and what it answers.
 *
 * <p>A state is a type; a transition returns the next. {@link dev.handfast.handshake.HandshakeState#on} is given one
 * message and orders effects of an {@link dev.handfast.handshake.HandshakeActions}; slow work is a
 * {@link dev.handfast.handshake.Suspension}. Begin with {@code client13} or {@code server13}, whose package-info draw
 * their states as the figure of RFC 9846 section 2.
 */
@NullMarked
package dev.handfast.handshake;

import org.jspecify.annotations.NullMarked;
