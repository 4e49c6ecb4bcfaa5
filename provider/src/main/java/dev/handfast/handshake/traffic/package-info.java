/** The states behind a handshake: application data flows, and few messages may still come. */
@NullMarked
package dev.handfast.handshake.traffic;

import org.jspecify.annotations.NullMarked;
