/**
 * {@code SSLEngine}: buffers and states of JSSE over a connection. Begin with
 * {@link dev.handfast.jsse.engine.EngineImpl}.
 */
package dev.handfast.jsse.engine;
