/**
 * A museum of attacks: published flaws of TLS and certificate path implementations, each tried on Handfast by a test.
 *
 * <p>A test that tries one carries {@link dev.handfast.museum.PublishedAttack}. Such tests live with what they test, or
 * here if they have no other place. {@link dev.handfast.museum.MuseumTable} prints attack, kind and outcome behind
 * every test run; {@code mvn -q -pl provider,provider-tests verify -Dgroups=museum} runs these tests alone.
 */
package dev.handfast.museum;
