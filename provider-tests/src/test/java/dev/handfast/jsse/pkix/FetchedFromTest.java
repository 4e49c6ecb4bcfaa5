package dev.handfast.jsse.pkix;

import static dev.handfast.jsse.pkix.Fetching.AUTHORITY;
import static dev.handfast.jsse.pkix.Fetching.build;
import static dev.handfast.jsse.pkix.Fetching.isBuilt;
import static dev.handfast.jsse.pkix.Fetching.leaf;
import static dev.handfast.jsse.pkix.Fetching.refused;
import static dev.handfast.peers.SystemProperties.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.jsse.pkix.Fetching.Kind;
import dev.handfast.museum.AttackKind;
import dev.handfast.museum.PublishedAttack;
import dev.handfast.pki.TestPki;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From where lists, responses and issuers are fetched, and for whom. */
@Tag("contract")
class FetchedFromTest {

    @Test
    void nothingButHttpIsFetchedFrom(@TempDir Path folder) throws Exception {
        for (Kind kind : Kind.values()) {
            byte[][] body = new byte[1][];
            try (OddServer server = new OddServer(out -> OddServer.says(body[0]).write(out))) {
                Path file = folder.resolve(kind.name());
                List<String> addresses = List.of(file.toUri().toString(), "jar:" + file.toUri() + "!/x",
                        "ftp://127.0.0.1:" + server.port() + "/x", "ldap://127.0.0.1:" + server.port() + "/cn=x",
                        "https://127.0.0.1:" + server.port() + "/x", "http:/x", "http:x", "//127.0.0.1/x", "x", "",
                        server.at("/x").replace("http://", "http://user:word@"), "http://127.0.0.1:0/", "http://a b/",
                        server.at("/" + "x".repeat(3000)), server.at("/x\r\nInjected: y"));
                for (String address : addresses) {
                    TestPki leaf = leaf(kind, address);
                    body[0] = kind.good(leaf);
                    Files.write(file, body[0]);
                    String refused = refused(kind, leaf, Map.of());
                    assertEquals(List.of(), server.requests(), address);
                    assertTrue(refused.contains("only http is fetched from") || refused.contains("it "), refused);
                }
            }
        }
    }

    @Test
    @PublishedAttack(id = "CVE-2026-21945", victim = "Java", kind = AttackKind.TIME,
            what = "a certificate makes its verifier fetch from any address")
    void issuersAreFetchedOnlyFromWhereIsAllowed() throws Exception {
        try (OddServer server = new OddServer(OddServer.says(AUTHORITY.certificate().getEncoded()))) {
            Map<String, Boolean> rules = new HashMap<>();
            String here = "http://127.0.0.1:" + server.port();
            rules.put(null, false);
            rules.put("", false);
            rules.put("  ", false);
            rules.put("any", true);
            rules.put(" ANY ", true);
            rules.put("none", false);
            rules.put("any " + here + "/other", false);
            rules.put("*", false);
            rules.put("http://127.0.0.1/a/b", false);
            rules.put("https://127.0.0.1:" + server.port() + "/a/b", false);
            rules.put("http://localhost:" + server.port() + "/a/b", false);
            rules.put(here, true);
            rules.put(here + "/", true);
            rules.put(here + "/a/", true);
            rules.put(here + "/a", false);
            rules.put(here + "/a/b", true);
            rules.put(here + "/a/b/", false);
            rules.put(here + "/A/b", false);
            rules.put("HTTP" + here.substring(4) + "/x/../a/b?q#f", true);
            rules.put("http://other.example/\t\n" + here + "/a/b", true);
            int asked = 0;
            for (Map.Entry<String, Boolean> rule : rules.entrySet()) {
                TestPki leaf = leaf(Kind.ISSUER, here + "/a/b?x=" + rules.size() + asked);
                Map<String, String> properties = new HashMap<>();
                properties.put("com.sun.security.enableAIAcaIssuers", "true");
                if (rule.getKey() != null) {
                    properties.put("com.sun.security.allowedAIALocations", rule.getKey());
                }
                boolean built = with(properties, () -> isBuilt(Kind.ISSUER, leaf));
                assertEquals(rule.getValue(), built, rule.getKey());
                asked += built ? 1 : 0;
                assertEquals(asked, server.requests().size(), rule.getKey());
            }
            for (String hidden : List.of("/a/%2e%2e/secret", "/a/%2E%2E", "/a/./../../secret", "/a/../secret")) {
                TestPki leaf = leaf(Kind.ISSUER, here + hidden);
                assertTrue(!with(Map.of("com.sun.security.enableAIAcaIssuers", "true",
                        "com.sun.security.allowedAIALocations", here + "/a/"), () -> isBuilt(Kind.ISSUER, leaf)));
                assertEquals(asked, server.requests().size(), hidden);
            }
        }
    }

