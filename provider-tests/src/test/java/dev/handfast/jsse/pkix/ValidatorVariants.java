package dev.handfast.jsse.pkix;

import dev.handfast.HandfastProvider;
import dev.handfast.pki.OddSigner;
import dev.handfast.pki.TestPki;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.security.AlgorithmConstraints;
import java.security.AlgorithmParameters;
import java.security.CryptoPrimitive;
import java.security.Key;
import java.security.KeyPair;
import java.security.Security;
import java.security.Timestamp;
import java.security.cert.CertPath;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/**
 * A program for a JVM of its own: puts chains to the JDK's own validator in each of its variants, first with the JDK's
 * path services, then with Handfast's before them, and prints a line for each: the case, and both verdicts.
 *
 * <p>The first argument is {@code jdk.certpath.disabledAlgorithms}; without one it names the first provider. Needs
 * {@code --add-exports java.base/sun.security.validator=ALL-UNNAMED}.
 */
final class ValidatorVariants {

    private static final Date IN_2015 = new Date(1_430_000_000_000L);

    /** Permits all, so that the JDK's validator adds a checker as for a connection. */
    private static final AlgorithmConstraints ALL = new AlgorithmConstraints() {
        @Override
        public boolean permits(Set<CryptoPrimitive> primitives, String algorithm, AlgorithmParameters parameters) {
            return true;
        }

        @Override
        public boolean permits(Set<CryptoPrimitive> primitives, Key key) {
            return true;
        }

        @Override
        public boolean permits(Set<CryptoPrimitive> primitives, String algorithm, Key key,
                AlgorithmParameters parameters) {
            return true;
        }
    };

    /** A chain and how it is asked about. */
    private record Case(String name, String variant, X509Certificate[] chain, X509Certificate root,
            AlgorithmConstraints constraints, Object parameter) {
    }

