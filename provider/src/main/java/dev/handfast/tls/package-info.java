/**
 * What applications see beyond JSSE: interfaces and values, which all of the house speaks of. It imports the JDK alone.
 * Begin with {@link dev.handfast.tls.PeerIdentity}.
 */
package dev.handfast.tls;
