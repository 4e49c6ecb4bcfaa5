package dev.handfast.der;

import dev.handfast.wire.MalformedInput;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * UTCTime and GeneralizedTime in the one form that RFC 5280 section 4.1.2.5 allows: with seconds, in UTC, no fraction.
 */
public final class DerTime {

    /** What is not plain; compiled when a certificate has it. */
    private static final class Loose {

        static final Pattern UTC = Pattern.compile("([0-9]{10})([0-9]{2})?(Z|[+-][0-9]{4})");
        static final Pattern GENERALIZED = Pattern
                .compile("([0-9]{12})([0-9]{2})?(?:[.,][0-9]{1,9})?(Z|[+-][0-9]{4})");
    }

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

    /** Whether a time has the one length and end that RFC 5280 section 4.1.2.5 allows. */
    static boolean isPlain(int tag, byte[] text) {
        return text.length == (tag == Tag.UTC_TIME ? 13 : 15) && text[text.length - 1] == 'Z';
    }

    /**
     * Seconds since 1970-01-01T00:00:00Z of a time that lacks seconds, has a fraction or an offset from UTC, which
     * ASN.1 allows (X.680 sections 46 and 47) and RFC 5280 does not. A fraction is cut off.
     */
    static long parseLoosely(int tag, byte[] text, String what) throws MalformedInput {
        Matcher parts = (tag == Tag.UTC_TIME ? Loose.UTC : Loose.GENERALIZED)
                .matcher(new String(text, StandardCharsets.US_ASCII));
        if (!parts.matches()) {
            throw new MalformedInput(what + ": a time in no known form");
        }
        String second = parts.group(2) == null ? "00" : parts.group(2);
        long local = parse(tag, (parts.group(1) + second + "Z").getBytes(StandardCharsets.US_ASCII), what);
        if (parts.group(3).equals("Z")) {
            return local;
        }
        int offset = Integer.parseInt(parts.group(3).substring(1));
        long ahead = offset / 100 * 3600L + offset % 100 * 60L;
        return parts.group(3).charAt(0) == '+' ? local - ahead : local + ahead;
    }

    private static int daysIn(int year, int month) {
        boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        return month == 2 && leap ? 29 : DAYS[month - 1];
    }

    private static int two(byte[] text, int at) {
        return (text[at] - '0') * 10 + text[at + 1] - '0';
    }
}
