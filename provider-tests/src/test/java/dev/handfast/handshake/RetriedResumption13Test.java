package dev.handfast.handshake;

import static dev.handfast.spec.ExtensionType.COOKIE;
import static dev.handfast.spec.ExtensionType.EARLY_DATA;
import static dev.handfast.spec.ExtensionType.PRE_SHARED_KEY;
import static dev.handfast.spec.ExtensionType.PSK_KEY_EXCHANGE_MODES;
import static dev.handfast.spec.HandshakeType.CLIENT_HELLO;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.handshake.Dialogue.Tamper;
import dev.handfast.handshake.Resuming.Kind;
import dev.handfast.museum.AttackKind;
import dev.handfast.museum.PublishedAttack;
import dev.handfast.spec.Alert;
import dev.handfast.spec.Fault;
import dev.handfast.spec.HandshakeType;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a second ClientHello may change when a session is offered (RFC 9846 sections 4.2.2, 4.3.2 and 4.3.10). */
@Tag("unit")
class RetriedResumption13Test {

    private static void refuse(Fault expected, Alert alert, Tamper tamper) {
        ResumptionRules13Test.refuse(Kind.PSK_RETRY, expected, alert, tamper);
    }

    @Test
    void earlyDataIsNotOfferedTwice() {
        refuse(Fault.EXTENSION_NOT_ALLOWED, Alert.ILLEGAL_PARAMETER,
                RawExtensions.at(1, true, all -> all.addFirst(EARLY_DATA)));
    }

    @Test
    void keysMayNotBeAddedBehindARetry() {
        byte[][] key = new byte[1][];
        refuse(Fault.HELLO_CHANGED, Alert.ILLEGAL_PARAMETER, RawExtensions.in(CLIENT_HELLO, true, all -> {
            if (key[0] == null) {
                key[0] = all.get(PRE_SHARED_KEY);
                all.remove(PRE_SHARED_KEY);
            }
        }));
        assertNotNull(key[0]);
    }

    @Test
    void modesMayNotChangeBehindARetry() {
        refuse(Fault.HELLO_CHANGED, Alert.ILLEGAL_PARAMETER, RawExtensions.at(1, true,
                all -> all.set(PSK_KEY_EXCHANGE_MODES, body -> new byte[] {2, 0, 1})));
    }

    @Test
    void theBinderBehindARetryCoversBothHellos() {
        byte[][] first = new byte[1][];
        refuse(Fault.BINDER_WRONG, Alert.DECRYPT_ERROR, RawExtensions.in(CLIENT_HELLO, true, all -> {
            if (first[0] == null) {
                first[0] = all.get(PRE_SHARED_KEY);
            } else {
                all.set(PRE_SHARED_KEY, body -> first[0]);
            }
        }));
    }

    /** Leaving it out is allowed: the server answers with a full handshake, and only the transcripts differ. */
    @Test
    @PublishedAttack(id = "CVE-2025-6395", victim = "GnuTLS", kind = AttackKind.FAILURES,
            what = "a pre-shared key that is left out behind a HelloRetryRequest")
    void keysMayBeLeftOutBehindARetry() {
        Dialogue talked = new Resuming(Kind.PSK_RETRY).talk(RawExtensions.at(1, true,
                all -> all.remove(PRE_SHARED_KEY)));
        assertTrue(ResumptionRules13Test.says(talked, false, HandshakeType.CERTIFICATE));
        ResumptionRules13Test.check(Fault.SIGNATURE_INVALID, Alert.DECRYPT_ERROR, talked);
    }

    @Test
    void theCookieComesBackAsItWas() {
        refuse(Fault.EXTENSION_MISSING, Alert.MISSING_EXTENSION,
                RawExtensions.at(1, true, all -> all.remove(COOKIE)));
        refuse(Fault.COOKIE_INVALID, Alert.ILLEGAL_PARAMETER, RawExtensions.at(1, true,
                all -> all.set(COOKIE, body -> {
                    body[body.length - 1] ^= 1;
                    return body;
                })));
    }
}
