package dev.handfast.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.handfast.der.DerReader;
import dev.handfast.der.Tag;
import dev.handfast.peers.HarmlessText;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.CertReader;
import dev.handfast.pki.cert.CrlReader;
import dev.handfast.pki.cert.OcspReader;
import dev.handfast.pki.cert.Subtrees;
import dev.handfast.pki.path.ConstraintTrial;
import dev.handfast.pki.path.HostnameMatch;
import dev.handfast.pki.path.PathRefused;
import dev.handfast.wire.MalformedInput;
import java.util.Arrays;

/** Any bytes as DER, certificate, revocation list, OCSP response, name constraints: read, or refused as malformed. */
@org.junit.jupiter.api.Tag("fuzz")
class PkiFuzzer {

    /** All of the bytes as elements inside elements. */
    @FuzzTest(maxDuration = "1m")
    void der(byte[] data) {
        try {
            descend(new DerReader(data, "fuzz"));
        } catch (MalformedInput e) {
            accepted(e);
        }
    }

    @FuzzTest(maxDuration = "1m")
    void certificate(byte[] data) {
        try {
            Cert cert = CertReader.read(data);
            HarmlessText.check(cert.toString());
            HostnameMatch.matches(cert, "www.example.com", true);
            HostnameMatch.matches(cert, "192.0.2.1", false);
        } catch (MalformedInput e) {
            accepted(e);
        }
    }

    @FuzzTest(maxDuration = "1m")
    void list(byte[] data) {
        try {
            HarmlessText.check(CrlReader.read(data).toString());
        } catch (MalformedInput e) {
            accepted(e);
        }
    }

    @FuzzTest(maxDuration = "1m")
    void response(byte[] data) {
        try {
            HarmlessText.check(OcspReader.read(data).toString());
        } catch (MalformedInput e) {
            accepted(e);
        }
    }

    /** Two bytes of length, name constraints of that length, and a certificate under them. */
    @FuzzTest(maxDuration = "1m")
    void constraints(byte[] data) {
        if (data.length < 2) {
            return;
        }
        int length = Math.min(data.length - 2, (data[0] & 0xff) << 8 | data[1] & 0xff);
        try {
            Subtrees subtrees = Subtrees.parse(Arrays.copyOfRange(data, 2, 2 + length));
            ConstraintTrial.check(subtrees, CertReader.read(Arrays.copyOfRange(data, 2 + length, data.length)));
        } catch (MalformedInput | PathRefused e) {
            accepted(e);
        }
    }

    private static void descend(DerReader reader) throws MalformedInput {
        while (reader.hasMore()) {
            int tag = reader.peekTag();
            if ((tag & 0x20) != 0) {
                descend(reader.nested(tag, "inner"));
            } else if (tag == Tag.OID) {
                reader.oid("oid").toString();
            } else if (tag == Tag.UTC_TIME || tag == Tag.GENERALIZED_TIME) {
                reader.time("time");
            } else if (tag == Tag.BIT_STRING) {
                reader.namedBits(tag, "bits");
            } else if (tag == Tag.INTEGER) {
                reader.integer("integer");
            } else {
                reader.skip("other");
            }
        }
        reader.end();
    }

    /** Refusals must say why, in one line that may be printed. */
    private static void accepted(Exception refusal) {
        if (refusal.getMessage() == null) {
            throw new AssertionError("a refusal without a reason", refusal);
        }
        HarmlessText.check(refusal);
    }
}
