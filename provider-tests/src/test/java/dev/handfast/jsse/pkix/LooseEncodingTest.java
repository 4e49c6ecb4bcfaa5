package dev.handfast.jsse.pkix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.HandfastProvider;
import dev.handfast.der.DerWriter;
import dev.handfast.der.Tag;
import dev.handfast.pki.TestPki;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.security.cert.CRL;
import java.security.cert.CRLException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.PKIXRevocationChecker.Option;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import java.util.function.Predicate;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;

/**
 * Lists and responses whose encoding is no DER and has one meaning: who is revoked in them is revoked, whoever else is
 * read is not shown to be good. Beside SUN's decisions, which are never stricter about a revocation.
 */
@org.junit.jupiter.api.Tag("contract")
class LooseEncodingTest {

    private static final TestPki ROOT = TestPki.root("CN=root+O=an authority");
    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] ECDSA = HEX.parseHex("300a06082a8648ce3d040302");
    private static final Provider SUN = Security.getProvider("SUN");
    private static final byte[] SERIAL = {5};

    private final TestPki leaf = ROOT.issue("CN=leaf", c -> c.serial(BigInteger.valueOf(5)));

    /** A list or a response in parts that can be replaced. */
    private static final class Parts {

        byte[] thisUpdate = time(-1, "yyyyMMddHHmmss", "Z");
        byte[] nextUpdate = time(1, "yyyyMMddHHmmss", "Z");
        byte[] producedAt = time(-1, "yyyyMMddHHmmss", "Z");
        byte[] revoked = time(-2, "yyyyMMddHHmmss", "Z");
        byte[] number = {1};
        byte[] own = SERIAL;
        byte[] another = {7};
        byte[] scope;
        byte[] critical = {-1};
        byte[] reason = {1};
        byte[] version = {1};
        /** Whether extensions of a response or an entry that nobody knows are critical; null to say nothing. */
        byte[] ofResponse;
        byte[] ofAnswer;
        boolean writesVersion;
        TestPki delegate;
        boolean listed = true;
        /** What is odd in the part that is signed, and in all. */
        Consumer<BerElement> inSigned;
        Consumer<BerElement> inAll;

        private static byte[] time(int days, String pattern, String end) {
            return (DateTimeFormatter.ofPattern(pattern).withZone(ZoneOffset.UTC)
                    .format(Instant.now().plusSeconds(days * 86_400L)) + end).getBytes(StandardCharsets.US_ASCII);
        }
    }

    private static Map<String, Consumer<Parts>> ofLists() {
        Map<String, Consumer<Parts>> all = ofBoth();
        all.put("critical as 01", p -> {
            p.scope = HEX.parseHex("3000");
            p.critical = new byte[] {1};
        });
        all.put("a flag of the scope as 01", p -> p.scope = HEX.parseHex("3003810101"));
        all.put("another entry's serial with needless octets", p -> p.another = new byte[] {0, 0, 7});
        all.put("the entry's negative neighbour with needless octets", p -> p.another = new byte[] {-1, -1, -5});
        all.put("CRLNumber with a needless octet", p -> p.number = new byte[] {0, 1});
        all.put("version with a needless octet", p -> p.version = new byte[] {0, 1});
        all.put("reasons of the scope with padding that is set", p -> p.scope = HEX.parseHex("30048302017f"));
        return all;
    }

    private static Map<String, Consumer<Parts>> ofResponses() {
        Map<String, Consumer<Parts>> all = ofBoth();
        all.put("producedAt with a fraction", p -> p.producedAt = Parts.time(-1, "yyyyMMddHHmmss", ".5Z"));
        all.put("a delegate with padding that is set", p -> p.delegate = delegate());
        all.put("an unknown critical extension", p -> p.ofResponse = new byte[] {-1});
        all.put("an unknown critical extension of its answer", p -> p.ofAnswer = new byte[] {-1});
        return all;
    }

    private static Map<String, Consumer<Parts>> ofBoth() {
        Map<String, Consumer<Parts>> all = new LinkedHashMap<>();
        all.put("its serial with a needless octet", p -> p.own = new byte[] {0, 5});
        all.put("its serial with needless octets", p -> p.own = new byte[] {0, 0, 0, 5});
        all.put("its date without seconds", p -> p.revoked = Parts.time(-2, "yyyyMMddHHmm", "Z"));
        all.put("its date with a fraction", p -> p.revoked = Parts.time(-2, "yyyyMMddHHmmss", ".25Z"));
        all.put("its date with an offset", p -> p.revoked = Parts.time(-2, "yyyyMMddHHmmss", "+0100"));
        all.put("thisUpdate with a fraction", p -> p.thisUpdate = Parts.time(-1, "yyyyMMddHHmmss", ".5Z"));
        all.put("thisUpdate without seconds", p -> p.thisUpdate = Parts.time(-1, "yyyyMMddHHmm", "Z"));
        all.put("nextUpdate with a fraction", p -> p.nextUpdate = Parts.time(1, "yyyyMMddHHmmss", ".5Z"));
        all.put("its reason with a needless octet", p -> p.reason = new byte[] {0, 1});
        return all;
    }

    @Test
    void listsThatAreNoDer() throws Exception {
        matrix("list", ofLists(), LooseEncodingTest::list);
    }

    @Test
    void responsesThatAreNoDer() throws Exception {
        matrix("response", ofResponses(), parts -> response(leaf.certificate(), parts));
    }

    /** Each length, of one octet more than it needs and of several, in a list and in a response. */
    @Test
    void lengthsWithNeedlessOctets() throws Exception {
        List<String> wrong = new ArrayList<>();
        for (String kind : List.of("list", "response")) {
            for (boolean listed : new boolean[] {true, false}) {
                each(kind, listed, element -> true, (element, i) -> element.lengthen(1 + i % 2), wrong,
                        Set.of(listed ? "revoked, revoked" : "unknown, good softly"));
            }
        }
        assertTrue(wrong.isEmpty(), wrong::toString);
    }

    /** Strings in pieces (X.690 section 8.7.3): what cannot be read proves nothing, what can is as other breaches. */
    @Test
    void stringsInPieces() throws Exception {
        List<String> wrong = new ArrayList<>();
        Set<Integer> strings = Set.of(Tag.OCTET_STRING, Tag.BIT_STRING, Tag.UTF8_STRING, Tag.GENERALIZED_TIME);
        for (String kind : List.of("list", "response")) {
            each(kind, true, element -> strings.contains(element.tag), (element, i) -> element.cut(), wrong,
                    Set.of("revoked, revoked", "unknown, good softly", "unread, unread"));
            each(kind, false, element -> strings.contains(element.tag), (element, i) -> element.cut(), wrong,
                    Set.of("unknown, good softly", "unread, unread"));
        }
        assertTrue(wrong.isEmpty(), wrong::toString);
    }

    private void each(String kind, boolean listed, Predicate<BerElement> which, ObjIntConsumer<BerElement> edit,
            List<String> wrong, Set<String> expected) throws Exception {
        Encoder encoder = kind.equals("list") ? LooseEncodingTest::list
                : parts -> response(leaf.certificate(), parts);
        int[] tried = new int[1];
        for (boolean inSigned : new boolean[] {true, false}) {
            int[] seen = {Integer.MAX_VALUE};
            for (int i = 0; i < seen[0]; i++) {
                int number = i;
                String[] name = new String[1];
                Consumer<BerElement> one = whole -> {
                    List<BerElement> all = whole.all();
                    seen[0] = all.size();
                    // SUN's list encodes itself anew; the value of an extension that nobody knows is not read.
                    boolean seenByNobody = kind.equals("list") && !inSigned && number == 0
                            || all.get(number).tag == Tag.NULL && number == all.size() - 1;
                    if (which.test(all.get(number)) && !seenByNobody && (inSigned || !whole.isOfSigned(number))) {
                        edit.accept(all.get(number), number);
                        name[0] = kind + (listed ? "" : " without it") + ", element " + number + (inSigned
                                ? " of what is signed" : "") + ", tag " + all.get(number).tag;
                    }
                };
                Consumer<Parts> breach = inSigned ? p -> p.inSigned = one : p -> p.inAll = one;
                String found = decisions(kind, encoder, breach, listed);
                if (name[0] != null) {
                    tried[0]++;
                    String sun = decide(SUN, kind, encoder, breach, listed, true);
                    System.out.println(name[0] + ": " + found + " | SUN " + sun);
                    if (!expected.contains(found) || sun.equals("revoked") && !found.equals("revoked, revoked")) {
                        wrong.add(name[0] + ": " + found + ", and by SUN " + sun);
                    }
                }
            }
        }
        assertTrue(tried[0] > 5, kind);
    }

    private interface Encoder {
        byte[] of(Parts parts) throws Exception;
    }

    /** What is no DER and counts as if it were: it leaves nothing open. */
    @Test
    void whatIsReadAsItStands() throws Exception {
        Map<String, Consumer<Parts>> ofLists = new LinkedHashMap<>();
        ofLists.put("critical written out as false", p -> {
            p.scope = HEX.parseHex("3000");
            p.critical = new byte[1];
        });
        ofLists.put("a flag of the scope written out as false", p -> p.scope = HEX.parseHex("3003810100"));
        ofLists.put("a name's set out of order", p -> p.inSigned = BerElement::turnSets);
        asDer("list", ofLists, LooseEncodingTest::list);
        Map<String, Consumer<Parts>> ofResponses = new LinkedHashMap<>();
        ofResponses.put("critical written out as false", p -> p.ofResponse = new byte[1]);
        ofResponses.put("critical of an answer written out as false", p -> p.ofAnswer = new byte[1]);
        ofResponses.put("version written out", p -> p.writesVersion = true);
        ofResponses.put("a name's set out of order", p -> p.inSigned = BerElement::turnSets);
        asDer("response", ofResponses, parts -> response(leaf.certificate(), parts));
    }

    private void asDer(String kind, Map<String, Consumer<Parts>> breaches, Encoder encoder) throws Exception {
        for (Map.Entry<String, Consumer<Parts>> breach : breaches.entrySet()) {
            assertEquals("revoked, revoked", decisions(kind, encoder, breach.getValue(), true), breach.getKey());
            assertEquals("good, good", decisions(kind, encoder, breach.getValue(), false), breach.getKey());
        }
    }

    /** Each breach, with the certificate as revoked and not, each with soft failure and without. */
    private void matrix(String kind, Map<String, Consumer<Parts>> breaches, Encoder encoder) throws Exception {
        assertEquals("revoked, revoked", decisions(kind, encoder, p -> {}, true));
        assertEquals("good, good", decisions(kind, encoder, p -> {}, false));
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, Consumer<Parts>> breach : breaches.entrySet()) {
            String revoked = decisions(kind, encoder, breach.getValue(), true);
            String good = decisions(kind, encoder, breach.getValue(), false);
            String sun = decide(SUN, kind, encoder, breach.getValue(), true, true);
            System.out.println(kind + ", " + breach.getKey() + ": " + revoked + " | " + good + " | SUN " + sun);
            if (!revoked.equals("revoked, revoked")) {
                wrong.add(breach.getKey() + ": " + revoked + ", and by SUN " + sun);
            }
            // What breaks the entry for the certificate is not there where it is not listed.
            boolean inEntry = breach.getKey().startsWith("its ");
            if (!good.equals("unknown, good softly") && !(inEntry && good.equals("good, good"))) {
                wrong.add(breach.getKey() + ", not revoked: " + good);
            }
        }
        assertTrue(wrong.isEmpty(), () -> kind + ": " + wrong);
    }

    private String decisions(String kind, Encoder encoder, Consumer<Parts> breach, boolean listed) throws Exception {
        HandfastProvider handfast = new HandfastProvider();
        return decide(handfast, kind, encoder, breach, listed, false) + ", "
                + decide(handfast, kind, encoder, breach, listed, true);
    }

    private String decide(Provider provider, String kind, Encoder encoder, Consumer<Parts> breach, boolean listed,
            boolean soft) throws Exception {
        Parts parts = new Parts();
        parts.listed = listed;
        breach.accept(parts);
        byte[] encoded = encoder.of(parts);
        CertPathValidator validator = CertPathValidator.getInstance("PKIX", provider);
        PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
        EnumSet<Option> options = EnumSet.of(Option.NO_FALLBACK);
        if (soft) {
            options.add(Option.SOFT_FAIL);
        }
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(ROOT.certificate(), null)));
        if (kind.equals("list")) {
            options.add(Option.PREFER_CRLS);
            CRL list;
            try {
                list = CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(encoded));
            } catch (CRLException e) {
                return "unread";
            }
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(
                    List.of(list))));
        } else {
            checker.setOcspResponses(Map.of(leaf.certificate(), encoded));
        }
        checker.setOptions(options);
        parameters.addCertPathChecker(checker);
        try {
            validator.validate(CertificateFactory.getInstance("X.509").generateCertPath(List.of(leaf.certificate())),
                    parameters);
            return checker.getSoftFailExceptions().isEmpty() ? "good" : "good softly";
        } catch (CertPathValidatorException e) {
            return e.getReason() == BasicReason.REVOKED ? "revoked"
                    : e.getReason() == BasicReason.UNDETERMINED_REVOCATION_STATUS ? "unknown" : e.toString();
        }
    }

    private static byte[] list(Parts parts) throws Exception {
        return edited(signed(ROOT.keys().getPrivate(), parts, tbs -> {
            tbs.element(Tag.INTEGER, parts.version).raw(ECDSA)
                    .raw(ROOT.certificate().getSubjectX500Principal().getEncoded())
                    .element(Tag.GENERALIZED_TIME, parts.thisUpdate).element(Tag.GENERALIZED_TIME, parts.nextUpdate)
                    .sequence(all -> {
                        all.sequence(one -> one.element(Tag.INTEGER, parts.another).element(Tag.GENERALIZED_TIME,
                                Parts.time(-2, "yyyyMMddHHmmss", "Z")));
                        if (parts.listed) {
                            all.sequence(one -> one.element(Tag.INTEGER, parts.own).element(Tag.GENERALIZED_TIME,
                                    parts.revoked).sequence(
                                            more -> extension(more, "551d15", null, new DerWriter()
                                                    .element(Tag.ENUMERATED, parts.reason).toBytes())));
                        }
                    }).nested(Tag.constructed(0), explicit -> explicit.sequence(extensions -> {
                        extension(extensions, "551d14", null, new DerWriter().element(Tag.INTEGER, parts.number)
                                .toBytes());
                        if (parts.scope != null) {
                            extension(extensions, "551d1c", parts.critical, parts.scope);
                        }
                    }));
        }), parts.inAll);
    }

    private static byte[] edited(byte[] encoded, Consumer<BerElement> edit) {
        if (edit == null) {
            return encoded;
        }
        BerElement element = BerElement.parse(encoded);
        edit.accept(element);
        return element.encode();
    }

    private static void extension(DerWriter into, String oid, byte[] critical, byte[] value) {
        into.sequence(one -> {
            one.element(Tag.OID, HEX.parseHex(oid));
            if (critical != null) {
                one.element(Tag.BOOLEAN, critical);
            }
            one.octets(value);
        });
    }

    private static byte[] response(X509Certificate about, Parts parts) throws Exception {
        MessageDigest sha = MessageDigest.getInstance("SHA-1");
        byte[] name = sha.digest(ROOT.certificate().getSubjectX500Principal().getEncoded());
        byte[] key = sha.digest(ROOT.cert().key().key().toBytes());
        TestPki signer = parts.delegate == null ? ROOT : parts.delegate;
        byte[] version = parts.writesVersion ? HEX.parseHex("a003020100") : new byte[0];
        byte[] basic = signed(signer.keys().getPrivate(), parts, data -> data.raw(version)
                .nested(Tag.constructed(1), by -> by.raw(signer.certificate().getSubjectX500Principal().getEncoded()))
                .element(Tag.GENERALIZED_TIME, parts.producedAt).sequence(responses -> responses.sequence(one -> {
                    one.sequence(id -> id.raw(HEX.parseHex("300906052b0e03021a0500")).octets(name).octets(key)
                            .element(Tag.INTEGER, parts.own));
                    if (parts.listed) {
                        one.nested(Tag.constructed(1), info -> info.element(Tag.GENERALIZED_TIME, parts.revoked)
                                .nested(Tag.constructed(0), why -> why.element(Tag.ENUMERATED, parts.reason)));
                    } else {
                        one.element(Tag.context(0), new byte[0]);
                    }
                    one.element(Tag.GENERALIZED_TIME, parts.thisUpdate).nested(Tag.constructed(0),
                            next -> next.element(Tag.GENERALIZED_TIME, parts.nextUpdate));
                    if (parts.ofAnswer != null) {
                        one.nested(Tag.constructed(1), explicit -> explicit.sequence(
                                all -> extension(all, "2a0304", parts.ofAnswer, new byte[] {5, 0})));
                    }
                })).nested(Tag.constructed(1), explicit -> explicit.sequence(
                        all -> extension(all, "2a0305", parts.ofResponse, new byte[] {5, 0}))));
        return edited(new DerWriter().sequence(all -> all.element(Tag.ENUMERATED, new byte[1])
                .nested(Tag.constructed(0), explicit -> explicit.sequence(
                        bytes -> bytes.raw(HEX.parseHex("06092b0601050507300101")).octets(basic))))
                .toBytes(), parts.inAll);
    }

    private static byte[] signed(PrivateKey key, Parts parts, Consumer<DerWriter> content) throws Exception {
        TestPki delegate = parts.delegate;
        byte[] tbs = edited(new DerWriter().sequence(content).toBytes(), parts.inSigned);
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(key);
        signature.update(tbs);
        byte[] bits = signature.sign();
        byte[] certificate = delegate == null ? null : delegate.certificate().getEncoded();
        return new DerWriter().sequence(all -> {
            all.raw(tbs).raw(ECDSA).bits(bits);
            if (certificate != null) {
                all.nested(Tag.constructed(0), explicit -> explicit.sequence(list -> list.raw(certificate)));
            }
        }).toBytes();
    }

    /** A responder's certificate: padding of its key usage is set, so that it is malformed and says what it says. */
    private static TestPki delegate() {
        return ROOT.issue("CN=responder", c -> {
            c.extension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_OCSPSigning));
            c.raw(Extension.keyUsage, HEX.parseHex("030207ff"));
        });
    }
}
