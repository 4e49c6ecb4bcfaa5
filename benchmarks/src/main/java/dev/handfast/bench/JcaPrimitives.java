package dev.handfast.bench;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * {@link Primitives} of one JCA provider, with objects made once and keys set in each operation, as a handshake does.
 */
final class JcaPrimitives {

    private static final byte[] MESSAGE = new byte[130];

    /** Null for the platform's order of providers. */
    private final Provider provider;
    private final boolean isConscrypt;

    JcaPrimitives(Provider provider) {
        this.provider = provider;
        this.isConscrypt = provider != null && provider.getName().equals("Conscrypt");
    }

    Primitives.Operation keyPair(String type) throws GeneralSecurityException {
        return generator(type)::generateKeyPair;
    }

    Primitives.Operation agree(String type, String algorithm) throws GeneralSecurityException {
        String name = isConscrypt && algorithm.equals("X25519") ? "XDH" : algorithm;
        KeyAgreement agreement = provider == null ? KeyAgreement.getInstance(name)
                : KeyAgreement.getInstance(name, provider);
        // ECDH providers without a key pair generator of their own work with the platform's keys
        PrivateKey own = generatorOrPlatforms(type).generateKeyPair().getPrivate();
        PublicKey peers = generatorOrPlatforms(type).generateKeyPair().getPublic();
        return () -> {
            agreement.init(own);
            agreement.doPhase(peers, true);
            return agreement.generateSecret();
        };
    }

    Primitives.Operation sign(String type, String algorithm) throws GeneralSecurityException {
        Signature signature = signature(algorithm);
        PrivateKey key = generatorOrPlatforms(type).generateKeyPair().getPrivate();
        return () -> {
            signature.initSign(key);
            signature.update(MESSAGE);
            return signature.sign();
        };
    }

    Primitives.Operation verify(String type, String algorithm) throws GeneralSecurityException {
        Signature signature = signature(algorithm);
        KeyPair keys = generatorOrPlatforms(type).generateKeyPair();
        signature.initSign(keys.getPrivate());
        signature.update(MESSAGE);
        byte[] value = signature.sign();
        return () -> {
            signature.initVerify(keys.getPublic());
            signature.update(MESSAGE);
            if (!signature.verify(value)) {
                throw new SignatureException("a good signature was refused");
            }
            return value;
        };
    }

    /** Through the KEM API of JDK 21, by reflection, since this is compiled for 17. */
    Primitives.Operation encapsulate(String type) throws GeneralSecurityException {
        Object encapsulator = encapsulator(type, generator(type).generateKeyPair().getPublic());
        Method encapsulate = method(encapsulatorType(), "encapsulate");
        return () -> call(encapsulate, encapsulator);
    }

    Primitives.Operation decapsulate(String type) throws GeneralSecurityException {
        KeyPair keys = generator(type).generateKeyPair();
        Object encapsulated = call(method(encapsulatorType(), "encapsulate"), encapsulator(type, keys.getPublic()));
        Object ciphertext = call(method(kemType("Encapsulated"), "encapsulation"), encapsulated);
        Object decapsulator = call(method(kemType(""), "newDecapsulator", PrivateKey.class), kem(type),
                keys.getPrivate());
        Method decapsulate = method(kemType("Decapsulator"), "decapsulate", byte[].class);
        return () -> call(decapsulate, decapsulator, ciphertext);
    }

    Primitives.Operation seal(String cipherName, int size) throws GeneralSecurityException {
        boolean isGcm = cipherName.equals("AES_128_GCM");
        String chaCha = isConscrypt ? "ChaCha20/Poly1305/NoPadding" : "ChaCha20-Poly1305";
        String name = isGcm ? "AES/GCM/NoPadding" : chaCha;
        Cipher cipher = provider == null ? Cipher.getInstance(name) : Cipher.getInstance(name, provider);
        Key key = new SecretKeySpec(new byte[isGcm ? 16 : 32], isGcm ? "AES" : "ChaCha20");
        byte[] plain = new byte[size];
        byte[] sealed = new byte[size + 16];
        byte[] header = new byte[5];
        byte[] nonce = new byte[12];
        return () -> {
            int i = nonce.length;
            do {
                nonce[--i]++;
            } while (nonce[i] == 0);
            cipher.init(Cipher.ENCRYPT_MODE, key, isGcm ? new GCMParameterSpec(128, nonce)
                    : new IvParameterSpec(nonce));
            cipher.updateAAD(header);
            cipher.doFinal(plain, 0, plain.length, sealed, 0);
            return sealed;
        };
    }

