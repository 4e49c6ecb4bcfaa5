package dev.handfast.jsse.fetch;

import java.lang.System.Logger.Level;
import dev.handfast.wire.SafeLog;
import dev.handfast.pki.path.CacheKind;
import dev.handfast.pki.path.CacheShare;
import dev.handfast.pki.path.LruCache;
import dev.handfast.pki.path.SharedCaches;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.Printable;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Fetches lists, responses and issuers from where certificates say that they are. Who wrote those addresses may be an
 * attacker, so: plain HTTP only, because what is fetched is signed, and HTTPS would need what is being fetched (RFC
 * 5280 section 8); no redirects; one deadline for all of an exchange, caps in bytes, and no credentials ({@link
 * HttpExchange}). A server that failed is left alone for a moment.
 */
public final class Fetcher {

    /** The longest address that is fetched from, in characters: what servers and caches take at least. */
    private static final int LONGEST = 2048;

    /** The shortest and the longest time for which an address that failed is left alone, in milliseconds. */
    private static final long SHORTEST_REST = 1_000;
    private static final long LONGEST_REST = 60_000;

    /** Failures, until when (by {@link System#nanoTime}) and why. */
    private record Failure(long until, String why) {
    }

    /**
     * What was fetched: a server may have failed for want of an answer to this question only. Else whoever makes a
     * server fetch an issuer from a responder's address would keep the responder from being asked; and so would whoever
     * has a certificate that the responder does not know.
     *
     * @param type of what was sent; null for nothing
     * @param content what was sent, where the server has declined it; empty where it did not answer at all
     */
    private record Question(URI uri, @Nullable String type, int mostBytes,
            Opaque content) implements Comparable<Question> {

        private static final Comparator<Question> ORDER = Comparator.comparing(Question::uri)
                .thenComparing(question -> String.valueOf(question.type)).thenComparingInt(Question::mostBytes)
                .thenComparing(Question::content);

        @Override
        public int compareTo(Question other) {
            return ORDER.compare(this, other);
        }
    }

    /** Bytes of the objects round an address and a sentence. */
    private static final int OBJECTS = 500;

    /** Addresses that failed and are left alone. */
    private static final CacheKind<Question, Failure> FAILED = new CacheKind<>(CacheShare.FETCHES_FAILED,
            Fetcher::weight);

    private final LruCache<Question, Failure> failed;

    /** One that leaves alone what failed by these caches. */
    public Fetcher(SharedCaches caches) {
        this.failed = caches.get(FAILED);
    }

    private static long weight(Question question, Failure failure) {
        return OBJECTS + 4L * question.uri().toString().length() + question.content().length()
                + 2L * failure.why().length();
    }

    /**
     * The address, if it is one that is fetched from: http, with a host, no user, and of bounded length.
     *
     * @throws IOException with the reason if it is none
     */
    public static URI location(String text) throws IOException {
        try {
            if (text.length() > LONGEST) {
                throw new IOException("it has " + text.length() + " characters, more than " + LONGEST);
            }
            URI uri = new URI(text.trim());
            if (!"http".equalsIgnoreCase(uri.getScheme())) {
                throw new IOException("only http is fetched from (RFC 5280 section 8)");
            } else if (uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > 65_535) {
                throw new IOException("it has no host, or no port that exists");
            } else if (uri.getRawUserInfo() != null) {
                throw new IOException("it holds a user's name");
            }
            return uri;
        } catch (URISyntaxException e) {
            throw new IOException("it is no URI", e);
        }
    }

    /** The first of several addresses that is fetched from; null for none. */
    public static @Nullable URI first(Iterable<String> texts) {
        for (String text : texts) {
            try {
                return location(text);
            } catch (IOException e) {
                SafeLog.of("dev.handfast.path").log(Level.DEBUG,
                        "not fetched from " + Printable.text(text) + ": " + Printable.of(e));
            }
        }
        return null;
    }

    /**
     * The body at an address.
     *
     * @param allowance what the search may fetch
     */
    public byte[] get(URI uri, int mostBytes, long millis, FetchBudget allowance) throws IOException {
        return run(uri, null, null, mostBytes, millis, allowance);
    }

    /**
     * The body that answers a POST.
     *
     * @param allowance what the search may fetch; null for a fetch that belongs to none, whose caller leaves servers
     *        that failed alone by itself
     */
    public byte[] post(URI uri, String type, byte[] content, int mostBytes, long millis,
            @Nullable FetchBudget allowance)
            throws IOException {
        return run(uri, type, content, mostBytes, millis, allowance);
    }

    private byte[] run(URI uri, @Nullable String type, byte @Nullable [] content, int mostBytes, long millis,
            @Nullable FetchBudget allowance) throws IOException {
        long begun = System.nanoTime();
        if (allowance == null) {
            try (BodyMemory.Share alone = BodyMemory.OF_PROCESS.share()) {
                return run(new HttpExchange(uri, begun + TimeUnit.MILLISECONDS.toNanos(millis), mostBytes, alone), type,
                        content);
            }
        }
        Question any = new Question(uri, type, mostBytes, Opaque.EMPTY);
        Question question = content == null ? any : new Question(uri, type, mostBytes, Opaque.copyOf(content));
        for (Question asked : List.of(any, question)) {
            Failure failure = failed.get(asked);
            if (failure != null && begun - failure.until() < 0) {
                throw new IOException(failure.why() + " (a moment ago)");
            }
        }
        long whole = begun + TimeUnit.MILLISECONDS.toNanos(millis);
        long deadline = allowance.next(whole);
        try {
            byte[] body = run(new HttpExchange(uri, deadline, mostBytes, allowance.memory()), type, content);
            failed.remove(any);
            failed.remove(question);
            return body;
        } catch (NotAsked e) {
            throw e;
        } catch (IOException e) {
            // Whose search had no more time says nothing of the server: others must not go without it for that. Peers
            // choose paths, and with them whose slow servers come first.
            if (deadline - begun < (whole - begun) / 2 && e.getCause() instanceof SocketTimeoutException) {
                throw NotAsked.outOfTime(e);
            }
            long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
            long rest = Math.min(LONGEST_REST, Math.max(SHORTEST_REST, 2 * took));
            failed.put(e instanceof HttpExchange.Declined ? question : any,
                    new Failure(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(rest), why(e)));
            throw e;
        }
    }

    /**
     * An exchange that no interrupt cuts off: that is for what the caller does, and stays for it. Waits of threads end
     * by it, and the sockets of virtual ones; then the server is asked again, as long as there is time.
     */
    private static byte[] run(HttpExchange exchange, @Nullable String type, byte @Nullable [] content)
            throws IOException {
        boolean before = Thread.interrupted();
        boolean amid = false;
        try {
            while (true) {
                try {
                    return exchange.run(type, content);
                } catch (IOException e) {
                    if (!Thread.interrupted()) {
                        throw amid && e.getCause() instanceof SocketTimeoutException
                                ? new NotAsked("the thread was interrupted, and no time is left", e) : e;
                    }
                    amid = true;
                }
            }
        } finally {
            if (before || amid) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Why a fetch failed or what came is of no use, as part of a sentence. */
    public static String why(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
