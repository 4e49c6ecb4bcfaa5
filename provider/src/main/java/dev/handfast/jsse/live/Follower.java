package dev.handfast.jsse.live;

import dev.handfast.jsse.live.Source.Reading;
import dev.handfast.tls.HeldCertificate;
import dev.handfast.tls.LiveEvent.Kind;
import dev.handfast.tls.LiveSource;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.Printable;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What files hold, as they were when they were good last. Who needs it has the files looked at, if nobody did within
 * the interval; one thread looks, and the others go on with what is there. Thread-safe.
 *
 * @param <T> what is in the files
 */
public final class Follower<T> {

    /**
     * What is used.
     *
     * @param generation from 1 on
     */
    public record State<T>(long generation, T content) {
    }

    /** Times that a look is begun anew because files change under it; then the next interval sees them settled. */
    private static final int ATTEMPTS = 3;

    /** After which a look is told of that has not ended: file systems on other machines may hang. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** What is wrong with a look that failed, where there is no memory to say more. */
    private static final String FAILED = "the files could not be read or judged, which is tried again at each look";

    private final LiveSource live;
    private final Source<T> source;
    private final Announcer announcer;
    private final Clocks clocks;
    private final long interval;
    /** When the look began that is under way, by the clock; null while there is none. */
    private final AtomicReference<@Nullable Long> looking = new AtomicReference<>();
    private final AtomicBoolean toldOfHanging = new AtomicBoolean();
    private final String hanging;

    private volatile State<T> state;
    private volatile long dueAt;
    private volatile boolean inDoubt;
    private volatile @Nullable String problem;

    // Of whoever is looking.
    private FileStamps seen;
    private long readAt;
    private Opaque known = Opaque.EMPTY;
    private boolean unsettled;
    /** Whether the last look failed by what is no fault of the files, so that it is not known what is in them. */
    private boolean failed;
    private boolean toldOfFailure;
    private long retryAt = Long.MAX_VALUE;
    private final Set<String> told = new HashSet<>();
    private ExpiryWatch expiry;

    /**
     * Reads the files.
     *
     * @throws Unusable if there is nothing in them that can be used
     */
    Follower(LiveSource live, Source<T> source, Clocks clocks) throws Unusable {
        this.live = live;
        this.source = source;
        this.clocks = clocks;
        this.interval = live.interval().toNanos();
        announcer = new Announcer(live);
        hanging = new Unusable(live.files().get(0), "it has been read for more than "
                + TimeUnit.NANOSECONDS.toSeconds(PATIENCE_NANOS) + " seconds, and nobody else reads it meanwhile",
                "Look at the file system that it is on").text();
        readAt = clocks.millis();
        seen = FileStamps.of(source::files);
        Reading<T> first;
        try (FileContents contents = FileContents.read(seen)) {
            known = contents.digest();
            first = source.read(contents, null, true, readAt);
        }
        T content = first.state();
        if (content == null) {
            throw new Unusable(first.problems());
        }
        state = new State<>(1, content);
        expiry = new ExpiryWatch(source.held(content), source.tellsOfEnded());
        retryAt = first.retryAt();
        tell(first.problems(), true);
        expiry.tell(readAt, text -> announcer.tell(Kind.EXPIRING, 1, text));
        dueAt = clocks.nanos() + interval;
    }

    /** What is used, from memory. */
    public State<T> current() {
        return state;
    }

    /** What is used, after a look at the files if one is due. It may block: not for threads that must not. */
    public State<T> fresh() {
        if (isDue() && begins()) {
            look();
        }
        return state;
    }

    /** What is used, after a look at the files, unless another thread is at it. It may block. */
    public State<T> refresh() {
        if (begins()) {
            look();
        }
        return state;
    }

    /**
     * Whether the files have changed and were not read yet. Reads none: if a look is due it asks the file system when
     * they changed, and if they did a thread is started that reads them, and ends.
     */
    public boolean isInDoubt() {
        if (isDue() && begins()) {
            boolean handedOn = false;
            try {
                handedOn = glance();
            } finally {
                if (!handedOn) {
                    looking.set(null);
                }
            }
        }
        return inDoubt;
    }

    /** What is wrong with the files; nothing if what they hold is used. */
    public Optional<String> problem() {
        return isHanging() ? Optional.of(hanging) : Optional.ofNullable(problem);
    }

    /** The certificates that are used. */
    public List<HeldCertificate> held() {
        return source.held(state.content());
    }

