package dev.handfast.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The documents with the rows: one of chapter 4, one of chapters 5 to 9, one of all the rest. */
final class RequirementTables {

    private static final Path DOCS = Path.of("../provider/docs");

    private static final List<String> FILES = List.of("REQUIREMENTS-9846-4.md", "REQUIREMENTS-9846-5-9.md",
            "REQUIREMENTS-9846-other.md");

    private static final String HEAD = "| Sentence | Hash | Who | Rule | Place | Test | Remark |\n"
            + "|---|---|---|---|---|---|---|\n";

    private RequirementTables() {
    }

    static List<RequirementRow> rows() throws IOException {
        List<RequirementRow> rows = new ArrayList<>();
        for (String file : FILES) {
            Files.readAllLines(DOCS.resolve(file)).stream().map(RequirementRow::read).filter(Objects::nonNull)
                    .forEach(rows::add);
        }
        return rows;
    }

    /** Writes a row for each sentence; what was said of a sentence with the same words in its section is kept. */
    static void write(RfcText rfc) throws IOException {
        Map<String, RequirementRow> known = new LinkedHashMap<>();
        rows().forEach(row -> known.put(row.section() + row.hash(), row));
        for (String file : FILES) {
            Path path = DOCS.resolve(file);
            String old = Files.readString(path);
            int end = old.indexOf("\n## ");
            StringBuilder text = new StringBuilder(end < 0 ? old : old.substring(0, end));
            String section = "";
            for (RfcText.Sentence sentence : rfc.sentences()) {
                if (!file(sentence.section()).equals(file)) {
                    continue;
                }
                if (!sentence.section().equals(section)) {
                    section = sentence.section();
                    text.append("\n## ").append(section).append(' ').append(rfc.titles().get(section)).append("\n\n")
                            .append(HEAD);
                }
                RequirementRow row = known.get(section + sentence.hash());
                text.append(row == null ? new RequirementRow(sentence.key(), sentence.hash(), "", "", "", "", "").line()
                        : new RequirementRow(sentence.key(), sentence.hash(), row.who(), row.rule(), row.place(),
                                row.test(), row.remark()).line())
                        .append('\n');
            }
            Files.writeString(path, text);
        }
    }

    private static String file(String section) {
        char chapter = section.charAt(0);
        boolean isLong = section.length() > 1 && Character.isDigit(section.charAt(1));
        if (chapter == '4') {
            return FILES.get(0);
        }
        return chapter >= '5' && chapter <= '9' && !isLong ? FILES.get(1) : FILES.get(2);
    }
}
