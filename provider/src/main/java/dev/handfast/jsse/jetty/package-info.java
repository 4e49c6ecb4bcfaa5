/**
 * What Jetty (10 to 12.1) asks an engine's maker for: who negotiates the application protocol (RFC 7301). Jetty finds
 * the classes as services of its {@code ALPNProcessor}, and nobody else loads them.
 */
@NullMarked
package dev.handfast.jsse.jetty;

import org.jspecify.annotations.NullMarked;
