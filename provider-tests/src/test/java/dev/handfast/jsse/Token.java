package dev.handfast.jsse;

import dev.handfast.peers.Identity;
import dev.handfast.peers.OpaqueKey;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreSpi;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Collections;
import java.util.Date;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Keys that only their own provider can use, as those of smart cards and of services for signing, and which refuse some
 * ways to sign. The provider must be registered while they are used.
 */
public final class Token {

    /** How a token says that it cannot sign in some way. */
    enum Refusal {
        /** The key is not taken. */
        INVALID_KEY,
        /** The token's driver fails when the key is taken. */
        PROVIDER,
        /** The operation is not there. */
        UNSUPPORTED,
        /** The parameters of PSS are not taken. */
        PARAMETERS,
        /** Nothing is said before the signature is asked for. */
        LATE,
        /** The driver fails when the signature is asked for. */
        LATE_PROVIDER
    }

    /** The way of signing: a JCA name and, for PSS, the hash. */
    record Way(String algorithm, String hash) {
    }

    /** A private key in a token. */
    static class TokenKey implements OpaqueKey {

        private final transient PrivateKey inside;
        private final transient Refusal refusal;
        private final transient Predicate<Way> refuses;
        private final transient AtomicInteger signatures = new AtomicInteger();

        TokenKey(PrivateKey inside, Refusal refusal, Predicate<Way> refuses) {
            this.inside = inside;
            this.refusal = refusal;
            this.refuses = refuses;
        }

        /** Called with the name of each call of its provider. */
        void used(String how) {
            // nothing else happens
        }

        /** How many signatures it has made. */
        int signatures() {
            return signatures.get();
        }

        @Override
        public String getAlgorithm() {
            return inside.getAlgorithm();
        }
    }

    /** The token's provider. */
    public static final class TokenProvider extends Provider {

        public TokenProvider() {
            super("TestToken", "1", "keys that refuse");
            for (String algorithm : List.of("SHA256withRSA", "SHA384withRSA", "SHA512withRSA", "RSASSA-PSS",
                    "SHA256withECDSA", "SHA384withECDSA", "SHA512withECDSA", "Ed25519", "Ed448")) {
                putService(new Service(this, "Signature", algorithm, Signer.class.getName(), null,
                        Map.of()) {
                    @Override
                    public boolean supportsParameter(Object parameter) {
                        return parameter instanceof TokenKey;
                    }

                    @Override
                    public Object newInstance(Object parameter) {
                        return new Signer(algorithm);
                    }
                });
            }
        }
    }

    private Token() {
    }

    /** The identity with its key in a token that refuses some ways to sign. */
    static Identity holding(Identity identity, Refusal refusal, Predicate<Way> refuses) {
        return new Identity(identity.name(), new TokenKey(identity.key(), refusal, refuses), identity.chain());
    }

