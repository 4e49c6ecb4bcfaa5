package dev.handfast.crypto.jca;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.handfast.crypto.CertificateSignatures.Outcome;
import dev.handfast.crypto.Wycheproof;
import dev.handfast.der.DerWriter;
import dev.handfast.der.Oid;
import dev.handfast.wire.Opaque;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Project Wycheproof's signatures, as if they stood on certificates. */
class CertificateSignaturesTest {

    private final JcaCertificateSignatures signatures = new JcaCertificateSignatures();

    @ParameterizedTest
    @CsvSource({
        "ecdsa_secp256r1_sha256_test, 1.2.840.10045.4.3.2, 300",
        "ecdsa_secp256r1_sha512_test, 1.2.840.10045.4.3.4, 300",
        "ecdsa_secp384r1_sha384_test, 1.2.840.10045.4.3.3, 300",
        "ecdsa_secp521r1_sha512_test, 1.2.840.10045.4.3.4, 300",
        "ed25519_test, 1.3.101.112, 100",
        "ed448_test, 1.3.101.113, 60",
    })
    void agreesWithWycheproof(String file, String oid, int least) {
        Opaque algorithm = Opaque.adopt(new DerWriter().sequence(w -> w.oid(Oid.of(oid))).toBytes());
        Wycheproof.run(file, least, test -> {
            Outcome outcome = signatures.verify(Opaque.adopt(test.bytesOf("publicKeyDer")), algorithm,
                    Opaque.copyOf(test.bytes("msg")), Opaque.copyOf(test.bytes("sig")));
            assertEquals(test.isValid() ? Outcome.VALID : Outcome.INVALID, outcome);
            return true;
        });
    }

    @Test
    void anUnknownAlgorithmIsSaidToBeUnsupported() {
        Opaque algorithm = Opaque.adopt(new DerWriter().sequence(w -> w.oid(Oid.of("1.2.3.4"))).toBytes());
        assertEquals(Outcome.UNSUPPORTED,
                signatures.verify(Opaque.EMPTY, algorithm, Opaque.EMPTY, Opaque.EMPTY));
    }
}
