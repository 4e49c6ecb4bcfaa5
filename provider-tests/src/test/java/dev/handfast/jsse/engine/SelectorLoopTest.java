package dev.handfast.jsse.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.jsse.engine.SelectorLoop.State;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.Identity;
import dev.handfast.peers.JsseRow;
import dev.handfast.peers.KeyKind;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Engines in the loop of Kafka's network threads: growing buffers, and failures that both ends are to learn of. */
@ParameterizedClass
@MethodSource("dev.handfast.peers.JsseRow#all")
@Tag("contract")
class SelectorLoopTest {

    /** Kafka's tests give it so many turns, of which a few may have nothing to do. */
    private static final int TURNS = 25;

    @Parameter
    JsseRow row;

    @Test
    void aBufferThatStartsTinyGrowsUntilTheChannelIsReady() throws Exception {
        for (int first : new int[] {1, 6, 10, 100}) {
            SelectorLoop client = new SelectorLoop(client(List.of(Credentials.shared().client(KeyKind.P256))), first);
            SelectorLoop server = new SelectorLoop(server(row.server()), 40_000);
            run(client, server);
            assertEquals(State.READY, client.state());
            assertEquals(State.READY, server.state());
            assertTrue(client.steps() <= TURNS, first + " bytes took " + client.steps() + " turns");
        }
    }

    @Test
    void aServerWhoseBufferStartsTinyIsReadyAsSoon() throws Exception {
        SelectorLoop client = new SelectorLoop(client(List.of(Credentials.shared().client(KeyKind.P256))), 40_000);
        SelectorLoop server = new SelectorLoop(server(row.server()), 10);
        run(client, server);
        assertEquals(State.READY, client.state());
        assertEquals(State.READY, server.state());
        assertTrue(server.steps() <= TURNS, server.steps() + " turns");
    }

    @Test
    void aClientWithoutTheCertificateThatIsNeededIsToldSo() throws Exception {
        assertBothFail(client(List.of()), server(row.server()));
    }

    @Test
    void aClientWithAnUnknownCertificateIsToldSo() throws Exception {
        Identity stranger = Credentials.shared().unknownCa();
        assertBothFail(client(List.of(stranger)), server(row.server()));
    }

    @Test
    void aServerWithAnUnknownCertificateIsToldSo() throws Exception {
        SSLEngine server = server(row.stack().context(Credentials.shared().unknownCa()));
        server.setNeedClientAuth(false);
        assertBothFail(client(List.of()), server);
    }

    @Test
    void peersWithoutACommonVersionAreToldSo() throws Exception {
        SSLEngine server = server(row.server());
        server.setEnabledProtocols(new String[] {row.is13() ? "TLSv1.2" : "TLSv1.3"});
        assertBothFail(client(List.of()), server);
    }

    private static void assertBothFail(SSLEngine client, SSLEngine server) throws Exception {
        SelectorLoop one = new SelectorLoop(client, 40_000);
        SelectorLoop other = new SelectorLoop(server, 40_000);
        run(one, other);
        assertEquals(State.AUTHENTICATION_FAILED, one.state(), "client");
        assertEquals(State.AUTHENTICATION_FAILED, other.state(), "server");
    }

    private SSLEngine client(List<Identity> own) throws Exception {
        SSLContext context = row.stack().context(own, List.of(Credentials.shared().root()));
        SSLEngine engine = context.createSSLEngine("localhost", 443);
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(new String[] {row.version()});
        return engine;
    }

    private SSLEngine server(SSLContext context) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setNeedClientAuth(true);
        engine.setEnabledProtocols(new String[] {row.version()});
        return engine;
    }

    private static void run(SelectorLoop client, SelectorLoop server) {
        client.connect(server);
        boolean moved = true;
        for (int i = 0; i < 10_000 && moved; i++) {
            moved = client.select() | server.select();
        }
    }
}
