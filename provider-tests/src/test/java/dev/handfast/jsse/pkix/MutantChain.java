package dev.handfast.jsse.pkix;

import dev.handfast.der.DerWriter;
import dev.handfast.der.Oid;
import dev.handfast.der.Tag;
import dev.handfast.pki.TestPki;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Root, intermediate and leaf, written field by field, so that a test can write any of them wrong. Signatures are made
 * after all mutations; keys are the same for all chains of a run.
 */
final class MutantChain {

    static final String BASIC_CONSTRAINTS = "2.5.29.19";
    static final String KEY_USAGE = "2.5.29.15";
    static final String EXTENDED_KEY_USAGE = "2.5.29.37";
    static final String ALTERNATIVE_NAMES = "2.5.29.17";
    static final String NAME_CONSTRAINTS = "2.5.29.30";
    static final String POLICIES = "2.5.29.32";
    static final String POLICY_MAPPINGS = "2.5.29.33";
    static final String POLICY_CONSTRAINTS = "2.5.29.36";
    static final String INHIBIT_ANY_POLICY = "2.5.29.54";
    static final String SUBJECT_KEY_ID = "2.5.29.14";
    static final String AUTHORITY_KEY_ID = "2.5.29.35";
    static final String LIST_POINTS = "2.5.29.31";
    static final String ACCESS = "1.3.6.1.5.5.7.1.1";

    private static final byte[] ECDSA_SHA256 = new DerWriter().sequence(w -> w.oid(Oid.of("1.2.840.10045.4.3.2")))
            .toBytes();
    private static final KeyPair[] KEYS = {TestPki.keys("EC", 256), TestPki.keys("EC", 256), TestPki.keys("EC", 256)};

    /** One certificate's fields, each an encoded element; null leaves one out. */
    static final class Fields {

        byte[] version = hex("a003020102");
        byte[] serial;
        byte[] inner = ECDSA_SHA256;
        byte[] outer = ECDSA_SHA256;
        byte[] issuer;
        byte[] notBefore = time("240101000000Z");
        byte[] notAfter = time("491231235959Z");
        byte[] subject;
        byte[] key;
        byte[] uniqueIds = {};
        final Map<String, byte[]> extensions = new LinkedHashMap<>();
        final List<byte[]> more = new ArrayList<>();
        boolean wrapped = true;
        Consumer<byte[]> tamper = signature -> {};

        /** Puts an extension in whole: {@code critical} is its encoding, empty for none. */
        Fields put(String oid, byte[] critical, byte[] value) {
            extensions.put(oid, new DerWriter().sequence(
                    w -> w.oid(Oid.of(oid)).raw(critical).octets(value)).toBytes());
            return this;
        }

        /** Puts an extension with a value in hex. */
        Fields put(String oid, boolean critical, String hex) {
            return put(oid, critical ? hex("0101ff") : new byte[0], hex(hex));
        }

        Fields without(String oid) {
            extensions.remove(oid);
            return this;
        }

        private byte[] signed() {
            return new DerWriter().sequence(w -> {
                raw(w, version, serial, inner, issuer);
                w.sequence(v -> v.raw(notBefore).raw(notAfter));
                raw(w, subject, key, uniqueIds);
                if (wrapped) {
                    w.nested(Tag.constructed(3), e -> e.sequence(all -> {
                        extensions.values().forEach(all::raw);
                        more.forEach(all::raw);
                    }));
                }
            }).toBytes();
        }

        private byte[] encoded(KeyPair by) {
            try {
                byte[] signed = signed();
                Signature signer = Signature.getInstance("SHA256withECDSA");
                signer.initSign(by.getPrivate());
                signer.update(signed);
                byte[] signature = signer.sign();
                tamper.accept(signature);
                return new DerWriter().sequence(w -> w.raw(signed).raw(outer).bits(signature)).toBytes();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    final Fields root = authority(0, 0);
    final Fields middle = authority(1, 0);
    final Fields leaf = new Fields();

    MutantChain() {
        leaf.serial = hex("0207010203040506ff");
        leaf.issuer = name("middle");
        leaf.subject = name("leaf");
        leaf.key = KEYS[2].getPublic().getEncoded();
        leaf.put(KEY_USAGE, true, "03020780").put(ALTERNATIVE_NAMES, false, sequence("820c" + text("leaf.example")));
        keyIds(leaf, 2, 1);
    }

    /** The leaf, the intermediate and the root, encoded. */
    List<byte[]> encoded() {
        return List.of(leaf.encoded(KEYS[1]), middle.encoded(KEYS[0]), root.encoded(KEYS[0]));
    }

    private static Fields authority(int own, int issuer) {
        Fields fields = new Fields();
        fields.serial = hex("02070102030405060" + own);
        fields.issuer = name(issuer == 0 ? "root" : "middle");
        fields.subject = name(own == 0 ? "root" : "middle");
        fields.key = KEYS[own].getPublic().getEncoded();
        fields.put(BASIC_CONSTRAINTS, true, "30030101ff").put(KEY_USAGE, true, "03020106");
        keyIds(fields, own, issuer);
        return fields;
    }

    private static void keyIds(Fields fields, int own, int issuer) {
        fields.put(SUBJECT_KEY_ID, false, "0414" + keyId(own));
        fields.put(AUTHORITY_KEY_ID, false, "30168014" + keyId(issuer));
    }

    static String keyId(int key) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1")
                    .digest(KEYS[key].getPublic().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A name of one common name as UTF8String. */
    static byte[] name(String common) {
        return name(Tag.UTF8_STRING, common.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] name(int tag, byte[] common) {
        return new DerWriter().sequence(n -> n.nested(Tag.SET, set -> set.sequence(
                pair -> pair.oid(Oid.of("2.5.4.3")).element(tag, common)))).toBytes();
    }

    static byte[] time(String text) {
        return new DerWriter().element(text.length() < 15 ? Tag.UTC_TIME : Tag.GENERALIZED_TIME,
                text.getBytes(StandardCharsets.US_ASCII)).toBytes();
    }

    static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    /** A SEQUENCE in hex of what is inside in hex. */
    static String sequence(String inside) {
        return HexFormat.of().formatHex(new DerWriter().element(Tag.SEQUENCE, hex(inside)).toBytes());
    }

    static String text(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    static byte[] integer(BigInteger value) {
        return new DerWriter().integer(value).toBytes();
    }

    private static void raw(DerWriter into, byte[]... elements) {
        for (byte[] element : elements) {
            if (element != null) {
                into.raw(element);
            }
        }
    }
}
