/**
 * Key managers, and the adapters by which a handshake uses key managers and trust managers of any origin. Begin with
 * {@link dev.handfast.jsse.keys.KeyManagerCredentials}.
 */
package dev.handfast.jsse.keys;
