package dev.handfast.message.ext;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.spec.ExtensionType;
import dev.handfast.spec.Fault;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * {@link ExtensionRules} against a table typed from the RFCs: the first column of messages is RFC 9846 section 4.3's,
 * in its letters; SH12 is what the RFC that defines the extension lets a TLS 1.2 server answer.
 */
@Tag("unit")
class ExtensionRulesTest {

    private static final String TABLE = """
            0      server_name                             CH EE CR        SH12
            1      max_fragment_length                     CH EE           SH12
            5      status_request                          CH CR CT        SH12
            10     supported_groups                        CH EE           SH12
            11     ec_point_formats                        CH              SH12
            13     signature_algorithms                    CH CR
            16     application_layer_protocol_negotiation  CH EE           SH12
            17     status_request_v2                       CH              SH12
            18     signed_certificate_timestamp            CH CR CT        SH12
            21     padding                                 CH
            22     encrypt_then_mac                        CH              SH12
            23     extended_master_secret                  CH              SH12
            27     compress_certificate                    CH CR
            28     record_size_limit                       CH EE           SH12
            35     session_ticket                          CH              SH12
            41     pre_shared_key                          CH SH
            42     early_data                              CH EE NST
            43     supported_versions                      CH SH HRR
            44     cookie                                  CH HRR
            45     psk_key_exchange_modes                  CH
            47     certificate_authorities                 CH CR
            48     oid_filters                             CR
            49     post_handshake_auth                     CH
            50     signature_algorithms_cert               CH CR
            51     key_share                               CH SH HRR
            65281  renegotiation_info                      CH              SH12
            """;

    @Test
    void agreesWithTheRfc() {
        Set<Integer> listed = new TreeSet<>();
        for (String line : TABLE.lines().toList()) {
            String[] words = line.trim().split(" +");
            ExtensionType type = ExtensionType.of(Integer.parseInt(words[0]));
            listed.add(type.value());
            assertEquals(words[1], type.toString());
            assertTrue(ExtensionRules.knows(type), type::toString);
            List<String> messages = List.of(words).subList(2, words.length);
            for (ExtensionContext context : ExtensionContext.values()) {
                assertEquals(messages.contains(letters(context)), ExtensionRules.mayAppear(type, context),
                        () -> type + " in " + context);
            }
        }
        for (int value = 0; value <= 0xffff; value++) {
            assertEquals(listed.contains(value), ExtensionRules.knows(ExtensionType.of(value)), "type " + value);
        }
    }

    @Test
    void everyNamedTypeHasARow() throws Exception {
        List<String> without = new ArrayList<>();
        for (var field : ExtensionType.class.getFields()) {
            if (Modifier.isStatic(field.getModifiers()) && !ExtensionRules.knows((ExtensionType) field.get(null))) {
                without.add(field.getName());
            }
        }
        assertEquals(List.of(), without);
    }

    @Test
    void unknownTypesMayStandAnywhere() {
        for (int value : new int[] {2, 9, 63, 64, 0x0a0a, 0xfafa, 0xfe0d, 0xff00, 0xff02, 0xffff}) {
            for (ExtensionContext context : ExtensionContext.values()) {
                assertTrue(ExtensionRules.mayAppear(ExtensionType.of(value), context));
            }
        }
    }

    @Test
    void knownTypesInWrongMessagesAreRefused() throws Exception {
        for (int value = 0; value <= 0xffff; value++) {
            ExtensionType type = ExtensionType.of(value);
            for (ExtensionContext context : ExtensionContext.values()) {
                if (!ExtensionRules.mayAppear(type, context)) {
                    WireWriter out = new WireWriter();
                    int block = out.open16();
                    out.u16(type.value()).u16(0).close(block);
                    if (context == ExtensionContext.SERVER_HELLO_12) {
                        // Refused by whoever knows what the client asked for: ServerRefused12Test.
                        assertEquals(new Misplaced(type, Opaque.EMPTY), Extensions.read(new WireReader(out.toBytes(),
                                "test"), context).list().get(0));
                        continue;
                    }
                    TlsFault fault = assertThrows(TlsFault.class,
                            () -> Extensions.read(new WireReader(out.toBytes(), "test"), context));
                    assertEquals(Fault.EXTENSION_NOT_ALLOWED, fault.fault(), () -> type + " in " + context);
                }
            }
        }
    }

    private static String letters(ExtensionContext context) {
        return switch (context) {
            case CLIENT_HELLO -> "CH";
            case SERVER_HELLO_12 -> "SH12";
            case SERVER_HELLO_13 -> "SH";
            case HELLO_RETRY_REQUEST -> "HRR";
            case ENCRYPTED_EXTENSIONS -> "EE";
            case CERTIFICATE_13 -> "CT";
            case CERTIFICATE_REQUEST_13 -> "CR";
            case NEW_SESSION_TICKET_13 -> "NST";
        };
    }
}
