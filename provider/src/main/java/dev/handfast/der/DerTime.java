package dev.handfast.der;

import dev.handfast.wire.MalformedInput;

/**
 * UTCTime and GeneralizedTime in the one form that RFC 5280 section 4.1.2.5 allows: with seconds, in UTC, no fraction.
 */
public final class DerTime {

    private static final int[] DAYS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    private DerTime() {
    }

    /**
     * Seconds since 1970-01-01T00:00:00Z.
     *
     * <p>A UTCTime's two-digit year is 1950 to 2049 (section 4.1.2.5.1). GeneralizedTime is accepted for any year: that
     * dates up to 2049 be written as UTCTime binds issuers, and CRLs in use break it.
     */
    static long parse(int tag, byte[] text, String what) throws MalformedInput {
        int yearDigits = tag == Tag.UTC_TIME ? 2 : 4;
        if (text.length != yearDigits + 11 || text[text.length - 1] != 'Z') {
            throw new MalformedInput(what + ": a time must have the form " + (yearDigits == 2 ? "YY" : "YYYY")
                    + "MMDDHHMMSSZ");
        }
        for (int i = 0; i < text.length - 1; i++) {
            if (text[i] < '0' || text[i] > '9') {
                throw new MalformedInput(what + ": a time with a character that is no digit");
            }
        }
        int year = yearDigits == 2 ? two(text, 0) + (two(text, 0) >= 50 ? 1900 : 2000)
                : two(text, 0) * 100 + two(text, 2);
        int month = two(text, yearDigits);
        int day = two(text, yearDigits + 2);
        int hour = two(text, yearDigits + 4);
        int minute = two(text, yearDigits + 6);
        int second = two(text, yearDigits + 8);
        if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month) || hour > 23 || minute > 59
                || second > 59) {
            throw new MalformedInput(what + ": a time that does not exist");
        }
        return java.time.LocalDate.of(year, month, day).toEpochDay() * 86_400L + hour * 3600L + minute * 60L + second;
    }

    private static int daysIn(int year, int month) {
        boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        return month == 2 && leap ? 29 : DAYS[month - 1];
    }

    private static int two(byte[] text, int at) {
        return (text[at] - '0') * 10 + text[at + 1] - '0';
    }
}
