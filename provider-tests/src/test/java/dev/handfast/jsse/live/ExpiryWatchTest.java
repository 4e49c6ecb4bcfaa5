package dev.handfast.jsse.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.pki.TestPki;
import dev.handfast.tls.HeldCertificate;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What is told of certificates that end: when, in which order, and once. */
@Tag("unit")
class ExpiryWatchTest {

    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final TestPki ROOT = TestPki.root("CN=expiry");

    /** Told ahead from today on: two of its ten days are a fifth. */
    private static final HeldCertificate DAYS = held("days", -8, 2);
    /** As above: twenty of a hundred days. */
    private static final HeldCertificate MONTHS = held("months", -80, 20);
    /** Told ahead from tomorrow on: no more than thirty days count. */
    private static final HeldCertificate YEARS = held("years", -3000, 31);

    private final List<String> told = new ArrayList<>();

    private static HeldCertificate held(String name, int from, int to) {
        return new HeldCertificate(Path.of(name + ".pem"), name, true,
                ROOT.issue("CN=" + name, content -> content.valid(from, to)).certificate());
    }

    private static ExpiryWatch watch(boolean ended, HeldCertificate... held) {
        return new ExpiryWatch(Arrays.asList(held), ended);
    }

    /** Every day, until all have ended. */
    private void lookDaily(ExpiryWatch watch) {
        for (int day = -2; day < 40; day++) {
            look(watch, day);
        }
    }

    /** Looks in the middle of a day, and keeps what is told with it. */
    private void look(ExpiryWatch watch, int day) {
        long now = DAYS.notAfter().toEpochMilli() - 2 * DAY + day * DAY + DAY / 2;
        boolean due = watch.isDue(now);
        int before = told.size();
        watch.tell(now, text -> told.add(day + " " + brief(text)));
        assertTrue(due || told.size() == before, () -> "told while nothing was due: " + told);
        assertFalse(watch.isDue(now), "what was told is due no more");
    }

    private static String brief(String text) {
        return text.replaceAll(".*CN=(\\w+) (ends|has ended) on .*", "$1 $2");
    }

    @Test
    void eachIsToldOnceAheadAndOnceWhenItHasEnded() {
        lookDaily(watch(true, YEARS, DAYS, MONTHS));
        assertEquals(List.of("0 days ends", "0 months ends", "1 years ends", "2 days has ended", "20 months has ended",
                "31 years has ended"), told);
    }

    /** As they are held; which is why the first line is about the first file. */
    @Test
    void thoseThatAreDueTogetherAreToldInTheirOrder() {
        ExpiryWatch watch = watch(true, MONTHS, YEARS, DAYS);
        look(watch, 3);
        assertEquals(List.of("3 months ends", "3 years ends", "3 days has ended"), told);
        look(watch, 40);
        assertEquals(List.of("40 months has ended", "40 years has ended"), told.subList(3, told.size()));
    }

    /** Where it is said of other ways that an identity has ended. */
    @Test
    void thoseThatHaveEndedAreNotToldOfUnlessWanted() {
        lookDaily(watch(false, DAYS, MONTHS, YEARS));
        assertEquals(List.of("0 days ends", "0 months ends", "1 years ends"), told);
    }

    /** A state that another takes the place of, as another certificate of a directory was renewed. */
    @Test
    void whatIsHeldStillIsNotToldAgain() {
        ExpiryWatch watch = watch(true, DAYS, MONTHS);
        look(watch, 2);
        assertEquals(List.of("2 days has ended", "2 months ends"), told);
        ExpiryWatch next = watch.of(List.of(YEARS, MONTHS, DAYS)).of(List.of(YEARS, DAYS, MONTHS));
        look(next, 2);
        assertEquals(List.of("2 years ends"), told.subList(2, told.size()));
        look(next, 21);
        assertEquals(List.of("21 months has ended"), told.subList(3, told.size()));
        look(next.of(List.of(YEARS)).of(List.of(MONTHS)), 21);
        assertEquals(List.of("21 months has ended"), told.subList(4, told.size()), "it was not held meanwhile");
    }

    /** What could not be told is told at the next look, and what was told before it is not told again. */
    @Test
    void whatCouldNotBeToldIsToldLater() {
        ExpiryWatch watch = watch(true, DAYS, MONTHS, YEARS);
        long now = YEARS.notAfter().toEpochMilli();
        assertThrows(OutOfMemoryError.class, () -> watch.tell(now, text -> {
            if (brief(text).startsWith("months")) {
                throw new OutOfMemoryError("Java heap space");
            }
            told.add(brief(text));
        }));
        assertTrue(watch.isDue(now));
        watch.tell(now, text -> told.add(brief(text)));
        assertEquals(List.of("days has ended", "months has ended", "years has ended"), told);
        assertFalse(watch.isDue(Long.MAX_VALUE - 1), "there is nothing left to tell");
    }
}