    Primitives.Operation mac(String algorithm, int size) throws GeneralSecurityException {
        Mac mac = provider == null ? Mac.getInstance(algorithm) : Mac.getInstance(algorithm, provider);
        Key key = new SecretKeySpec(new byte[32], algorithm);
        byte[] input = new byte[size];
        return () -> {
            mac.init(key);
            return mac.doFinal(input);
        };
    }

    Primitives.Operation digest(String algorithm, int size) throws GeneralSecurityException {
        MessageDigest digest = provider == null ? MessageDigest.getInstance(algorithm)
                : MessageDigest.getInstance(algorithm, provider);
        byte[] input = new byte[size];
        return () -> digest.digest(input);
    }

    private KeyPairGenerator generator(String type) throws GeneralSecurityException {
        return generator(type, provider);
    }

    private KeyPairGenerator generatorOrPlatforms(String type) throws GeneralSecurityException {
        try {
            return generator(type, provider);
        } catch (NoSuchAlgorithmException e) {
            return generator(type, null);
        }
    }

    private KeyPairGenerator generator(String type, Provider from) throws GeneralSecurityException {
        String name = switch (type) {
            case "P-256" -> "EC";
            case "RSA-2048" -> "RSA";
            case "X25519" -> isConscrypt ? "XDH" : type;
            case "Ed25519" -> isConscrypt ? "EdDSA" : type;
            default -> type;
        };
        KeyPairGenerator generator = from == null ? KeyPairGenerator.getInstance(name)
                : KeyPairGenerator.getInstance(name, from);
        if (type.equals("P-256")) {
            generator.initialize(new ECGenParameterSpec("secp256r1"));
        } else if (type.equals("RSA-2048")) {
            generator.initialize(2048);
        }
        return generator;
    }

    private Signature signature(String algorithm) throws GeneralSecurityException {
        boolean isPss = algorithm.endsWith("/PSS");
        String name = algorithm;
        if (isPss && !isConscrypt) {
            name = "RSASSA-PSS";
        } else if (isConscrypt && algorithm.equals("Ed25519")) {
            name = "EdDSA";
        }
        Signature signature = provider == null ? Signature.getInstance(name) : Signature.getInstance(name, provider);
        if (isPss) {
            signature.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
        }
        return signature;
    }

    private Object kem(String type) throws GeneralSecurityException {
        return provider == null ? call(method(kemType(""), "getInstance", String.class), null, type)
                : call(method(kemType(""), "getInstance", String.class, Provider.class), null, type, provider);
    }

    private Object encapsulator(String type, PublicKey key) throws GeneralSecurityException {
        return call(method(kemType(""), "newEncapsulator", PublicKey.class, SecureRandom.class), kem(type), key,
                new SecureRandom());
    }

    private static Class<?> encapsulatorType() throws NoSuchAlgorithmException {
        return kemType("Encapsulator");
    }

    private static Class<?> kemType(String nested) throws NoSuchAlgorithmException {
        try {
            return Class.forName("javax.crypto.KEM" + (nested.isEmpty() ? "" : "$" + nested));
        } catch (ClassNotFoundException e) {
            throw new NoSuchAlgorithmException("this JDK has no KEM API", e);
        }
    }

    private static Method method(Class<?> type, String name, Class<?>... parameters) throws NoSuchAlgorithmException {
        try {
            return type.getMethod(name, parameters);
        } catch (NoSuchMethodException e) {
            throw new NoSuchAlgorithmException("this JDK's KEM API has no " + name, e);
        }
    }

    private static Object call(Method method, Object receiver, Object... arguments) throws GeneralSecurityException {
        try {
            return method.invoke(receiver, arguments);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof GeneralSecurityException fault) {
                throw fault;
            }
            throw new InvalidKeyException(e.getCause());
        }
    }
}
