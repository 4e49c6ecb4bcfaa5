package dev.handfast.house;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A row of the table of requirements.
 *
 * @param key section and number, such as "4.2.2 #3"
 * @param hash of the sentence
 * @param who who must
 * @param rule what, in our words
 * @param place classes of the provider, or their members, in backticks
 * @param test classes of the tests, or their methods, in backticks; or "none"
 * @param remark why there is neither place nor test, or what else there is to say
 */
record RequirementRow(String key, String hash, String who, String rule, String place, String test, String remark) {

    private static final Pattern NAME = Pattern.compile("`([^`]+)`");

    /** The row of a line, or null if it is none. */
    static RequirementRow read(String line) {
        String[] cells = line.split("\\|", -1);
        if (cells.length != 9 || !cells[1].trim().matches("[0-9A-F][0-9.]* #\\d+")) {
            return null;
        }
        return new RequirementRow(cells[1].trim(), cells[2].trim(), cells[3].trim(), cells[4].trim(), cells[5].trim(),
                cells[6].trim(), cells[7].trim());
    }

    String line() {
        return "| " + String.join(" | ", key, hash, who, rule, place, test, remark) + " |";
    }

    String section() {
        return key.substring(0, key.indexOf(' '));
    }

    List<String> places() {
        return names(place);
    }

    List<String> tests() {
        return names(test);
    }

    /** It applies here, and no test shows it. */
    boolean isGap() {
        return test.equals("none");
    }

    boolean isBroken() {
        return remark.startsWith("Not obeyed");
    }

    /** It applies here, and this provider departs from it on purpose; the remark says why. */
    boolean isChoice() {
        return remark.startsWith("By choice");
    }

    /** Whether it says all that a row must say: who and what, and where and what shows it, or why not. */
    boolean isWhole() {
        boolean applies = !places().isEmpty() && (isGap() || !tests().isEmpty());
        boolean appliesNot = place.isEmpty() && test.isEmpty() && !remark.isEmpty();
        return !who.isEmpty() && !rule.isEmpty() && (applies || appliesNot);
    }

    private static List<String> names(String cell) {
        return NAME.matcher(cell).results().map((MatchResult found) -> found.group(1)).toList();
    }
}
