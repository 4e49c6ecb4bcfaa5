/**
 * Fuzz targets (Jazzer) and their seeds.
 *
 * <p>Among all tests {@code SeedsTest} runs every seed and every past finding without Jazzer. With Jazzer's agent,
 * still only the seeds: {@code mvn -pl provider,provider-tests test -Dtest=MessageFuzzer
 * -Dsurefire.failIfNoSpecifiedTests=false}. To fuzz, one target a JVM, as long as {@code jazzer.max_duration} says,
 * from the repository's root: <pre>
 * JAZZER_FUZZ=1 mvn -pl provider,provider-tests test -Dtest='MessageFuzzer#message' -Djazzer.max_duration=10m \
 *     -Dsurefire.failIfNoSpecifiedTests=false
 * </pre>
 * Jazzer keeps what it learns in {@code provider-tests/.cifuzz-corpus} and puts an input that breaks the target beside
 * the seeds, where it stays as a test. Its JVM needs 3 GB.
 */
package dev.handfast.fuzz;
