package dev.handfast.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.handfast.peers.Credentials;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import dev.handfast.tls.Ends.Kind;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Set;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/** What parameters of one connection do that JSSE's, or Java 17's, do not know. */
@Tag("unit")
class TlsParametersTest {

    @Test
    void whatIsSetIsCopied() {
        TlsParameters parameters = new TlsParameters();
        assertNull(parameters.getNamedGroups());
        assertNull(parameters.getSignatureSchemes());
        assertNull(parameters.getOffersEarlyData());
        String[] names = {"x25519", "secp256r1"};
        parameters.setNamedGroups(names);
        parameters.setSignatureSchemes(new String[] {"ed25519"});
        names[0] = "secp521r1";
        assertArrayEquals(new String[] {"x25519", "secp256r1"}, parameters.getNamedGroups());
        parameters.getNamedGroups()[0] = "x448";
        assertEquals("x25519", parameters.getNamedGroups()[0]);
        parameters.setNamedGroups(null);
        assertNull(parameters.getNamedGroups());
        for (String[] wrong : new String[][] {{null}, {""}, {"x25519", "x25519"}}) {
            assertThrows(IllegalArgumentException.class, () -> parameters.setNamedGroups(wrong));
            assertThrows(IllegalArgumentException.class, () -> parameters.setSignatureSchemes(wrong));
        }
        assertThrows(IllegalArgumentException.class, () -> parameters.setMaxEarlyData(-1));
    }

    /** What a JDK adds to its classes is declared by ours too, else it would do nothing, or throw. */
    @Test
    void whatNewerJdksAddIsOverridden() throws Exception {
        Set<String> of17 = Set.of("getAlgorithmConstraints", "getApplicationProtocols", "getCipherSuites",
                "getEnableRetransmissions", "getEndpointIdentificationAlgorithm", "getMaximumPacketSize",
                "getNeedClientAuth", "getProtocols", "getSNIMatchers", "getServerNames", "getUseCipherSuitesOrder",
                "getWantClientAuth",
                "setAlgorithmConstraints", "setApplicationProtocols", "setCipherSuites", "setEnableRetransmissions",
                "setEndpointIdentificationAlgorithm", "setMaximumPacketSize", "setNeedClientAuth", "setProtocols",
                "setSNIMatchers", "setServerNames", "setUseCipherSuitesOrder", "setWantClientAuth");
        int newer = 0;
        for (Method method : SSLParameters.class.getDeclaredMethods()) {
            if (Modifier.isPublic(method.getModifiers()) && !of17.contains(method.getName())) {
                newer++;
                TlsParameters.class.getDeclaredMethod(method.getName(), method.getParameterTypes());
            }
        }
        assertEquals(Runtime.version().feature() >= 20, newer >= 4, "methods that Java 17 does not have: " + newer);
        Class<?> session = JsseStack.HANDFAST.context(null).createSSLEngine().getSession().getClass();
        for (Method method : ExtendedSSLSession.class.getDeclaredMethods()) {
            if (Modifier.isPublic(method.getModifiers())) {
                assertFalse(ExtendedSSLSession.class == session.getMethod(method.getName(), method.getParameterTypes())
                        .getDeclaringClass(), method::toString);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void earlyDataIsOfferedAndTakenByParameters(Kind kind) throws Exception {
        SSLContext client = JsseStack.HANDFAST.context(null);
        SSLContext server = JsseStack.HANDFAST.context(Credentials.shared().server(KeyKind.P256));
        TlsParameters early = new TlsParameters();
        early.setProtocols(new String[] {"TLSv1.3"});
        early.setMaxEarlyData(1000);
        early.setOffersEarlyData(true);
        for (EarlyData.Status expected : List.of(EarlyData.Status.NONE, EarlyData.Status.ACCEPTED)) {
            try (Ends ends = kind.of(client, server, early).handshake()) {
                assertEquals(5, ends.send(false, 5));
                assertEquals(expected, ends.client().earlyData().status());
            }
        }
        TlsParameters none = new TlsParameters();
        none.setMaxEarlyData(0);
        none.setOffersEarlyData(true);
        try (Ends ends = kind.of(client, server, none).handshake()) {
            assertEquals(EarlyData.Status.REJECTED, ends.client().earlyData().status());
        }
        try (Ends ends = kind.of(client, server, Kind.protocol("TLSv1.3")).handshake()) {
            assertEquals(EarlyData.Status.NONE, ends.client().earlyData().status());
        }
    }

    /** Frameworks hand on what getSSLParameters gives, or copy it field by field: what is set already stays. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsSetOutlivesParametersThatDoNotKnowIt(boolean asGiven) throws Exception {
        SSLContext client = JsseStack.HANDFAST.context(null);
        SSLContext server = JsseStack.HANDFAST.context(Credentials.shared().server(KeyKind.P256));
        TlsParameters ours = new TlsParameters();
        ours.setNamedGroups(new String[] {"secp384r1"});
        TlsContext.of(client).setDefaults(ours);
        SSLEngine engine = client.createSSLEngine();
        engine.setUseClientMode(true);
        SSLParameters read = engine.getSSLParameters();
        assertFalse(read instanceof TlsParameters);
        SSLParameters copy = asGiven ? read : new SSLParameters(read.getCipherSuites(), read.getProtocols());
        try (Ends ends = Kind.ENGINES.of(client, server, copy).handshake()) {
            assertEquals("secp384r1", ends.client().namedGroup());
            assertEquals(List.of("secp384r1"), ends.server().peerGroups());
        }
    }
}
