package dev.handfast.jsse.pkix;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** The decisions on file for the suites' advisory cases: the files {@code *-advisory.txt} among the resources. */
final class AdvisoryDecisions {

    /**
     * One decision.
     *
     * @param verdict {@code accepted} or {@code refused}
     * @param reason the sentence of a standard behind it
     */
    record Decision(String verdict, String reason) {
    }

    private AdvisoryDecisions() {
    }

    /** Every decision of a file by the case's id. */
    static Map<String, Decision> all(String file) throws IOException {
        Map<String, Decision> all = new TreeMap<>();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                AdvisoryDecisions.class.getResourceAsStream("/pki/" + file), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (!line.startsWith("#")) {
                    String[] parts = line.split(" \\| ", 3);
                    all.put(parts[0], new Decision(parts[1], parts[2]));
                }
            }
        }
        return all;
    }
}
