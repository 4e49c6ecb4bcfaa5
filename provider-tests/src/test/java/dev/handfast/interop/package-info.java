/** Handfast against other TLS implementations, over loopback sockets, in both roles. */
package dev.handfast.interop;
