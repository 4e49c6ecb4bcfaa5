package dev.handfast.jsse.trust;

import dev.handfast.wire.Bytes;
import dev.handfast.wire.Opaque;
import java.io.FileInputStream;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Compares our list of distrusted authorities with the JDK's own, for each policy that it has: fingerprints, days, and
 * what both say of servers below the roots in {@code cacerts}. Needs {@code sun.security.validator} open.
 */
public final class JdkDistrust {

    /** Roots of AffirmTrust and Camerfirma that newer JDKs distrust no more, as they have none of them. */
    private static final Set<String> GONE = Set.of("0376ab1d54c5f9803ce4b2e201a0ee7eef7b57b636e8a93c9b8d4860c96f5fa7",
            "0a81ec5a929777f145904af38d5d509f66b5e2c58fcdb531058b0e17f3f0b41b",
            "70a73f7f376b60074248904534b11482d5bf0e698ecc498df52577ebf2e93b9a",
            "bd71fdf6da97e4cf62d1647add2581b07d79adf8397eb4ecba9c5e8488821423",
            "0c258a12a5674aef25f28ba7dcfaeceea348e541e6f5cc4ee63b71b361606ac3",
            "136335439334a7698016a0d324de72284e079d7b5220bb8fbd747816eebebaca");

    private JdkDistrust() {
    }

    /** Says so if all is the same, else throws. */
    public static void main(String[] none) throws Exception {
        Class<?> policies = Class.forName("sun.security.validator.CADistrustPolicy");
        Method check = policies.getDeclaredMethod("checkDistrust", String.class, X509Certificate[].class);
        check.setAccessible(true);
        List<X509Certificate> roots = roots();
        int refused = 0;
        for (Object policy : policies.getEnumConstants()) {
            DistrustedAuthorities ours = DistrustedAuthorities.named(policy.toString());
            require(ours != null, policy + " is not known");
            compareData(policy.toString(), ours);
            for (int days = -2; days <= 2; days++) {
                X509Certificate leaf = issuedOn(ours.last().plusDays(days));
                for (X509Certificate root : roots) {
                    refused += compare(check, policy, ours, root, leaf) ? 1 : 0;
                }
            }
            System.out.println(policy + ": " + refused);
        }
        System.out.println("the same");
    }

    private static void compareData(String name, DistrustedAuthorities ours) throws Exception {
        String plain = name.substring(0, name.indexOf('_'));
        Class<?> data = Class.forName("sun.security.validator." + plain.charAt(0)
                + plain.substring(1).toLowerCase(Locale.ROOT) + "TLSPolicy");
        Set<String> anchors = new TreeSet<>();
        Map<String, LocalDate> later = new TreeMap<>();
        Set<LocalDate> days = new TreeSet<>();
        for (Field field : data.getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers())) {
                continue;
            }
            field.setAccessible(true);
            Object value = field.get(null);
            if (value instanceof LocalDate day) {
                days.add(day);
            } else if (value instanceof Map<?, ?> map) {
                map.forEach((key, day) -> later.put(lower(key), (LocalDate) day));
            } else if (value instanceof Set<?> set) {
                set.forEach(item -> anchors.add(lower(item)));
            } else if (value instanceof String one) {
                anchors.add(lower(one));
            }
        }
        Set<String> gone = new TreeSet<>(ours.anchors());
        gone.removeAll(anchors);
        require(ours.anchors().containsAll(anchors) && GONE.containsAll(gone), name + " has other anchors: " + anchors);
        require(later.equals(new TreeMap<>(ours.later())), name + " has other exceptions: " + later);
        Set<LocalDate> ourDays = new TreeSet<>(ours.later().values());
        ourDays.add(ours.last());
        require(days.equals(ourDays), name + " has other days: " + days);
    }

    private static String lower(Object text) {
        return text.toString().toLowerCase(Locale.ROOT);
    }

    /** Whether both refuse. */
    private static boolean compare(Method check, Object policy, DistrustedAuthorities ours, X509Certificate root,
            X509Certificate leaf) throws Exception {
        boolean refusedByUs = new DistrustPolicy(List.of(ours)).objection(
                leaf.getNotBefore().toInstant().getEpochSecond(), Opaque.copyOf(root.getEncoded()), null) != null;
        boolean refusedByJdk = false;
        String fingerprint = Bytes.hex(MessageDigest.getInstance("SHA-256").digest(root.getEncoded()));
        try {
            check.invoke(policy, "tls server", new X509Certificate[] {leaf, root});
        } catch (InvocationTargetException e) {
            require(e.getCause().getClass().getSimpleName().equals("ValidatorException"), e.getCause().toString());
            refusedByJdk = true;
        }
        require(refusedByUs == refusedByJdk || refusedByUs && GONE.contains(fingerprint),
                policy + " of " + root.getSubjectX500Principal() + " on "
                        + leaf.getNotBefore()
                        + ": JDK " + refusedByJdk + ", ours " + refusedByUs);
        return refusedByUs;
    }

    /** A certificate that begins to be valid in the last second of a day. */
    private static X509Certificate issuedOn(LocalDate day) throws Exception {
        KeyPair keys = KeyPairGenerator.getInstance("EC").generateKeyPair();
        X500Name name = new X500Name("CN=localhost");
        Date begin = Date.from(day.atTime(23, 59, 59).toInstant(ZoneOffset.UTC));
        return new JcaX509CertificateConverter().getCertificate(new JcaX509v3CertificateBuilder(name, BigInteger.ONE,
                begin, Date.from(begin.toInstant().plusSeconds(86_400)), name, keys.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    }

    private static List<X509Certificate> roots() throws Exception {
        KeyStore store = KeyStore.getInstance("JKS");
        try (InputStream in = new FileInputStream(Path.of(System.getProperty("java.home"), "lib", "security",
                "cacerts").toFile())) {
            store.load(in, null);
        }
        List<X509Certificate> roots = new ArrayList<>();
        for (String alias : Collections.list(store.aliases())) {
            roots.add((X509Certificate) store.getCertificate(alias));
        }
        return roots;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }
}