    /** A security property of the same name counts too, and the switch stays the switch. */
    @Test
    void theSecurityPropertyCountsAndTheSwitchIsNeeded() throws Exception {
        String name = "com.sun.security.allowedAIALocations";
        String before = java.security.Security.getProperty(name);
        try (OddServer server = new OddServer(OddServer.says(AUTHORITY.certificate().getEncoded()))) {
            java.security.Security.setProperty(name, server.at("/"));
            TestPki leaf = leaf(Kind.ISSUER, server.at("/security"));
            assertTrue(!isBuilt(Kind.ISSUER, leaf));
            assertTrue(!with(Map.of("com.sun.security.enableAIAcaIssuers", "true", name, ""),
                    () -> isBuilt(Kind.ISSUER, leaf)), "the system property overrides it");
            assertEquals(0, server.requests().size());
            assertTrue(with(Map.of("com.sun.security.enableAIAcaIssuers", "true"),
                    () -> isBuilt(Kind.ISSUER, leaf)));
        } finally {
            java.security.Security.setProperty(name, before == null ? "" : before);
        }
    }

    @Test
    void listsAndResponsesHaveAFilterToo() throws Exception {
        for (Kind kind : List.of(Kind.RESPONSE, Kind.LIST)) {
            byte[][] body = new byte[1][];
            try (OddServer server = new OddServer(out -> OddServer.says(body[0]).write(out))) {
                TestPki leaf = leaf(kind, server.at("/x"));
                body[0] = kind.good(leaf);
                String property = "handfast.pki.allowedRevocationLocations";
                String refused = refused(kind, leaf, Map.of(property, "http://crl.example/"));
                assertTrue(refused.contains(property + " does not allow it"), refused);
                assertEquals(0, server.requests().size());
                build(kind, leaf, Map.of(property, server.at("/")));
            }
        }
    }

    /** Nothing is fetched for a certificate that can be in no path, or whose path is not verified. */
    @Test
    void whatCanBeVerifiedBeforeIsVerifiedBefore() throws Exception {
        for (Kind kind : Kind.values()) {
            try (OddServer server = new OddServer(out -> out.write("HTTP/1.1 404 No\r\n\r\n".getBytes()))) {
                List<String> here = List.of(server.at("/"));
                List<TestPki> lost = new ArrayList<>(List.of(
                        AUTHORITY.issue("CN=leaf", c -> kind.at(here).accept(c.valid(-9, -1))),
                        AUTHORITY.issue("CN=leaf", c -> kind.at(here).accept(c.extension(Extension.extendedKeyUsage,
                                false, new ExtendedKeyUsage(KeyPurposeId.id_kp_codeSigning))))));
                if (kind != Kind.ISSUER) {
                    lost.add(TestPki.root("CN=authority").issue("CN=leaf", kind.at(here)));
                }
                for (TestPki leaf : lost) {
                    refused(kind, leaf, Map.of());
                    assertEquals(0, server.requests().size());
                }
            }
        }
    }
}
