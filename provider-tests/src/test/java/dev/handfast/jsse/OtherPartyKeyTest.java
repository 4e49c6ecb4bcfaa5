package dev.handfast.jsse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.handfast.jsse.Token.Refusal;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.Identity;
import dev.handfast.peers.JsseStack;
import dev.handfast.pki.TestPki;
import java.security.KeyPair;
import java.security.Security;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.OtherName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A key that refuses to sign is never replaced by that of another party: one store holds the keys of several tenants,
 * and what tells them apart may be the subject or, with subjects that are empty or alike, the alternative names alone.
 */
@Tag("contract")
class OtherPartyKeyTest {

    private static final TestPki ROOT = TestPki.root("CN=tenants");
    private static final KeyPair RSA = TestPki.keys("RSA", 2048);
    private static final Token.TokenProvider TOKENS = new Token.TokenProvider();

    /** What a pair of certificates have in common, and what tells them apart. */
    private enum Tenants {
        EMPTY_SUBJECTS("", "", dns("one.example"), dns("two.example")),
        ALIKE_SUBJECTS("O=workloads", "O=workloads", uri("spiffe://a/one"), uri("spiffe://a/two")),
        OTHER_SUBJECTS("CN=one", "CN=two", dns("one.example"), dns("two.example")),
        OTHER_PRINCIPALS("O=users", "O=users", upn("one@a.example"), upn("two@a.example"));

        private final Identity one;
        private final Identity oneAgain;
        private final Identity two;
        private final Identity oneByRsa;
        private final Identity twoByRsa;

        Tenants(String subject, String other, GeneralName name, GeneralName otherName) {
            one = identity("1", subject, name);
            oneAgain = identity("2", subject, name);
            two = identity("3", other, otherName);
            oneByRsa = identity("4", subject, name, RSA);
            twoByRsa = identity("5", other, otherName, RSA);
        }

        private static Identity identity(String alias, String subject, GeneralName name) {
            return identity(alias, subject, name, TestPki.keys("EC", 256));
        }

        private static Identity identity(String alias, String subject, GeneralName name, KeyPair keys) {
            TestPki issued = ROOT.issue(subject, content -> content.keys(keys).extension(
                    Extension.subjectAlternativeName, true, new GeneralNames(name)));
            return new Identity(alias, issued.keys().getPrivate(), List.of(issued.certificate(), ROOT.certificate()));
        }
    }

    private static GeneralName dns(String name) {
        return new GeneralName(GeneralName.dNSName, name);
    }

    private static GeneralName uri(String name) {
        return new GeneralName(GeneralName.uniformResourceIdentifier, name);
    }

    private static GeneralName upn(String name) {
        return new GeneralName(GeneralName.otherName, new OtherName(
                new ASN1ObjectIdentifier("1.3.6.1.4.1.311.20.2.3"), new DERUTF8String(name)));
    }

    private record Row(Tenants tenants, KeyManagers managers, String version) {
    }

    private static Stream<Row> rows() {
        return Stream.of(Tenants.values()).flatMap(tenants -> Stream.of(KeyManagers.PKIX, KeyManagers.SUNX509,
                KeyManagers.DELEGATING, KeyManagers.STUBBORN).flatMap(
                        managers -> Stream.of("TLSv1.3", "TLSv1.2")
                                .map(version -> new Row(tenants, managers, version))));
    }

    @BeforeAll
    static void register() {
        Security.addProvider(TOKENS);
    }

    @AfterAll
    static void remove() {
        Security.removeProvider(TOKENS.getName());
    }

    private static SSLContext context(KeyManagers managers, Identity... own) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS", JsseStack.HANDFAST.provider());
        context.init(own.length == 0 ? null : new KeyManager[] {managers.over(List.of(own))},
                JsseStack.HANDFAST.trustManagers(List.of(ROOT.certificate())), null);
        return context;
    }

    private static Identity broken(Identity identity) {
        return Token.holding(identity, Refusal.PROVIDER, way -> true);
    }

    private static Certificate shownByClient(Row row, SSLContext client) throws Exception {
        TestPki server = ROOT.issue("CN=server", content -> content.dns("localhost"));
        EnginePair pair = EnginePair.of(client, context(KeyManagers.PKIX, new Identity("s",
                server.keys().getPrivate(), List.of(server.certificate(), ROOT.certificate())))).protocol(row.version);
        pair.server().engine().setWantClientAuth(true);
        pair.handshake();
        try {
            return pair.server().engine().getSession().getPeerCertificates()[0];
        } catch (SSLPeerUnverifiedException none) {
            return null;
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aClientIsNobodyElse(Row row) throws Exception {
        SSLContext strangers = context(row.managers, broken(row.tenants.one), row.tenants.two);
        assertEquals(null, shownByClient(row, strangers));
        SSLContext same = context(row.managers, broken(row.tenants.one), row.tenants.two, row.tenants.oneAgain);
        assertEquals(row.tenants.oneAgain.certificate(), shownByClient(row, same));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aServerIsNobodyElse(Row row) throws Exception {
        SSLContext strangers = context(row.managers, broken(row.tenants.one), row.tenants.two);
        assertThrows(SSLException.class,
                EnginePair.of(context(row.managers), strangers).protocol(row.version)::handshake);
        SSLContext same = context(row.managers, broken(row.tenants.one), row.tenants.two, row.tenants.oneAgain);
        EnginePair pair = EnginePair.of(context(row.managers), same).protocol(row.version);
        pair.handshake();
        X509Certificate shown = (X509Certificate) pair.client().engine().getSession().getPeerCertificates()[0];
        assertEquals(row.tenants.oneAgain.certificate(), shown);
    }

    /** A manager is asked for one key type after another, and names for each the best that it has. */
    @ParameterizedTest
    @MethodSource("rows")
    void aServerIsNobodyElseByAnotherKeyType(Row row) throws Exception {
        Identity broken = broken(row.tenants.one);
        SSLContext strangers = context(row.managers, broken, row.tenants.twoByRsa);
        assertThrows(SSLException.class,
                EnginePair.of(context(row.managers), strangers).protocol(row.version)::handshake);
        SSLContext same = context(row.managers, broken, row.tenants.twoByRsa, row.tenants.oneByRsa);
        EnginePair pair = EnginePair.of(context(row.managers), same).protocol(row.version);
        pair.handshake();
        X509Certificate shown = (X509Certificate) pair.client().engine().getSession().getPeerCertificates()[0];
        assertEquals(row.tenants.oneByRsa.certificate(), shown);
    }
}
