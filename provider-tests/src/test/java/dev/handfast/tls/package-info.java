/** Contracts of the public face: engines and sockets, clients and servers, in both versions. */
package dev.handfast.tls;
