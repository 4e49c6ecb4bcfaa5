package dev.handfast.pki.cert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.wire.MalformedInput;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Date;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.Time;
import org.junit.jupiter.api.Test;

/** What the entries of a list may be, whoever has made it. */
class CrlEntriesTest {

    private static final AlgorithmIdentifier ALGORITHM =
            new AlgorithmIdentifier(new ASN1ObjectIdentifier("1.2.840.10045.4.3.2"));

    /** Each issuer takes ten times its bytes: without a bound a list of 64 MB would take half a gigabyte. */
    @Test
    void aListNamesSoManyIssuersAtMost() throws Exception {
        assertEquals(CrlEntries.MOST_ISSUERS - 1, CrlReader.read(list(CrlEntries.MOST_ISSUERS - 1)).size());
        MalformedInput refused = assertThrows(MalformedInput.class,
                () -> CrlReader.read(list(CrlEntries.MOST_ISSUERS + 1)));
        assertTrue(refused.getMessage().contains("issuers"), refused.getMessage());
    }

    /** An indirect list with an entry for each of so many issuers. */
    private static byte[] list(int issuers) throws IOException {
        Time now = new Time(new Date());
        ASN1EncodableVector entries = new ASN1EncodableVector();
        for (int i = 0; i < issuers; i++) {
            ASN1EncodableVector entry = new ASN1EncodableVector();
            entry.add(new ASN1Integer(BigInteger.ONE));
            entry.add(now);
            entry.add(new Extensions(new Extension(Extension.certificateIssuer, true,
                    new GeneralNames(new GeneralName(new X500Name("CN=" + i))).getEncoded())));
            entries.add(new DERSequence(entry));
        }
        ASN1EncodableVector signed = new ASN1EncodableVector();
        signed.add(new ASN1Integer(1));
        signed.add(ALGORITHM);
        signed.add(new X500Name("CN=issuer"));
        signed.add(now);
        signed.add(now);
        signed.add(new DERSequence(entries));
        ASN1EncodableVector list = new ASN1EncodableVector();
        list.add(new DERSequence(signed));
        list.add(ALGORITHM);
        list.add(new DERBitString(new byte[8]));
        return new DERSequence(list).getEncoded("DER");
    }
}
