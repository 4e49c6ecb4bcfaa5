package dev.handfast.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** An RFC whose sentences have rows, and the documents that hold them: of RFC 9846 three, of the others one each. */
enum RequirementTables {

    RFC_9846(300, 4),
    RFC_5246(120, 7),
    RFC_5746(30, 0),
    RFC_7366(8, 0),
    RFC_7627(18, 0),
    RFC_8422(40, 0),
    RFC_8449(11, 0);

    private static final Path DOCS = Path.of("../provider/docs");
    private static final String HEAD = "| Sentence | Hash | Who | Rule | Place | Test | Remark |\n"
            + "|---|---|---|---|---|---|---|\n";
    /** The line that names what is cited and requires nothing. */
    private static final Pattern WITHOUT = Pattern.compile("(?m)^Cited, and without such a sentence: (.*)\\.$");
    private static final Pattern SECTION = Pattern.compile("(?:\\d+|[A-F])(?:\\.\\d+)*");

    private final int least;
    private final int choices;

    /**
     * @param least sentences that it has at least
     * @param choices rows of rules that are departed from on purpose, each with its reason
     */
    RequirementTables(int least, int choices) {
        this.least = least;
        this.choices = choices;
    }

    /** The RFC's number. */
    String number() {
        return name().substring("RFC_".length());
    }

    int least() {
        return least;
    }

    int choices() {
        return choices;
    }

    /** Where the RFC's text lies, if it does. */
    Path text(Path directory) {
        return directory.resolve("rfc" + number() + (this == RFC_9846 ? ".md" : ".txt"));
    }

    List<RequirementRow> rows() throws IOException {
        List<RequirementRow> rows = new ArrayList<>();
        for (String file : files()) {
            Files.readAllLines(DOCS.resolve(file)).stream().map(RequirementRow::read).filter(Objects::nonNull)
                    .forEach(rows::add);
        }
        return rows;
    }

    /** The sections without rows that the code cites, as the documents have them. */
    Set<String> sectionsWithoutRows() throws IOException {
        Set<String> sections = new TreeSet<>();
        for (String file : files()) {
            WITHOUT.matcher(Files.readString(DOCS.resolve(file))).results().map(found -> found.group(1))
                    .flatMap(list -> SECTION.matcher(list).results()).map(MatchResult::group).forEach(sections::add);
        }
        return sections;
    }

    /** Writes a row for each sentence; what was said of a sentence with the same words in its section is kept. */
    void write(RfcText rfc) throws IOException {
        Map<String, RequirementRow> known = new LinkedHashMap<>();
        rows().forEach(row -> known.put(row.section() + row.hash(), row));
        for (String file : files()) {
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

    private List<String> files() {
        return this == RFC_9846 ? List.of(file("4"), file("5"), file("1")) : List.of(file("1"));
    }

    private String file(String section) {
        if (this != RFC_9846) {
            return "REQUIREMENTS-" + number() + ".md";
        }
        char chapter = section.charAt(0);
        boolean isLong = section.length() > 1 && Character.isDigit(section.charAt(1));
        if (chapter == '4') {
            return "REQUIREMENTS-9846-4.md";
        }
        return chapter >= '5' && chapter <= '9' && !isLong ? "REQUIREMENTS-9846-5-9.md" : "REQUIREMENTS-9846-other.md";
    }
}
