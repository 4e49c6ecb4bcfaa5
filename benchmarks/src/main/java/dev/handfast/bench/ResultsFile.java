package dev.handfast.bench;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** All figures of a run as JSON. */
final class ResultsFile {

    private ResultsFile() {}

    /**
     * Writes {@code results-<JDK>-<time>.json} into the module's {@code target} directory.
     *
     * @return the file
     */
    static Path write(Map<String, String> machine, List<Outcome> outcomes) throws IOException {
        String time = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC).format(Instant.now());
        Path file = target().resolve("results-jdk" + Runtime.version().feature() + "-" + time + ".json");
        String facts = machine.entrySet().stream().map(fact -> quote(fact.getKey()) + ": " + quote(fact.getValue()))
                .collect(Collectors.joining(", "));
        String rows = outcomes.stream().map(ResultsFile::json).collect(Collectors.joining(",\n    "));
        return Files.writeString(file,
                "{\n  \"machine\": {" + facts + "},\n  \"rows\": [\n    " + rows + "\n  ]\n}\n");
    }

    /** The directory that holds this program's jar or {@code classes}. */
    private static Path target() {
        try {
            return Path.of(ResultsFile.class.getProtectionDomain().getCodeSource().getLocation().toURI()).getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a class path entry is a file", e);
        }
    }

    private static String json(Outcome outcome) {
        List<String> fields = new ArrayList<>();
        fields.add("\"title\": " + quote(outcome.row().title()));
        fields.add("\"benchmark\": " + quote(outcome.row().benchmark()));
        outcome.row().parameters().forEach((name, value) -> fields.add(quote(name) + ": " + quote(value)));
        fields.add("\"doubts\": ["
                + outcome.doubts().stream().map(ResultsFile::quote).collect(Collectors.joining(", ")) + "]");
        List<String> results = outcome.measurements().stream().map(ResultsFile::json).toList();
        fields.add("\"results\": [\n      " + String.join(",\n      ", results) + "]");
        return "{" + String.join(", ", fields) + "}";
    }

    private static String json(Measurement one) {
        if (!one.isMeasured()) {
            return "{\"provider\": " + quote(one.provider()) + ", \"" + (one.failed() ? "failed" : "unavailable")
                    + "\": " + quote(one.note()) + "}";
        }
        return String.format(Locale.ROOT, "{\"provider\": %s, \"opsPerSecond\": %.1f, \"spread\": %.3f,"
                + " \"cpuMicrosPerOp\": %.3f, \"clientMicros\": %s, \"serverMicros\": %s, \"bytesPerOp\": %.1f,"
                + " \"gcAllocRateNorm\": %s}", quote(one.provider()), one.opsPerSecond(), one.spread(),
                one.cpuMicros(), decimal(one.clientMicros()), decimal(one.serverMicros()), one.bytes(),
                decimal(one.gcBytes()));
    }

    private static String decimal(double value) {
        return Double.isNaN(value) ? "null" : String.format(Locale.ROOT, "%.1f", value);
    }

    private static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
