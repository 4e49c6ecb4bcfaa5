package dev.handfast.jsse.pkix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.HandfastProvider;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.CertReader;
import dev.handfast.pki.cert.GeneralName;
import dev.handfast.pki.cert.Oids;
import dev.handfast.pki.path.HostnameMatch;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * x509-limbo with Handfast as the provider of {@code CertPathValidator} and {@code CertPathBuilder} only: names of
 * hosts are compared by SunJSSE, whose rules fall back to the common name.
 *
 * <p>Core cases must all agree. Of the soft ones, which are about the common name, two kinds are excused, by rule and
 * not by name: what SunJSSE takes for the host by its common name and RFC 9525 does not, although a path validator is
 * told no host; and certificates for an address whose common name breaks the constraints of their issuer, which JDK and
 * OpenSSL refuse too, since at the validator they look like the former.
 */
@Tag("contract")
class PathsOnlyTest {

    private static final int CORE = 5582;
    private static final int SOFT = 740;

    private final Provider sun = Security.getProvider("SunJSSE");
    private final Provider paths = new PathsOnly();

    /** How often each verdict fell. */
    private static final class Tally {
        int agreed;
        int lax;
        int strict;
        final List<String> wrong = new ArrayList<>();
    }

    /** A way to judge a case: null for acceptance. */
    private interface Mode {
        String judge(LimboCase one) throws Exception;
    }

    /** Handfast's path services, and nothing else of it. */
    private static final class PathsOnly extends Provider {

        private static final long serialVersionUID = 1L;

        PathsOnly() {
            super("HandfastPathsOnly", "1", "Handfast's CertPathBuilder and CertPathValidator");
            Provider whole = new HandfastProvider();
            for (String type : List.of("CertPathBuilder", "CertPathValidator")) {
                Service service = whole.getService(type, "PKIX");
                putService(new Service(this, type, "PKIX", service.getClassName(), List.of(), Map.of()) {
                    @Override
                    public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
                        return service.newInstance(parameter);
                    }
                });
            }
        }
    }

    @BeforeEach
    void first() {
        assertEquals(1, Security.insertProviderAt(paths, 1));
    }

    @AfterEach
    void gone() {
        Security.removeProvider(paths.getName());
    }

    @Test
    void builderWithSunJsseMatchingHosts() throws Exception {
        run("CertPathBuilder", one -> {
            String refusal = one.byBuilder();
            return refusal != null ? refusal : one.byHostCheckOf(sun);
        });
    }

    @Test
    void trustManagerOfSunJsse() throws Exception {
        run("SunJSSE's trust manager", one -> one.byTrustManager(sun));
    }

    private static void run(String name, Mode mode) throws Exception {
        Tally core = new Tally();
        Tally soft = new Tally();
        for (Object each : Suites.list(Suites.json("limbo-public.json.gz").get("testcases"))) {
            LimboCase one = new LimboCase(each);
            if (!one.tier().equals("advisory")) {
                count(one, mode.judge(one), one.tier().equals("core") ? core : soft);
            }
        }
        System.out.println(name + " on Handfast's paths: core " + core.agreed + ", soft " + soft.agreed
                + "; excused: " + soft.lax + " where SunJSSE takes the common name, " + soft.strict
                + " where the common name breaks constraints");
        assertEquals(List.of(), core.wrong);
        assertEquals(CORE, core.agreed, "core cases are never excused");
        assertEquals(List.of(), soft.wrong);
        assertEquals(SOFT, soft.agreed + soft.lax + soft.strict);
        assertTrue(soft.lax > 0, "SunJSSE no longer falls back to the common name: drop the excuse");
    }

    private static void count(LimboCase one, String refusal, Tally tally) throws Exception {
        if (refusal == null == one.expectsSuccess()) {
            tally.agreed++;
        } else if (one.tier().equals("soft") && refusal == null && isByCommonName(one)) {
            tally.lax++;
        } else if (one.tier().equals("soft") && refusal != null && isForAddressDespiteCommonName(one)) {
            tally.strict++;
        } else {
            tally.wrong.add(one.id() + ": " + (refusal == null ? "accepted" : refusal));
        }
    }

    /** A host that only the common name names. */
    private static boolean isByCommonName(LimboCase one) throws Exception {
        Cert leaf = CertReader.read(one.leaf().getEncoded());
        String host = one.peer() == null ? null : (String) one.peer().get("value");
        return host != null && !HostnameMatch.matches(leaf, host, false) && !names(leaf, GeneralName.Dns.class)
                && host.equals(leaf.subject().last(Oids.COMMON_NAME));
    }

    /** An address that an alternative name has, beside a common name that is a host's, and no dNSName. */
    private static boolean isForAddressDespiteCommonName(LimboCase one) throws Exception {
        Cert leaf = CertReader.read(one.leaf().getEncoded());
        return "IP".equals(one.peer().get("kind")) && names(leaf, GeneralName.Ip.class)
                && !names(leaf, GeneralName.Dns.class)
                && leaf.subject().last(Oids.COMMON_NAME).matches("[a-z.]+") && one.byTrustManager() == null;
    }

    private static boolean names(Cert leaf, Class<? extends GeneralName> form) {
        return leaf.alternativeNames().stream().anyMatch(form::isInstance);
    }
}
