package dev.handfast.memory;

import dev.handfast.peers.EnginePair;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** A peer of another provider's that shows whatever chain it is told to, and takes any. */
public final class Stranger {

    private Stranger() {
    }

    /** Its context. */
    public static SSLContext context(PrivateKey key, X509Certificate... chain) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS", "SunJSSE");
        context.init(new KeyManager[] {new Shows(key, chain)}, new TrustManager[] {new TakesAny()}, null);
        return context;
    }

    /** An engine of ours and one of a stranger's; a server of ours asks for the client's certificate. */
    static EnginePair pair(SSLContext ours, SSLContext theirs, boolean asServer, String version) {
        return pair(ours, theirs, asServer, version, 443);
    }

    /** The same at a port. */
    static EnginePair pair(SSLContext ours, SSLContext theirs, boolean asServer, String version, int port) {
        SSLEngine client = (asServer ? ours : theirs).createSSLEngine("localhost", port);
        client.setUseClientMode(true);
        SSLEngine server = (asServer ? theirs : ours).createSSLEngine();
        server.setUseClientMode(false);
        server.setNeedClientAuth(!asServer);
        return new EnginePair(client, server).protocol(version);
    }

    private static final class Shows extends X509ExtendedKeyManager {

        private final PrivateKey key;
        private final X509Certificate[] chain;

        Shows(PrivateKey key, X509Certificate[] chain) {
            this.key = key;
            this.chain = chain;
        }

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return new String[] {"it"};
        }

        @Override
        public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
            return "it";
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return new String[] {"it"};
        }

        @Override
        public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            return "it";
        }

        @Override
        public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
            return "it";
        }

        @Override
        public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
            return keyType.startsWith(key.getAlgorithm()) ? "it" : null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return chain.clone();
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return key;
        }
    }

    /** Trusts everyone. */
    public static class TakesAny extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
