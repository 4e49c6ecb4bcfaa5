import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Prints how much of each package the tests reached, from JaCoCo's CSV report. */
public final class Figures {

    private static final String ROW = "%-44s %7s %9s%n";

    private Figures() {
    }

    /** @param arguments the report */
    public static void main(String[] arguments) throws IOException {
        List<String> lines = Files.readAllLines(Path.of(arguments[0]));
        List<String> names = Arrays.asList(lines.get(0).split(","));
        int[] columns = List.of("LINE_COVERED", "LINE_MISSED", "BRANCH_COVERED", "BRANCH_MISSED").stream()
                .mapToInt(names::indexOf).toArray();
        Map<String, long[]> sums = new TreeMap<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] fields = line.split(",");
            for (String row : List.of(fields[names.indexOf("PACKAGE")], "together")) {
                long[] sum = sums.computeIfAbsent(row, key -> new long[columns.length]);
                for (int i = 0; i < columns.length; i++) {
                    sum[i] += Long.parseLong(fields[columns[i]]);
                }
            }
        }
        System.out.printf(ROW, "reached by tests of this JVM", "lines", "branches");
        sums.forEach((row, sum) -> System.out.printf(ROW, row, percent(sum[0], sum[1]), percent(sum[2], sum[3])));
    }

    private static String percent(long covered, long missed) {
        return covered + missed == 0 ? "-" : String.format("%.1f %%", 100.0 * covered / (covered + missed));
    }
}
