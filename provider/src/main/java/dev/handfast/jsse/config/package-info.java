/**
 * What is configured: the policy of the process, and the parameters of one engine, socket or server socket. Begin with
 * {@link dev.handfast.jsse.config.Policy}.
 */
package dev.handfast.jsse.config;
