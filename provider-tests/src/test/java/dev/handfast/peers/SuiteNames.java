package dev.handfast.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names and numbers of cipher suites, as OpenSSL lists them. */
final class SuiteNames {

    private static final Pattern ROW = Pattern.compile("0x([0-9A-F]{2}),0x([0-9A-F]{2}) - (TLS_\\S+)\\s+- (\\S+)");
    private static final Map<String, String> OPENSSL = new HashMap<>();
    private static final Map<String, String> CODES = new HashMap<>();

    static {
        try {
            Matcher row = ROW.matcher(Tools.output(
                    List.of(Tools.require("openssl"), "ciphers", "-V", "-stdname", "ALL:COMPLEMENTOFALL:@SECLEVEL=0")));
            while (row.find()) {
                OPENSSL.put(row.group(3), row.group(4));
                CODES.put(row.group(3), row.group(1) + row.group(2));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private SuiteNames() {
    }

    /** OpenSSL's name for the IANA name. */
    static String openssl(String iana) {
        return known(OPENSSL, iana);
    }

    /** The code point in four hexadecimal digits. */
    static String code(String iana) {
        return known(CODES, iana);
    }

    private static String known(Map<String, String> names, String iana) {
        String name = names.get(iana);
        if (name == null) {
            throw new IllegalArgumentException("openssl does not know " + iana);
        }
        return name;
    }
}
