package dev.handfast.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The figures of a run as one page of HTML that needs nothing else: for each row bars of throughput with their range,
 * of CPU time and of allocation. Dark or light as the reader's system is, and readable on a phone.
 */
final class Page {

    private static final String STYLE = """
            :root { color-scheme: light dark; --ours: #2a6fdb; --other: #9aa3ad; --range: #111; --line: #d5d9de;
                    --doubt: #b3261e; --soft: #5b6470; }
            @media (prefers-color-scheme: dark) {
              :root { --ours: #6ea8ff; --other: #69727d; --range: #eee; --line: #3a4048; --doubt: #ff8a80;
                      --soft: #a5adb8; } }
            body { font: 15px/1.45 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; }
            h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .2rem; }
            dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem .8rem; color: var(--soft);
                 font-size: .85rem; } dd { margin: 0; overflow-wrap: anywhere; }
            table { width: 100%; border-collapse: collapse; table-layout: fixed; }
            th, td { text-align: left; padding: .2rem .5rem .2rem 0; border-bottom: 1px solid var(--line);
                     font-weight: normal; vertical-align: middle; }
            thead th { color: var(--soft); font-size: .85rem; } th.who { width: 7.5rem; } th.ratio { width: 5.5rem; }
            td.ratio { font-variant-numeric: tabular-nums; }
            svg { display: block; width: 100%; height: 12px; } .figure { font-variant-numeric: tabular-nums; }
            .ours { fill: var(--ours); } .other { fill: var(--other); } .range { stroke: var(--range); }
            .doubt { color: var(--doubt); margin: .3rem 0; } .none { color: var(--soft); }
            @media (max-width: 40rem) { th.who { width: 5.5rem; } th.ratio { width: 4rem; } body { font-size: 13px; } }
            """;

    private final Map<String, String> machine;
    private final List<Outcome> outcomes;

    /** Of a run on a machine; the order of its facts is kept. */
    Page(Map<String, String> machine, List<Outcome> outcomes) {
        this.machine = machine;
        this.outcomes = outcomes;
    }

    /** The whole page. */
    String html() {
        StringBuilder page = new StringBuilder("<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                + "<title>Handfast benchmarks</title>\n<style>\n" + STYLE + "</style>\n"
                + "<h1>Handfast beside other stacks</h1>\n<dl>\n");
        machine.forEach((name, value) -> page.append("<dt>" + text(name) + "</dt><dd>" + text(value) + "</dd>\n"));
        page.append("</dl>\n<p>Throughput is the median of the iterations, the line on its bar their range; CPU time"
                + " is that of the thread that does the work, a handshake's for client and server together. The last"
                + " column says how many times Handfast's throughput is the other's.</p>\n");
        outcomes.forEach(outcome -> row(page, outcome));
        return page.append("</html>\n").toString();
    }

    private static void row(StringBuilder page, Outcome outcome) {
        page.append("<section>\n<h2>" + text(outcome.row().title()) + "</h2>\n");
        if (!outcome.isBelievable()) {
            page.append("<p class=\"doubt\">Not to be believed: " + text(String.join("; ", outcome.doubts()))
                    + ".</p>\n");
        }
        page.append("<table><thead><tr><th class=\"who\"></th><th>operations a second</th><th>CPU &micro;s each</th>"
                + "<th>bytes each</th><th class=\"ratio\"></th></tr></thead>\n");
        List<Measurement> measured = outcome.measurements().stream().filter(Measurement::isMeasured).toList();
        double mostOps = measured.stream().mapToDouble(one -> one.opsPerSecond() * (1 + one.spread())).max().orElse(1);
        double mostMicros = measured.stream().mapToDouble(Measurement::cpuMicros).max().orElse(1);
        double mostBytes = measured.stream().mapToDouble(Measurement::bytes).max().orElse(1);
        for (Measurement one : outcome.measurements()) {
            page.append("<tr><th>" + text(one.provider()) + "</th>");
            if (one.isMeasured()) {
                String colour = one.provider().equals(outcome.row().baseline()) ? "ours" : "other";
                page.append("<td>" + bar(colour, one.opsPerSecond(), one.spread(), mostOps) + "</td><td>"
                        + bar(colour, one.cpuMicros(), 0, mostMicros) + "</td><td>"
                        + bar(colour, one.bytes(), 0, mostBytes) + "</td><td class=\"ratio\">" + ratio(outcome, one)
                        + "</td></tr>\n");
            } else {
                page.append("<td colspan=\"4\" class=\"none\">" + (one.failed() ? "failed: " : "cannot: ")
                        + text(one.note()) + "</td></tr>\n");
            }
        }
        page.append("</table>\n</section>\n");
    }

    private static String ratio(Outcome outcome, Measurement one) {
        Measurement baseline = outcome.baseline();
        return baseline == null || baseline == one || !outcome.isBelievable() ? ""
                : String.format(Locale.ROOT, "%.1f &times;", baseline.opsPerSecond() / one.opsPerSecond());
    }

    private static String bar(String colour, double value, double spread, double most) {
        double scale = 100 / most;
        String range = spread == 0 ? "" : String.format(Locale.ROOT,
                "<line class=\"range\" x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"6\" y2=\"6\" stroke-width=\"2\"/>",
                scale * value * (1 - spread), scale * value * (1 + spread));
        return String.format(Locale.ROOT, "<span class=\"figure\">%s</span><svg aria-hidden=\"true\">"
                + "<rect class=\"%s\" width=\"%.2f%%\" height=\"12\"/>%s</svg>", Report.number(value), colour,
                scale * value, range);
    }

    /** Text as HTML, in the body or in an attribute. */
    private static String text(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
