package dev.handfast.jsse.pkix;

import static dev.handfast.jsse.pkix.Fetching.AUTHORITY;
import static dev.handfast.jsse.pkix.Fetching.build;
import static dev.handfast.jsse.pkix.Fetching.leaf;
import static dev.handfast.jsse.pkix.Fetching.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.HandfastProvider;
import dev.handfast.jsse.pkix.Fetching.Kind;
import dev.handfast.museum.AttackKind;
import dev.handfast.museum.PublishedAttack;
import dev.handfast.pki.TestPki;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.PasswordAuthentication;
import java.net.URI;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.PKIXRevocationChecker.Option;
import java.security.cert.TrustAnchor;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a certificate can make us fetch: lists, responses and issuers, from servers that mean no good. */
@Tag("contract")
class FetchTest {

    private static final int PIECES = 100;
    private static final int PIECE_MILLIS = 50;

    @Test
    void whatIsRightIsFetchedInEveryFraming() throws Exception {
        for (Kind kind : Kind.values()) {
            for (String framing : List.of("length", "chunks", "close", "interim")) {
                byte[][] body = new byte[1][];
                try (OddServer server = new OddServer(out -> frame(framing, body[0], out))) {
                    TestPki leaf = leaf(kind, server.at("/" + framing));
                    body[0] = kind.good(leaf);
                    build(kind, leaf, Map.of());
                    assertEquals(1, server.requests().size());
                }
            }
        }
    }

    private static void frame(String framing, byte[] body, OutputStream out) throws IOException {
        out.write(switch (framing) {
            case "length" -> ("HTTP/1.1 200 OK\r\nConTent-length: " + body.length + "\r\n\r\n").getBytes();
            case "chunks" -> ("HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(body.length)
                    + ";a=b\r\n").getBytes();
            case "interim" -> ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 200 OK\nContent-Length: " + body.length + "\n\n")
                    .getBytes();
            default -> "HTTP/1.0 200 OK\r\n\r\n".getBytes();
        });
        out.write(body);
        out.write(framing.equals("chunks") ? "\r\n0\r\nTrailer: x\r\n\r\n".getBytes() : new byte[0]);
    }

    @Test
    @PublishedAttack(id = "CVE-2026-21945", victim = "Java", kind = AttackKind.TIME,
            what = "a certificate makes its verifier fetch from any address")
    void redirectsAreNotFollowed() throws Exception {
        for (Kind kind : Kind.values()) {
            for (int status : new int[] {301, 302, 303, 307, 308}) {
                byte[][] body = new byte[1][];
                try (OddServer elsewhere = new OddServer(out -> OddServer.says(body[0]).write(out));
                        OddServer server = new OddServer(out -> out.write(("HTTP/1.1 " + status + " Go\r\nLocation: "
                                + elsewhere.at("/x") + "\r\nContent-Length: 0\r\n\r\n").getBytes()))) {
                    TestPki leaf = leaf(kind, server.at("/" + status));
                    body[0] = kind.good(leaf);
                    String refused = refused(kind, leaf, Map.of());
                    assertEquals(List.of(), elsewhere.requests());
                    assertTrue(refused.contains(server.at("/" + status).toString()), refused);
                    assertTrue(refused.contains("status " + status + "; redirects"), refused);
                }
            }
        }
    }

    /** One deadline for all: a server that sends a byte now and then does not hold a handshake for long. */
    @Test
    @PublishedAttack(id = "CVE-2026-21945", victim = "Java", kind = AttackKind.TIME,
            what = "a certificate makes its verifier fetch from any address")
    void tricklesEndAtTheDeadline() throws Exception {
        for (String before : List.of("", "HTTP/1.1 200 OK\r\nX: ", "HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfff\r\n")) {
            for (Kind kind : before.isEmpty() ? Kind.values() : new Kind[] {Kind.RESPONSE}) {
                AtomicInteger pieces = new AtomicInteger();
                try (OddServer server = new OddServer(out -> {
                    out.write(before.getBytes());
                    trickle(out, pieces);
                })) {
                    TestPki leaf = leaf(kind, server.at("/" + before.length()));
                    String refused = refused(kind, leaf, Map.of("com.sun.security.ocsp.timeout", "1",
                            "com.sun.security.crl.timeout", "1", "com.sun.security.cert.timeout", "1"));
                    assertTrue(refused.contains("no whole answer within the time"), refused);
                    server.awaitWritten();
                    assertTrue(pieces.get() < PIECES, "read to the end");
                }
            }
        }
    }

