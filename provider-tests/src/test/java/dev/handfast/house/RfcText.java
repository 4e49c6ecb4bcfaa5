package dev.handfast.house;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An RFC in the markdown of its source or in plain text: its sections by number, and its sentences that require
 * something.
 */
final class RfcText {

    /**
     * A sentence with one of the words.
     *
     * @param section the section's number, such as 4.2.2 or E.4
     * @param number which of the section's such sentences it is, from 1
     * @param hash eight hexadecimal digits of SHA-256 over its words
     */
    record Sentence(String section, int number, String hash, String words) {

        String key() {
            return section + " #" + number;
        }
    }

    private static final Pattern HEADING = Pattern.compile("(#+)\\s+(.+?)(\\s*\\{#.*})?\\s*");
    /** A heading in plain text stands at the margin; an entry of the table of contents does not. */
    private static final Pattern PLAIN_HEADING = Pattern
            .compile("(?:Appendix )?((?:\\d+|[A-F])(?:\\.\\d+)*)\\. +(\\S.*)");
    private static final Pattern END_OF_PAGE = Pattern.compile(".*\\[Page \\d+]");
    private static final Pattern TOP_OF_PAGE = Pattern.compile("RFC \\d+ .* \\d{4}");
    /** An item of a list, or the definition of a term: it begins a sentence whatever stood above. */
    private static final Pattern ITEM = Pattern.compile("\\s*(?:[-*:o]|\\d+\\.) +(.*)");
    private static final Pattern BETWEEN = Pattern.compile("(?<=[.!?][\")]{0,2})(?<!e\\.g\\.|i\\.e\\.|etc\\.) "
            + "(?=[A-Z0-9\"({\\[])");
    private static final Pattern REQUIRES = Pattern.compile("\\b(?:MUST|SHALL|REQUIRED)\\b");

    private final Map<String, String> titles = new LinkedHashMap<>();
    private final List<Sentence> sentences = new ArrayList<>();
    private final int[] counters = new int[8];
    private final StringBuilder block = new StringBuilder();
    private String section = "";
    private boolean isBack;
    private int number;

    private RfcText() {
    }

    static RfcText read(Path file) throws IOException {
        return file.toString().endsWith(".md") ? markdown(file) : plain(file);
    }

    private static RfcText plain(Path file) throws IOException {
        RfcText text = new RfcText();
        for (String line : withoutPages(Files.readAllLines(file))) {
            Matcher heading = PLAIN_HEADING.matcher(line);
            if (heading.matches()) {
                text.endBlock();
                text.begin(heading.group(1), heading.group(2));
            } else if (!text.section.isEmpty()) {
                text.take(line);
            }
        }
        text.endBlock();
        return text;
    }

    /** A sentence that goes on over the end of a page is one. */
    private static List<String> withoutPages(List<String> lines) {
        List<String> whole = new ArrayList<>();
        boolean isNewPage = false;
        for (String line : lines) {
            if (END_OF_PAGE.matcher(line).matches()) {
                while (whole.get(whole.size() - 1).isBlank()) {
                    whole.remove(whole.size() - 1);
                }
                isNewPage = true;
            } else if (!isNewPage) {
                whole.add(line);
            } else if (!line.isBlank() && !TOP_OF_PAGE.matcher(line).matches()) {
                isNewPage = false;
                if (whole.get(whole.size() - 1).matches(".*[.:;]")) {
                    whole.add("");
                }
                whole.add(line);
            }
        }
        return whole;
    }

    private static RfcText markdown(Path file) throws IOException {
        RfcText text = new RfcText();
        List<String> lines = Files.readAllLines(file);
        boolean fenced = false;
        for (String line : lines.subList(lines.indexOf("--- middle") + 1, lines.size())) {
            if (line.startsWith("~~~")) {
                text.endBlock();
                fenced = !fenced;
            } else if (!fenced) {
                text.take(line);
            }
        }
        text.endBlock();
        return text;
    }

    /** Titles by the numbers of sections, in order. */
    Map<String, String> titles() {
        return titles;
    }

    List<Sentence> sentences() {
        return sentences;
    }

    private void take(String line) {
        Matcher heading = HEADING.matcher(line);
        Matcher item = ITEM.matcher(line);
        if (heading.matches()) {
            endBlock();
            begin(heading.group(1).length(), heading.group(2));
        } else if (line.equals("--- back")) {
            endBlock();
            isBack = true;
            counters[0] = 0;
        } else if (line.isBlank() || line.startsWith("|") || line.startsWith("{:")) {
            endBlock();
        } else if (item.matches()) {
            endBlock();
            block.append(item.group(1)).append(' ');
        } else {
            block.append(line).append(' ');
        }
    }

    private void begin(int level, String title) {
        counters[level - 1]++;
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < level; i++) {
            name.append(i == 0 ? "" : ".");
            name.append(i == 0 && isBack ? Character.toString('A' + counters[0] - 1) : Integer.toString(counters[i]));
        }
        for (int i = level; i < counters.length; i++) {
            counters[i] = 0;
        }
        begin(name.toString(), title);
    }

    private void begin(String name, String title) {
        section = name;
        number = 0;
        titles.put(section, title);
    }

    private void endBlock() {
        for (String sentence : BETWEEN.split(block.toString().trim().replaceAll("\\s+", " "))) {
            if (REQUIRES.matcher(sentence).find()) {
                number++;
                sentences.add(new Sentence(section, number, hash(sentence), sentence));
            }
        }
        block.setLength(0);
    }

    private static String hash(String words) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(words.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
