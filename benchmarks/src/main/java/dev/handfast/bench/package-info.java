/**
 * What Handfast costs beside its peers: handshakes, records and primitives, measured with JMH.
 *
 * <p>Everything above {@link dev.handfast.bench.Rivals} knows only {@code javax.net.ssl}, so that each peer is driven
 * by the same lines. Begin with {@link dev.handfast.bench.Ratios}, the one command, then {@link
 * dev.handfast.bench.HandshakeBenchmark} and {@link dev.handfast.bench.RecordBenchmark}.
 *
 * <p>No figure is taken for something else than was asked for: {@link dev.handfast.bench.ServerFlight} reads the
 * negotiated version, suite and group off the wire before anything is timed, and what a peer cannot do is reported as
 * {@link dev.handfast.bench.Unavailable}.
 */
package dev.handfast.bench;
