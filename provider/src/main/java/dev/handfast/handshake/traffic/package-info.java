/** The states behind a handshake: application data flows, and few messages may still come. */
package dev.handfast.handshake.traffic;
