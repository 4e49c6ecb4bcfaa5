/**
 * The demonstration: an HTTPS server and a client that know nothing of Handfast, each in a JVM of its own, before and
 * after Handfast is put first in the list of providers.
 *
 * <p>{@link dev.handfast.bench.demo.DemoServer} and {@link dev.handfast.bench.demo.DemoClient} import the JDK alone;
 * {@link dev.handfast.bench.demo.Demo} makes certificates and starts them. Begin there.
 */
package dev.handfast.bench.demo;
