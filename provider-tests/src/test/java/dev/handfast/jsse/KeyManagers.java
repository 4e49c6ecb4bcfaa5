package dev.handfast.jsse;

import dev.handfast.peers.Identity;
import dev.handfast.peers.JsseStack;
import java.net.Socket;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/** Key managers of all origins over the same keys, in the same order. */
enum KeyManagers {
    /** Ours, which looks at certificates. */
    PKIX,
    /** Ours, which looks at key types and issuers alone. */
    SUNX509,
    /** SunJSSE's, as an application may hand it over. */
    SUN_PKIX,
    /** SunJSSE's simple one. */
    SUN_SUNX509,
    /** The application's, in front of ours. */
    DELEGATING,
    /** The application's, which names the first of its keys that is of an asked type, and never another. */
    STUBBORN;

    /** A manager over these identities. */
    KeyManager over(List<Identity> identities) throws Exception {
        return switch (this) {
            case PKIX -> made("PKIX", JsseStack.HANDFAST, identities);
            case SUNX509 -> made("SunX509", JsseStack.HANDFAST, identities);
            case SUN_PKIX -> made("PKIX", JsseStack.SUN, identities);
            case SUN_SUNX509 -> made("SunX509", JsseStack.SUN, identities);
            case DELEGATING -> new Delegating(made("PKIX", JsseStack.HANDFAST, identities));
            case STUBBORN -> new Stubborn(identities);
        };
    }

    private static X509ExtendedKeyManager made(String algorithm, JsseStack stack, List<Identity> identities)
            throws Exception {
        KeyStore store = Token.store(identities);
        KeyManagerFactory factory = KeyManagerFactory.getInstance(algorithm, stack.provider());
        factory.init(store, Identity.PASSWORD.toCharArray());
        return (X509ExtendedKeyManager) factory.getKeyManagers()[0];
    }

    /** Hands all on. */
    static class Delegating extends X509ExtendedKeyManager {

        private final X509ExtendedKeyManager other;

        Delegating(X509ExtendedKeyManager other) {
            this.other = other;
        }

        @Override
        public String chooseEngineClientAlias(String[] keyType, Principal[] issuers, SSLEngine engine) {
            return other.chooseEngineClientAlias(keyType, issuers, engine);
        }

        @Override
        public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
            return other.chooseEngineServerAlias(keyType, issuers, engine);
        }

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return other.getClientAliases(keyType, issuers);
        }

        @Override
        public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
            return other.chooseClientAlias(keyType, issuers, socket);
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return other.getServerAliases(keyType, issuers);
        }

        @Override
        public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            return other.chooseServerAlias(keyType, issuers, socket);
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return other.getCertificateChain(alias);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return other.getPrivateKey(alias);
        }
    }

    private static final class Stubborn extends X509ExtendedKeyManager {

        private final List<Identity> identities;

        Stubborn(List<Identity> identities) {
            this.identities = identities;
        }

        private String[] aliases(String keyType) {
            return IntStream.range(0, identities.size())
                    .filter(i -> typeOf(identities.get(i)).equals(keyType))
                    .mapToObj(String::valueOf).toArray(String[]::new);
        }

        private static String typeOf(Identity identity) {
            String algorithm = identity.certificate().getPublicKey().getAlgorithm();
            return algorithm.toLowerCase(Locale.ROOT).startsWith("ed") ? "EdDSA" : algorithm;
        }

        private String first(String... keyTypes) {
            for (String keyType : keyTypes) {
                String[] aliases = aliases(keyType);
                if (aliases.length > 0) {
                    return aliases[0];
                }
            }
            return null;
        }

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return aliases(keyType);
        }

        @Override
        public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
            return first(keyType);
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return aliases(keyType);
        }

        @Override
        public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            return first(keyType);
        }

        @Override
        public String chooseEngineClientAlias(String[] keyType, Principal[] issuers, SSLEngine engine) {
            return first(keyType);
        }

        @Override
        public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
            return first(keyType);
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return identities.get(Integer.parseInt(alias)).chain().toArray(new X509Certificate[0]);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return identities.get(Integer.parseInt(alias)).key();
        }
    }
}
