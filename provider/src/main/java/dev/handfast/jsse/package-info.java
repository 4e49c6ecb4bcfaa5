/**
 * What JCA sees of TLS: the services for contexts and key managers. The rooms below hold the rest of JSSE's shapes,
 * from the lowest to the highest:
 *
 * <ul>
 * <li>{@code props}, {@code stores}: properties and files</li>
 * <li>{@code certs}, {@code fetch}, {@code revocation}, {@code pkix}: certificate paths in the JDK's shapes</li>
 * <li>{@code trust}: the trust manager "PKIX"; {@code staple}: OCSP responses for own certificates</li>
 * <li>{@code config}: what properties and the application say; {@code session}, {@code keys}, {@code trace}</li>
 * <li>{@code context}: what connections share; {@code engine} and {@code socket}: the two kinds of connection</li>
 * </ul>
 *
 * <p>No protocol is decided in any of them: {@link dev.handfast.jsse.engine.EngineImpl} and
 * {@link dev.handfast.jsse.socket.SocketImpl} drive a {@link dev.handfast.engine.ProtocolConnection}. They and
 * {@code dev.handfast.tls} are the only home of {@code javax.net.ssl}. Begin with
 * {@link dev.handfast.jsse.ContextService}.
 */
package dev.handfast.jsse;
