package dev.handfast.jsse.config;

import dev.handfast.jsse.certs.CheckedConnection;

import java.security.Principal;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.BiFunction;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * An engine or a socket as managers and selectors see it. Their methods come in two kinds, one for each; this makes
 * them one. Called without a lock held.
 */
public sealed interface EngineOrSocket {

    /** Asks which of this side's keys a client shows. */
    String clientAlias(X509ExtendedKeyManager manager, String[] keyTypes, Principal[] issuers);

    /** Asks which of this side's keys a server shows. */
    String serverAlias(X509ExtendedKeyManager manager, String keyType, Principal[] issuers);

    /** Asks whether a server is trusted. */
    void checkServer(X509ExtendedTrustManager manager, X509Certificate[] chain, String authType)
            throws CertificateException;

    /** Asks whether a client is trusted. */
    void checkClient(X509ExtendedTrustManager manager, X509Certificate[] chain, String authType)
            throws CertificateException;

    /** What a manager sees of it now. */
    View view();

    /** How the application chooses a protocol of those offered, or null if it leaves that to the list. */
    ProtocolChoice protocolChoice();

    /** The application's selector, bound to its engine or socket. */
    interface ProtocolChoice {

        /** The chosen one, empty for none, null to refuse. */
        String of(List<String> offered);
    }

    /** An engine. */
    record OfEngine(SSLEngine engine, Configuration configuration) implements EngineOrSocket {

        @Override
        public String clientAlias(X509ExtendedKeyManager manager, String[] keyTypes, Principal[] issuers) {
            return manager.chooseEngineClientAlias(keyTypes, issuers, engine);
        }

        @Override
        public String serverAlias(X509ExtendedKeyManager manager, String keyType, Principal[] issuers) {
            return manager.chooseEngineServerAlias(keyType, issuers, engine);
        }

        @Override
        public void checkServer(X509ExtendedTrustManager manager, X509Certificate[] chain, String authType)
                throws CertificateException {
            manager.checkServerTrusted(chain, authType, engine);
        }

        @Override
        public void checkClient(X509ExtendedTrustManager manager, X509Certificate[] chain, String authType)
                throws CertificateException {
            manager.checkClientTrusted(chain, authType, engine);
        }

        @Override
        public View view() {
            return View.of(engine);
        }

        @Override
        public ProtocolChoice protocolChoice() {
            BiFunction<SSLEngine, List<String>, String> selector = configuration.engineSelector();
            return selector == null ? null : offered -> selector.apply(engine, offered);
        }
    }

    /** A socket. */
    record OfSocket(SSLSocket socket, Configuration configuration) implements EngineOrSocket {

        @Override
        public String clientAlias(X509ExtendedKeyManager manager, String[] keyTypes, Principal[] issuers) {
            return manager.chooseClientAlias(keyTypes, issuers, socket);
        }

        @Override
        public String serverAlias(X509ExtendedKeyManager manager, String keyType, Principal[] issuers) {
            return manager.chooseServerAlias(keyType, issuers, socket);
        }

        @Override
        public void checkServer(X509ExtendedTrustManager manager, X509Certificate[] chain, String authType)
                throws CertificateException {
            manager.checkServerTrusted(chain, authType, socket);
        }

        @Override
        public void checkClient(X509ExtendedTrustManager manager, X509Certificate[] chain, String authType)
                throws CertificateException {
            manager.checkClientTrusted(chain, authType, socket);
        }

        @Override
        public View view() {
            return View.of(socket);
        }

        @Override
        public ProtocolChoice protocolChoice() {
            BiFunction<SSLSocket, List<String>, String> selector = configuration.socketSelector();
            return selector == null ? null : offered -> selector.apply(socket, offered);
        }
    }

    /** What a trust or key manager may ask of either: rules and the handshake's session. */
    record View(CheckedConnection rules, SSLSession handshakeSession) {

        public static View of(SSLEngine engine) {
            return new View(CheckedConnection.of(engine), engine.getHandshakeSession());
        }

        public static View of(SSLSocket socket) {
            return new View(CheckedConnection.of(socket), socket.getHandshakeSession());
        }
    }
}
