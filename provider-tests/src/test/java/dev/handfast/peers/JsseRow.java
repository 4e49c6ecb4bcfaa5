package dev.handfast.peers;

import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/**
 * One row of a contract test: a provider and a protocol version.
 *
 * @param stack the provider, on both sides of the connection
 * @param version the only version enabled, "TLSv1.3" or "TLSv1.2"
 */
public record JsseRow(JsseStack stack, String version) {

    /** The oracle and ours, in both versions. */
    public static Stream<JsseRow> all() {
        return Stream.of(JsseStack.SUN, JsseStack.HANDFAST)
                .flatMap(stack -> Stream.of("TLSv1.3", "TLSv1.2").map(version -> new JsseRow(stack, version)));
    }

    /** Whether this row is the provider under test rather than the oracle. */
    public boolean isHandfast() {
        return stack == JsseStack.HANDFAST;
    }

    /** Whether the version is TLS 1.3. */
    public boolean is13() {
        return version.equals("TLSv1.3");
    }

    /**
     * Whether this is how often an engine may have reported FINISHED after one handshake: once. SunJSSE says it again
     * when it reads or writes a TLS 1.3 ticket.
     */
    public boolean isFinishedOnce(int reported) {
        return reported == 1 || !isHandfast() && is13() && reported > 1;
    }

    /** A client context without an identity. */
    public SSLContext client() {
        return stack.context(null);
    }

    /** A server context with a P-256 identity. */
    public SSLContext server() {
        return stack.context(Credentials.shared().server(KeyKind.P256));
    }

    /** A pair of engines with fresh contexts and this version only. */
    public EnginePair pair() {
        return EnginePair.of(client(), server()).protocol(version);
    }

    /** A pair whose client has a P-256 identity too. */
    public EnginePair pairWithClientIdentity() {
        return EnginePair.of(stack.context(List.of(Credentials.shared().client(KeyKind.P256)),
                List.of(Credentials.shared().root())), server()).protocol(version);
    }

    @Override
    public String toString() {
        return stack + " " + version;
    }
}
