package dev.handfast.pki.path;

import dev.handfast.pki.TestPki;
import dev.handfast.pki.cert.Crl;
import dev.handfast.pki.cert.CrlReader;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A revocation list in the making: by default complete, current, empty and signed by its issuer. */
final class CrlDraft {

    /** The second that drafts reckon from. */
    static final Instant NOW = Instant.ofEpochSecond(System.currentTimeMillis() / 1000);

    private static final int DAY = 86_400;

    private final TestPki issuer;
    private final int number;
    private TestPki signer;
    private long from = -DAY;
    private long until = DAY;
    private boolean malformed;
    private final Map<BigInteger, Integer> entries = new LinkedHashMap<>();
    private final Map<ASN1ObjectIdentifier, ASN1Encodable> extensions = new LinkedHashMap<>();

    CrlDraft(TestPki issuer, int number) {
        this.issuer = issuer;
        this.number = number;
        this.signer = issuer;
    }

    CrlDraft base(int value) {
        extensions.put(Extension.deltaCRLIndicator, new CRLNumber(BigInteger.valueOf(value)));
        return this;
    }

    CrlDraft by(TestPki other) {
        signer = other;
        return this;
    }

    /** Seconds from now. */
    CrlDraft times(long thisUpdate, long nextUpdate) {
        from = thisUpdate;
        until = nextUpdate;
        return this;
    }

    CrlDraft scope(IssuingDistributionPoint point) {
        extensions.put(Extension.issuingDistributionPoint, point);
        return this;
    }

    CrlDraft key(int id) {
        extensions.put(Extension.authorityKeyIdentifier, new AuthorityKeyIdentifier(new byte[] {(byte) id}));
        return this;
    }

    CrlDraft entry(TestPki revoked, int reason) {
        entries.put(revoked.certificate().getSerialNumber(), reason);
        return this;
    }

    /** With a signature that is not encoded as one of ECDSA. */
    CrlDraft malformed() {
        malformed = true;
        return this;
    }

    Crl made() throws Exception {
        X509v2CRLBuilder builder = new X509v2CRLBuilder(new X500Name(issuer.name()), at(from));
        builder.setNextUpdate(at(until));
        builder.addExtension(Extension.cRLNumber, false, new CRLNumber(BigInteger.valueOf(number)));
        for (Map.Entry<ASN1ObjectIdentifier, ASN1Encodable> one : extensions.entrySet()) {
            builder.addExtension(one.getKey(), !one.getKey().equals(Extension.authorityKeyIdentifier), one.getValue());
        }
        for (Map.Entry<BigInteger, Integer> one : entries.entrySet()) {
            builder.addCRLEntry(one.getKey(), at(-5L * DAY), one.getValue());
        }
        byte[] encoded = builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(
                signer.keys().getPrivate())).getEncoded();
        if (malformed) {
            ASN1Sequence whole = ASN1Sequence.getInstance(encoded);
            encoded = new DERSequence(new ASN1Encodable[] {whole.getObjectAt(0), whole.getObjectAt(1),
                new DERBitString(new byte[64])}).getEncoded();
        }
        return CrlReader.read(encoded);
    }

    private static Date at(long seconds) {
        return Date.from(NOW.plusSeconds(seconds));
    }
}