    /** A store with these identities in this order, under the aliases 0, 1, ... */
    static KeyStore store(List<Identity> identities) {
        try {
            KeyStore store = new KeyStore(new Store(identities), null, "Token") {};
            store.load(null, null);
            return store;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Signer extends SignatureSpi {

        private final String algorithm;
        private TokenKey key;
        private Signature inside;
        private String hash;

        Signer(String algorithm) {
            this.algorithm = algorithm;
        }

        @Override
        protected void engineInitSign(PrivateKey given) throws InvalidKeyException {
            if (!(given instanceof TokenKey token)) {
                throw new InvalidKeyException("not of this token");
            }
            key = token;
            key.used("initSign");
            boolean refused = !algorithm.equals("RSASSA-PSS") && key.refuses.test(new Way(algorithm, null))
                    || algorithm.equals("RSASSA-PSS") && key.refuses.test(new Way(algorithm, "any"));
            if (refused) {
                switch (key.refusal) {
                    case INVALID_KEY -> throw new InvalidKeyException("CKR_KEY_TYPE_INCONSISTENT");
                    case PROVIDER -> throw new ProviderException("CKR_MECHANISM_INVALID");
                    case UNSUPPORTED -> throw new UnsupportedOperationException("no such mechanism");
                    default -> {}
                }
            }
            try {
                inside = Signature.getInstance(algorithm);
                inside.initSign(key.inside);
            } catch (java.security.NoSuchAlgorithmException e) {
                throw new InvalidKeyException(e);
            }
        }

        @Override
        protected void engineSetParameter(AlgorithmParameterSpec params) throws InvalidAlgorithmParameterException {
            key.used("setParameter");
            hash = ((java.security.spec.PSSParameterSpec) params).getDigestAlgorithm();
            if (key.refusal != Refusal.LATE && key.refusal != Refusal.LATE_PROVIDER
                    && key.refuses.test(new Way(algorithm, hash))) {
                throw new InvalidAlgorithmParameterException("no such parameters here");
            }
            inside.setParameter(params);
        }

        @Override
        protected void engineUpdate(byte b) throws SignatureException {
            inside.update(b);
        }

        @Override
        protected void engineUpdate(byte[] b, int off, int len) throws SignatureException {
            key.used("update");
            inside.update(b, off, len);
        }

        @Override
        protected byte[] engineSign() throws SignatureException {
            key.used("sign");
            if (key.refuses.test(new Way(algorithm, hash))) {
                if (key.refusal == Refusal.LATE_PROVIDER) {
                    throw new ProviderException("CKR_FUNCTION_FAILED");
                }
                throw new SignatureException("the token does not sign like this");
            }
            key.signatures.incrementAndGet();
            return inside.sign();
        }

        @Override
        protected void engineInitVerify(PublicKey publicKey) throws InvalidKeyException {
            throw new InvalidKeyException("tokens do not verify");
        }

        @Override
        protected boolean engineVerify(byte[] sigBytes) {
            return false;
        }

        @Override
        protected AlgorithmParameters engineGetParameters() {
            return null;
        }

        @Override
        @Deprecated
        protected void engineSetParameter(String param, Object value) {
            throw new UnsupportedOperationException();
        }

        @Override
        @Deprecated
        protected Object engineGetParameter(String param) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected void engineInitSign(PrivateKey given, SecureRandom random) throws InvalidKeyException {
            engineInitSign(given);
        }
    }

    /** Holds what it was made with. */
    private static final class Store extends KeyStoreSpi {

        private final Map<String, Identity> entries = new LinkedHashMap<>();

        Store(List<Identity> identities) {
            for (Identity identity : identities) {
                entries.put(String.valueOf(entries.size()), identity);
            }
        }

        @Override
        public Key engineGetKey(String alias, char[] password) {
            return entries.get(alias).key();
        }

        @Override
        public Certificate[] engineGetCertificateChain(String alias) {
            return entries.get(alias).chain().toArray(new X509Certificate[0]);
        }

        @Override
        public Certificate engineGetCertificate(String alias) {
            return entries.get(alias).certificate();
        }

        @Override
        public Date engineGetCreationDate(String alias) {
            return new Date(0);
        }

        @Override
        public Enumeration<String> engineAliases() {
            return Collections.enumeration(entries.keySet());
        }

        @Override
        public boolean engineContainsAlias(String alias) {
            return entries.containsKey(alias);
        }

        @Override
        public int engineSize() {
            return entries.size();
        }

        @Override
        public boolean engineIsKeyEntry(String alias) {
            return entries.containsKey(alias);
        }

        @Override
        public boolean engineIsCertificateEntry(String alias) {
            return false;
        }

        @Override
        public String engineGetCertificateAlias(Certificate cert) {
            return null;
        }

        @Override
        public void engineSetKeyEntry(String alias, Key key, char[] password, Certificate[] chain) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void engineSetKeyEntry(String alias, byte[] key, Certificate[] chain) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void engineSetCertificateEntry(String alias, Certificate cert) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void engineDeleteEntry(String alias) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void engineStore(OutputStream stream, char[] password) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void engineLoad(InputStream stream, char[] password) {
            // holds all already
        }
    }
}
