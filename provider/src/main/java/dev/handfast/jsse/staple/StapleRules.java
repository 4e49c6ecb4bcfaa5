package dev.handfast.jsse.staple;

import java.net.URI;

/**
 * What properties say of stapling; {@code provider/docs/PROPERTIES.md} lists them.
 *
 * @param on whether this side staples
 * @param timeoutMillis how long a handshake waits for a fetch that it needs, from the fetch's begin
 * @param certificates how many certificates' responses are kept
 * @param lifetimeSeconds how old a response grows before it is fetched again; 0: as long as it is current
 * @param responder a responder for certificates that name none, or null
 * @param override whether {@code responder} is asked even where certificates name one
 */
public record StapleRules(boolean on, int timeoutMillis, int certificates, int lifetimeSeconds, URI responder,
        boolean override) {
}