    private ValidatorVariants() {
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 0) {
            System.out.println("DONE, first is " + Security.getProviders()[0].getName());
            return;
        }
        Security.setProperty("jdk.certpath.disabledAlgorithms", arguments[0]);
        List<Case> cases = cases();
        Map<String, String> first = new LinkedHashMap<>();
        for (Case each : cases) {
            first.put(each.name(), verdict(each));
        }
        Security.insertProviderAt(new HandfastProvider(), 1);
        for (Case each : cases) {
            System.out.println(each.name() + " | " + first.get(each.name()) + " | " + verdict(each));
        }
        System.out.println("DONE");
    }

    private static String verdict(Case one) throws ReflectiveOperationException {
        Class<?> type = Class.forName("sun.security.validator.Validator");
        Object validator = type.getMethod("getInstance", String.class, String.class, Collection.class)
                .invoke(null, constant(type, "TYPE_PKIX"), one.variant(), Set.of(one.root()));
        Method validate = type.getMethod("validate", X509Certificate[].class, Collection.class, List.class,
                AlgorithmConstraints.class, Object.class);
        try {
            validate.invoke(validator, one.chain(), List.of(), List.of(), one.constraints(), one.parameter());
            return "accepted";
        } catch (InvocationTargetException e) {
            return "refused: " + String.valueOf(e.getCause()).replaceAll("[\\r\\n|]+", " ");
        }
    }

    private static String constant(Class<?> type, String name) throws ReflectiveOperationException {
        return (String) type.getField(name).get(null);
    }

    private static List<Case> cases() throws Exception {
        Class<?> type = Class.forName("sun.security.validator.Validator");
        Map<String, String> variants = new LinkedHashMap<>();
        for (String name : List.of("VAR_TLS_SERVER", "VAR_TLS_CLIENT", "VAR_CODE_SIGNING", "VAR_TSA_SERVER",
                "VAR_GENERIC")) {
            variants.put(name, constant(type, name));
        }
        Map<String, KeyPurposeId[]> purposes = new LinkedHashMap<>();
        purposes.put("no purpose", null);
        purposes.put("serverAuth", new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth});
        purposes.put("codeSigning", new KeyPurposeId[] {KeyPurposeId.id_kp_codeSigning});
        purposes.put("timeStamping", new KeyPurposeId[] {KeyPurposeId.id_kp_timeStamping});
        purposes.put("any", new KeyPurposeId[] {KeyPurposeId.anyExtendedKeyUsage});
        List<Case> cases = new ArrayList<>();
        for (Map.Entry<String, Consumers> algorithm : algorithms().entrySet()) {
            for (Map.Entry<String, KeyPurposeId[]> purpose : purposes.entrySet()) {
                boolean onTls = purpose.getKey().equals("serverAuth") || purpose.getKey().equals("any");
                for (boolean expired : onTls ? new boolean[] {false} : new boolean[] {false, true}) {
                    chain(algorithm.getKey() + ", " + purpose.getKey() + (expired ? ", expired" : ""),
                            algorithm.getValue(), purpose.getValue(), expired, variants, cases);
                }
            }
        }
        return cases;
    }

    /** The root's keys, and how it and the authority below sign. */
    private record Consumers(KeyPair keys, Function<KeyPair, TestPkiSigner> signer) {
    }

    /** Writes a signer into a certificate's content. */
    private interface TestPkiSigner {
        void into(TestPki.Content content);
    }

    private static Map<String, Consumers> algorithms() {
        KeyPair rsa = TestPki.keys("RSA", 2048);
        KeyPair small = TestPki.keys("RSA", 1024);
        KeyPair ec = TestPki.keys("EC", 256);
        KeyPair dsa = TestPki.keys("DSA", 2048);
        Map<String, Consumers> all = new LinkedHashMap<>();
        all.put("SHA-256 with RSA", plain(rsa, "SHA256withRSA", "1.2.840.113549.1.1.11"));
        all.put("SHA-1 with RSA", plain(rsa, "SHA1withRSA", "1.2.840.113549.1.1.5"));
        all.put("MD5 with RSA", plain(rsa, "MD5withRSA", "1.2.840.113549.1.1.4"));
        all.put("SHA-256 with RSA-1024", plain(small, "SHA256withRSA", "1.2.840.113549.1.1.11"));
        all.put("SHA-256 with ECDSA", plain(ec, "SHA256withECDSA", "1.2.840.10045.4.3.2"));
        all.put("SHA-256 with DSA", plain(dsa, "SHA256withDSA", "2.16.840.1.101.3.4.3.2"));
        PSSParameterSpec mixed = new PSSParameterSpec("SHA-256", "MGF1", new MGF1ParameterSpec("SHA-1"), 20, 1);
        all.put("PSS with SHA-1 as mask", new Consumers(rsa, keys -> content -> content.signer(key -> new OddSigner(key,
                "RSASSA-PSS", mixed, "1.2.840.113549.1.1.10", AlgorithmIdentifierTest.written(mixed)))));
        return all;
    }

    private static Consumers plain(KeyPair keys, String algorithm, String oid) {
        return new Consumers(keys, ignored -> content -> content.signer(key -> new OddSigner(key, algorithm, null, oid,
                algorithm.endsWith("RSA") ? DERNull.INSTANCE : null)));
    }

    private static void chain(String name, Consumers algorithm, KeyPurposeId[] purpose, boolean expired,
            Map<String, String> variants, List<Case> cases) throws Exception {
        TestPkiSigner signer = algorithm.signer().apply(algorithm.keys());
        long ago = (System.currentTimeMillis() - IN_2015.getTime()) / 86_400_000 + 100;
        TestPki root = TestPki.root("CN=root", c -> signer.into(c.keys(algorithm.keys()).valid(-ago, 30)));
        TestPki middle = root.issue("CN=middle", c -> signer.into(c.authority(-1).keys(algorithm.keys())
                .valid(-ago, 30)));
        TestPki leaf = middle.issue("CN=leaf", c -> {
            signer.into(c.keys(algorithm.keys()).valid(-ago, expired ? -30 : 30));
            c.extension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            if (purpose != null) {
                c.extension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
            }
        });
        X509Certificate[] ordered = {leaf.certificate(), middle.certificate()};
        X509Certificate[] unordered = {leaf.certificate(), root.certificate(), middle.certificate()};
        CertPath path = CertificateFactory.getInstance("X.509").generateCertPath(List.of(leaf.certificate()));
        Timestamp then = new Timestamp(IN_2015, path);
        for (Map.Entry<String, String> variant : variants.entrySet()) {
            boolean server = variant.getKey().equals("VAR_TLS_SERVER");
            Object plain = server ? "UNKNOWN" : null;
            String full = name + ", " + variant.getKey();
            cases.add(new Case(full, variant.getValue(), ordered, root.certificate(), null, plain));
            cases.add(new Case(full + ", of a connection", variant.getValue(), ordered, root.certificate(), ALL,
                    plain));
            if (purpose == null) {
                cases.add(new Case(full + ", unordered", variant.getValue(), unordered, root.certificate(), null,
                        plain));
            }
            if (!server) {
                cases.add(new Case(full + ", stamped in 2015", variant.getValue(), expired ? unordered : ordered,
                        root.certificate(), null, then));
            }
        }
    }
}