    private boolean isDue() {
        return clocks.nanos() - dueAt >= 0;
    }

    /** Whether this thread is the one that looks; tells once of a look that does not end. */
    private boolean begins() {
        if (looking.compareAndSet(null, clocks.nanos())) {
            toldOfHanging.set(false);
            return true;
        }
        if (isHanging() && toldOfHanging.compareAndSet(false, true)) {
            announcer.tell(Kind.REFUSED, state.generation(), announcer.refused(hanging));
        }
        return false;
    }

    private boolean isHanging() {
        Long since = looking.get();
        return since != null && clocks.nanos() - since > PATIENCE_NANOS;
    }

    // What follows is for the one thread that looks.

    /** Whether a thread was started that goes on. */
    private boolean glance() {
        try {
            FileStamps now = FileStamps.of(source::files);
            boolean differs = !now.equals(seen);
            if (!differs && !isUnsettled(clocks.millis())) {
                dueAt = clocks.nanos() + interval;
                return false;
            }
            inDoubt = differs || failed;
            return clocks.start(this::look);
        } catch (Throwable e) {
            noteFailure(e);
            return false;
        }
    }

    private boolean isUnsettled(long now) {
        return unsettled || failed || seen.mayHide(readAt) || now >= retryAt || expiry.isDue(now);
    }

    /** Looks, and lets others look again. Nothing is thrown: what was good last stays. */
    private void look() {
        try {
            for (int i = 0; i < ATTEMPTS; i++) {
                long now = clocks.millis();
                FileStamps stamps = FileStamps.of(source::files);
                if (stamps.equals(seen) && !isUnsettled(now) || read(stamps, now)) {
                    inDoubt = false;
                    break;
                }
            }
        } catch (Throwable e) {
            noteFailure(e);
        } finally {
            dueAt = clocks.nanos() + interval;
            looking.set(null);
        }
    }

    /** Whether the files stayed as they were while they were read, so that it can be judged what was. */
    private boolean read(FileStamps stamps, long now) {
        try (FileContents contents = FileContents.read(stamps)) {
            if (!FileStamps.of(source::files).equals(stamps)) {
                return false;
            }
            judge(contents, now);
        }
        expiry.tell(now, text -> announcer.tell(Kind.EXPIRING, state.generation(), text));
        // Only now: what nobody has judged counts as not seen.
        seen = stamps;
        readAt = now;
        failed = false;
        toldOfFailure = false;
        return true;
    }

    /** An Error too, for want of memory or of a provider: a withdrawal that was not judged must not be passed over. */
    private void noteFailure(Throwable e) {
        failed = true;
        inDoubt = true;
        problem = FAILED;
        try {
            String text = new Unusable(live.files().get(0), "it could not be read or judged: " + Printable.of(e),
                    "That is tried again at each look").text();
            problem = text;
            if (!toldOfFailure) {
                announcer.tell(Kind.REFUSED, state.generation(), announcer.refused(text));
                toldOfFailure = true;
            }
        } catch (Throwable again) {
            // of this, too; it is said at the next look
            problem = FAILED;
        }
    }

    private void judge(FileContents contents, long now) {
        Opaque digest = contents.digest();
        boolean settled = digest.equals(known);
        if (settled && !unsettled && !failed && now < retryAt) {
            return;
        }
        State<T> before = state;
        Reading<T> reading = source.read(contents, before.content(), settled, now);
        take(before, reading.state());
        known = digest;
        retryAt = reading.retryAt();
        unsettled = !settled && !reading.problems().isEmpty();
        tell(reading.problems(), settled);
    }

    /** Takes a state whole: what may fail comes first. */
    private void take(State<T> before, @Nullable T content) {
        if (content == null) {
            return;
        }
        State<T> next = new State<>(before.generation() + 1, content);
        ExpiryWatch watch = expiry.of(source.held(content));
        String text = announcer.taken(next.generation(), source.held(content));
        expiry = watch;
        state = next;
        announcer.tell(Kind.TAKEN, next.generation(), text);
    }

    /** At first sight nothing is told: files that belong together are written one after the other. */
    private void tell(List<String> problems, boolean settled) {
        told.retainAll(problems);
        problem = problems.isEmpty() ? null : problems.get(0);
        if (settled) {
            problems.stream().filter(told::add)
                    .forEach(text -> announcer.tell(Kind.REFUSED, state.generation(), announcer.refused(text)));
        }
    }
}
