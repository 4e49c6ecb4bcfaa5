package dev.handfast.pki;

import dev.handfast.der.DerWriter;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Certificates with URIs whose hosts a careless reader would look up; made without JCA's factory, which is such a
 * reader. All of the hosts contain {@link #MARK}.
 */
public final class HostileUris {

    public static final String MARK = "stranger";

    /** Extensions with general names that the JDK reads, and how names stand in their values. */
    private enum Place {
        SUBJECT_NAME("2.5.29.17", DERSequence::new),
        ISSUER_NAME("2.5.29.18", DERSequence::new),
        LISTS("2.5.29.31", name -> new DERSequence(new DERSequence(
                new DERTaggedObject(true, 0, new DERTaggedObject(false, 0, new DERSequence(name)))))),
        LIST_ISSUER("2.5.29.31", name -> new DERSequence(new DERSequence(
                new DERTaggedObject(false, 2, new DERSequence(name))))),
        FRESHEST("2.5.29.46", name -> new DERSequence(new DERSequence(
                new DERTaggedObject(true, 0, new DERTaggedObject(false, 0, new DERSequence(name)))))),
        AUTHORITY_KEY("2.5.29.35", name -> new DERSequence(new ASN1Encodable[] {
            new DERTaggedObject(false, 0, new DEROctetString(new byte[20])),
            new DERTaggedObject(false, 1, new DERSequence(name))})),
        AUTHORITY_ACCESS("1.3.6.1.5.5.7.1.1", name -> new DERSequence(new DERSequence(new ASN1Encodable[] {
            new ASN1ObjectIdentifier("1.3.6.1.5.5.7.48.2"), name}))),
        SUBJECT_ACCESS("1.3.6.1.5.5.7.1.11", name -> new DERSequence(new DERSequence(new ASN1Encodable[] {
            new ASN1ObjectIdentifier("1.3.6.1.5.5.7.48.5"), name})));

        private final ASN1ObjectIdentifier oid;
        private final Function<ASN1Encodable, ASN1Encodable> value;

        Place(String oid, Function<ASN1Encodable, ASN1Encodable> value) {
            this.oid = new ASN1ObjectIdentifier(oid);
            this.value = value;
        }
    }

    private final Random random;
    private int made;

    public HostileUris(Random random) {
        this.random = random;
    }

    /** A certificate of a key, signed by a key, with one URI; not always one that is dangerous. */
    public byte[] certificate(String subject, String issuer, KeyPair of, KeyPair by, Extension... more)
            throws Exception {
        Place place = Place.values()[random.nextInt(Place.values().length)];
        byte[] uri = uri().getBytes(StandardCharsets.UTF_8);
        byte[] value = place.value.apply(new DERTaggedObject(false, 6, new DEROctetString(uri))).toASN1Primitive()
                .getEncoded(ASN1Encoding.DER);
        int odd = random.nextInt(8);
        if (odd == 1) {
            place = Place.SUBJECT_NAME;
            value = indefinite(new DerWriter().raw(new byte[] {(byte) 0x86, (byte) uri.length}).raw(uri).toBytes());
        } else if (odd == 2) {
            place = Place.SUBJECT_NAME;
            value = indefiniteTwice();
        }
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(new X500Name(issuer),
                BigInteger.valueOf(1_000 + made), new Date(System.currentTimeMillis() - 86_400_000L),
                new Date(System.currentTimeMillis() + 86_400_000L), new X500Name(subject), of.getPublic());
        for (Extension each : more) {
            builder.addExtension(each);
        }
        builder.addExtension(place.oid, random.nextInt(4) == 0, value);
        byte[] plain = builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(by.getPrivate()))
                .getEncoded();
        return odd == 0 ? inPieces(plain, place.oid) : plain;
    }

    /** A URI of any kind. */
    public String uri() {
        String scheme = List.of("a", "http", "ldap", "URN", "x+y.z-1").get(random.nextInt(5));
        String user = random.nextInt(5) > 0 ? ""
                : List.of("u@", "u:p@", "%41@", "@", "\u00e9@", "a@b@").get(random.nextInt(6));
        String port = random.nextInt(4) > 0 ? ""
                : List.of(":", ":80", ":0000000080", ":x", ":99999999999").get(random.nextInt(5));
        String rest = List.of("", "/", "/x/y.crl", "?q", "#f", "/ ", "/\u00e9").get(random.nextInt(7));
        return scheme + (random.nextInt(20) == 0 ? ":" : "://") + user + host() + port + rest;
    }

    private String host() {
        String name = MARK + ++made + List.of("", "-x", "x-", "_x", "%41", "\u00e9", "X").get(
                random.nextInt(3) == 0 ? random.nextInt(7) : 0);
        List<String> labels = new ArrayList<>(List.of(name));
        for (int more = random.nextInt(3); more > 0; more--) {
            labels.add(random.nextInt(2) * labels.size(), List.of("example", "1a", "a1", "1", "127", "0x7f", "-", "",
                    "b-", "x".repeat(70), "EXAMPLE").get(random.nextInt(11)));
        }
        String host = String.join(".", labels);
        return switch (random.nextInt(8)) {
            case 0, 1, 2, 3 -> host + ".";
            case 4 -> "[" + List.of("::1%", "fe80::1%", "", "::ffff:").get(random.nextInt(4)) + host + "]";
            case 5 -> host + "..";
            default -> host;
        };
    }

    private static byte[] indefinite(byte[] content) {
        return new DerWriter().raw(new byte[] {0x30, (byte) 0x80}).raw(content).raw(new byte[2]).toBytes();
    }

    /** A URI that is an element inside itself: 'a', the tag, 'b', its length of 98, and as many bytes. */
    private byte[] indefiniteTwice() {
        String text = "c://" + MARK + ++made + ".example./";
        byte[] uri = ("ab" + text + "x".repeat('b' - text.length())).getBytes(StandardCharsets.US_ASCII);
        return indefinite(new DerWriter().raw(new byte[] {(byte) 0x86, (byte) 0x80}).raw(uri).raw(new byte[2])
                .toBytes());
    }

    /** BER that says the same to who takes BER: an extension's value as a string in pieces. */
    private byte[] inPieces(byte[] plain, ASN1ObjectIdentifier oid) throws IOException {
        ASN1Sequence all = ASN1Sequence.getInstance(plain);
        ASN1Sequence fields = ASN1Sequence.getInstance(all.getObjectAt(0));
        ASN1Sequence extensions = ASN1Sequence.getInstance(
                ASN1TaggedObject.getInstance(fields.getObjectAt(fields.size() - 1)), true);
        DerWriter list = new DerWriter();
        for (ASN1Encodable each : extensions) {
            ASN1Sequence parts = ASN1Sequence.getInstance(each);
            byte[] value = ASN1OctetString.getInstance(parts.getObjectAt(parts.size() - 1)).getOctets();
            int cut = 1 + random.nextInt(value.length - 1);
            list.sequence(one -> {
                raw(parts, parts.size() - 1, one);
                if (parts.getObjectAt(0).equals(oid)) {
                    one.nested(0x24, pieces -> pieces.octets(Arrays.copyOf(value, cut))
                            .octets(Arrays.copyOfRange(value, cut, value.length)));
                } else {
                    one.octets(value);
                }
            });
        }
        return new DerWriter().sequence(whole -> {
            whole.sequence(tbs -> {
                raw(fields, fields.size() - 1, tbs);
                tbs.nested(0xa3, explicit -> explicit.sequence(to -> to.raw(list.toBytes())));
            });
            whole.raw(encoded(all.getObjectAt(1))).raw(encoded(all.getObjectAt(2)));
        }).toBytes();
    }

    private static void raw(ASN1Sequence from, int count, DerWriter to) {
        for (int i = 0; i < count; i++) {
            to.raw(encoded(from.getObjectAt(i)));
        }
    }

    private static byte[] encoded(ASN1Encodable element) {
        try {
            return element.toASN1Primitive().getEncoded(ASN1Encoding.DER);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