    private static void trickle(OutputStream out, AtomicInteger pieces) throws IOException {
        try {
            for (; pieces.get() < PIECES; pieces.incrementAndGet()) {
                out.write('1');
                out.flush();
                Thread.sleep(PIECE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void headersAndBodiesHaveCaps() throws Exception {
        String endless = "X-Y: " + "z".repeat(1000) + "\r\n";
        List<String[]> floods = List.of(
                new String[] {"HTTP/1.1 200 OK\r\n", endless},
                new String[] {"HTTP/1.1 200 OK\r\nX: ", "z".repeat(1000)},
                new String[] {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", "z".repeat(1000)},
                new String[] {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", endless},
                new String[] {"", "HTTP/1.1 100 Continue\r\n\r\n"},
                new String[] {"HTTP/1.1 200 OK\r\n\r\n", "z".repeat(1000)},
                new String[] {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "3e8\r\n" + "z".repeat(1000)
                        + "\r\n"},
                new String[] {"HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n", "z".repeat(1000)});
        for (String[] flood : floods) {
            for (Kind kind : List.of(Kind.RESPONSE, Kind.ISSUER)) {
                AtomicLong written = new AtomicLong();
                try (OddServer server = new OddServer(out -> {
                    out.write(flood[0].getBytes());
                    byte[] piece = flood[1].getBytes();
                    while (written.addAndGet(piece.length) < 64 << 20) {
                        out.write(piece);
                    }
                })) {
                    String refused = refused(kind, leaf(kind, server.at("/flood")), Map.of());
                    server.awaitWritten();
                    assertTrue(refused.contains("its server ") || refused.contains("status 100"), refused);
                    // What the buffers of both sockets hold is written too.
                    assertTrue(written.get() < 32 << 20, flood[0] + ": " + written);
                }
            }
        }
    }

    @Test
    void aThousandAddressesAreAFewFetches() throws Exception {
        for (Kind kind : Kind.values()) {
            try (OddServer server = new OddServer(out -> out.write("HTTP/1.1 404 No\r\n\r\n".getBytes()))) {
                TestPki leaf = leaf(kind, IntStream.range(0, 1000).mapToObj(i -> server.at("/" + i)).toList());
                refused(kind, leaf, Map.of());
                assertTrue(server.requests().size() <= 16, server.requests().size() + " fetches");
            }
        }
    }

    /** With soft failure a peer would be accepted if the authorities that it sends used up what is left to fetch. */
    @ParameterizedTest
    @CsvSource({"false, 64", "true, 64", "false, 65", "true, 1000"})
    void authoritiesLeaveTheTargetItsFetches(boolean targetIsAuthority, int addresses) throws Exception {
        try (OddServer dead = new OddServer(out -> out.write("HTTP/1.1 404 No\r\n\r\n".getBytes()));
                Responder alive = new Responder()) {
            TestPki authority = AUTHORITY.issue("CN=below", c -> Kind.LIST.at(IntStream.range(0, addresses)
                    .mapToObj(i -> dead.at("/" + i)).toList()).accept(c.authority(-1)));
            TestPki leaf = authority.issue("CN=leaf", content -> {
                if (targetIsAuthority) {
                    content.authority(-1);
                }
                alive.lists("/list").accept(content);
            });
            alive.says("/list", TestRevocation.list(authority, authority, 1, 9, null, leaf.certificate())
                    .getEncoded());
            CertPathValidator validator = CertPathValidator.getInstance("PKIX", new HandfastProvider());
            PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
            checker.setOptions(EnumSet.of(Option.PREFER_CRLS, Option.SOFT_FAIL));
            PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(AUTHORITY.certificate(), null)));
            parameters.addCertPathChecker(checker);
            // What no fetch is left for was not asked for, which soft failure does not forgive.
            assertEquals(addresses > 64 ? BasicReason.UNDETERMINED_REVOCATION_STATUS : BasicReason.REVOKED,
                    assertThrows(CertPathValidatorException.class,
                            () -> validator.validate(CertificateFactory.getInstance("X.509").generateCertPath(
                                    List.of(leaf.certificate(), authority.certificate())), parameters))
                            .getReason());
            assertTrue(dead.requests().size() <= 64, dead.requests().size() + " fetches");
        }
    }

    /** What applications have set for their own connections is not for servers that certificates name. */
    @Test
    void noCredentialsAreSent() throws Exception {
        CookieHandler cookies = CookieHandler.getDefault();
        AtomicInteger asked = new AtomicInteger();
        CookieHandler.setDefault(new CookieHandler() {
            @Override
            public Map<String, List<String>> get(URI uri, Map<String, List<String>> headers) {
                return Map.of("Cookie", List.of("secret=1"));
            }

            @Override
            public void put(URI uri, Map<String, List<String>> headers) {
                asked.incrementAndGet();
            }
        });
        Authenticator.setDefault(new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                asked.incrementAndGet();
                return new PasswordAuthentication("user", "word".toCharArray());
            }
        });
        try {
            for (Kind kind : Kind.values()) {
                for (int status : new int[] {401, 407}) {
                    try (OddServer server = new OddServer(out -> out.write(("HTTP/1.1 " + status + " Who\r\n"
                            + (status == 401 ? "WWW" : "Proxy") + "-Authenticate: Basic realm=\"x\"\r\nSet-Cookie: a=b"
                            + "\r\nContent-Length: 0\r\n\r\n").getBytes()))) {
                        refused(kind, leaf(kind, server.at("/" + status)), Map.of());
                        assertEquals(1, server.requests().size());
                        String head = server.requests().get(0).toLowerCase(java.util.Locale.ROOT);
                        assertTrue(!head.contains("cookie") && !head.contains("authorization"), head);
                        assertEquals(0, asked.get());
                    }
                }
            }
        } finally {
            CookieHandler.setDefault(cookies);
            Authenticator.setDefault(null);
        }
    }

    @Test
    void aProxyIsAsked() throws Exception {
        for (Kind kind : Kind.values()) {
            byte[][] body = new byte[1][];
            try (OddServer proxy = new OddServer(out -> OddServer.says(body[0]).write(out))) {
                TestPki leaf = leaf(kind, "http://status.example.invalid/" + kind + "?q");
                body[0] = kind.good(leaf);
                build(kind, leaf, Map.of("http.proxyHost", "127.0.0.1", "http.proxyPort", "" + proxy.port(),
                        "http.nonProxyHosts", ""));
                assertTrue(proxy.requests().get(0).contains(" http://status.example.invalid/" + kind + "?q HTTP/1.1\r\n"
                        + "Host: status.example.invalid\r\n"), proxy.requests().get(0));
            }
        }
    }

    /**
     * What failed as one thing is asked for as another: whoever sends a certificate whose issuer is said to be where
     * responses or lists are does not keep those from being had.
     */
    @Test
    void aFailureOfOneKindSaysNothingOfAnother() throws Exception {
        for (Kind fails : Kind.values()) {
            for (Kind wanted : Kind.values()) {
                if (fails == wanted) {
                    continue;
                }
                byte[][] body = new byte[1][];
                try (OddServer server = new OddServer(out -> {
                    if (body[0] == null) {
                        out.write("HTTP/1.1 405 No\r\n\r\n".getBytes());
                    } else {
                        OddServer.says(body[0]).write(out);
                    }
                })) {
                    String there = server.at("/" + fails + wanted);
                    refused(fails, leaf(fails, there), Map.of());
                    assertEquals(1, server.requests().size());
                    TestPki leaf = leaf(wanted, there);
                    body[0] = wanted.good(leaf);
                    build(wanted, leaf, Map.of());
                    assertEquals(2, server.requests().size(), fails + " before " + wanted);
                }
            }
        }
    }
}
