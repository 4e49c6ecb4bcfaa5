package dev.handfast.bench;

import java.util.List;

/**
 * A row with its figures.
 *
 * @param measurements one for each provider, in the row's order
 * @param doubts       why its ratios are not to be believed, for people; empty if they are
 */
record Outcome(Row row, List<Measurement> measurements, List<String> doubts) {

    /** What others are compared with; null if it has no figure. */
    Measurement baseline() {
        return measurements.stream()
                .filter(one -> one.provider().equals(row.baseline()) && one.isMeasured()).findFirst().orElse(null);
    }

    /** Whether ratios of this row say anything. */
    boolean isBelievable() {
        return doubts.isEmpty();
    }

    /** Whether every figure is there that must be: nothing failed, and Handfast can do what the row says. */
    boolean isGood() {
        return measurements.stream().noneMatch(one -> one.failed()
                || one.provider().equals(Rivals.HANDFAST) && !one.isMeasured());
    }
}
