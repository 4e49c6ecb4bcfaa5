package dev.handfast.jsse.config;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handfast.peers.JsseStack;
import dev.handfast.tls.TlsContext;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What an application has chosen outlives a change of role, also where it is what some role has by default; the rest
 * follows the role. SunJSSE is the oracle.
 */
@Tag("contract")
class ChosenListsTest {

    /** An engine, a socket or a server socket. */
    private record Party(String kind, Consumer<Boolean> role, Supplier<SSLParameters> parameters,
            Consumer<SSLParameters> setParameters, Consumer<String[]> setProtocols, Consumer<String[]> setSuites) {

        static List<Party> of(SSLContext context) throws Exception {
            SSLEngine engine = context.createSSLEngine("localhost", 1);
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket();
            SSLServerSocket server = (SSLServerSocket) context.getServerSocketFactory().createServerSocket();
            return List.of(
                    new Party("engine", engine::setUseClientMode, engine::getSSLParameters, engine::setSSLParameters,
                            engine::setEnabledProtocols, engine::setEnabledCipherSuites),
                    new Party("socket", socket::setUseClientMode, socket::getSSLParameters, socket::setSSLParameters,
                            socket::setEnabledProtocols, socket::setEnabledCipherSuites),
                    new Party("server socket", server::setUseClientMode, server::getSSLParameters,
                            server::setSSLParameters, server::setEnabledProtocols, server::setEnabledCipherSuites));
        }

        Lists lists() {
            return new Lists(parameters.get().getProtocols(), parameters.get().getCipherSuites());
        }

        void setByParameters(Lists lists) {
            SSLParameters changed = new SSLParameters();
            changed.setProtocols(lists.protocols);
            changed.setCipherSuites(lists.suites);
            setParameters.accept(changed);
        }

        void setBySetters(Lists lists) {
            setProtocols.accept(lists.protocols);
            setSuites.accept(lists.suites);
        }
    }

    private record Lists(String[] protocols, String[] suites) {

        static Lists of(Party party, boolean client) {
            party.role.accept(client);
            return party.lists();
        }

        void assertSame(Lists other, String what) {
            assertArrayEquals(protocols, other.protocols, what);
            assertArrayEquals(suites, other.suites, what);
        }
    }

    /** One whose clients and servers differ in both lists. */
    private static SSLContext context(JsseStack stack) throws Exception {
        SSLContext context = SSLContext.getInstance("TLSv1.2", stack.provider());
        context.init(null, null, null);
        return context;
    }

    @ParameterizedTest
    @EnumSource(names = {"HANDFAST", "SUN"})
    void whatWasNotChosenFollowsTheRole(JsseStack stack) throws Exception {
        for (Party party : Party.of(context(stack))) {
            Lists ofClient = Lists.of(party, true);
            Lists ofServer = Lists.of(party, false);
            assertNotEquals(List.of(ofClient.protocols), List.of(ofServer.protocols), party.kind);
            assertNotEquals(List.of(ofClient.suites), List.of(ofServer.suites), party.kind);
            ofClient.assertSame(Lists.of(party, true), party.kind);
            ofServer.assertSame(Lists.of(party, false), party.kind);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HANDFAST", "SUN"})
    void whatWasChosenStays(JsseStack stack) throws Exception {
        SSLContext context = context(stack);
        List<Lists> chosen = List.of(Lists.of(Party.of(context).get(0), true),
                Lists.of(Party.of(context).get(0), false));
        for (Lists lists : chosen) {
            for (boolean before : new boolean[] {true, false}) {
                for (boolean byParameters : new boolean[] {true, false}) {
                    for (Party party : Party.of(context)) {
                        String what = party.kind + " client " + before + " parameters " + byParameters;
                        party.role.accept(before);
                        if (byParameters) {
                            party.setByParameters(lists);
                        } else {
                            party.setBySetters(lists);
                        }
                        lists.assertSame(Lists.of(party, !before), what);
                        lists.assertSame(Lists.of(party, before), what);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HANDFAST", "SUN"})
    void onlyWhatWasChosenStays(JsseStack stack) throws Exception {
        SSLContext context = context(stack);
        for (int i = 0; i < 3; i++) {
            Lists ofClient = Lists.of(Party.of(context).get(i), true);
            Lists ofServer = Lists.of(Party.of(context).get(i), false);
            Party protocols = Party.of(context).get(i);
            protocols.role.accept(false);
            protocols.setProtocols.accept(ofServer.protocols);
            new Lists(ofServer.protocols, ofClient.suites).assertSame(Lists.of(protocols, true), protocols.kind);
            Party suites = Party.of(context).get(i);
            suites.role.accept(false);
            suites.setSuites.accept(ofServer.suites);
            new Lists(ofClient.protocols, ofServer.suites).assertSame(Lists.of(suites, true), suites.kind);
        }
    }

    @Test
    void whatTheContextWasToldStays() throws Exception {
        SSLContext context = context(JsseStack.HANDFAST);
        String[] ofServer = Lists.of(Party.of(context).get(0), false).protocols;
        SSLParameters defaults = new SSLParameters();
        defaults.setProtocols(ofServer);
        TlsContext.of(context).setDefaults(defaults);
        for (Party party : Party.of(context)) {
            assertArrayEquals(ofServer, Lists.of(party, true).protocols, party.kind);
            assertArrayEquals(ofServer, Lists.of(party, false).protocols, party.kind);
        }
    }

    /** Parameters that name no signature schemes leave them as they were. */
    @ParameterizedTest
    @EnumSource(names = {"HANDFAST", "SUN"})
    void schemesStayUnlessParametersNameOthers(JsseStack stack) throws Exception {
        assumeTrue(Runtime.version().feature() >= 19, "SSLParameters names signature schemes from 19 on");
        String[] strict = {"ecdsa_secp384r1_sha384"};
        for (Party party : Party.of(context(stack))) {
            SSLParameters naming = new SSLParameters();
            SSLParameters.class.getMethod("setSignatureSchemes", String[].class).invoke(naming, (Object) strict);
            party.setParameters.accept(naming);
            party.setParameters.accept(new SSLParameters());
            assertEquals(List.of(strict), schemes(party), party.kind);
            party.role.accept(true);
            party.role.accept(false);
            assertEquals(List.of(strict), schemes(party), party.kind);
        }
    }

    private static List<String> schemes(Party party) throws ReflectiveOperationException {
        return Arrays.asList((String[]) SSLParameters.class.getMethod("getSignatureSchemes")
                .invoke(party.parameters.get()));
    }
}
