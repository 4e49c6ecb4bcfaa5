package dev.handfast.peers;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A child process with captured output (standard output and error, merged) and waits that end. */
public final class ExternalProcess implements AutoCloseable {

    /** How long any single wait on a peer may take before the test fails. */
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<String> command;
    private final Process process;
    private final Thread reader;
    private final Thread atExit;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final StringBuilder output = new StringBuilder();
    private boolean ended;

    private ExternalProcess(List<String> command, Process process) {
        this.command = command;
        this.process = process;
        this.reader = new Thread(this::capture, "output of " + command.get(0));
        this.atExit = new Thread(process::destroyForcibly);
    }

    /**
     * Starts {@code command} with more environment, in a directory or null; its standard input stays open until {@link
     * #endInput()}.
     */
    public static ExternalProcess start(List<String> command, Map<String, String> environment, Path directory)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        if (directory != null) {
            builder.directory(directory.toFile());
        }
        return start(command, builder);
    }

    /** Starts {@code command} with the file as its standard input. */
    public static ExternalProcess startReading(Path input, List<String> command) throws IOException {
        return start(command, new ProcessBuilder(command).redirectErrorStream(true).redirectInput(input.toFile()));
    }

    private static ExternalProcess start(List<String> command, ProcessBuilder builder) throws IOException {
        ExternalProcess started = new ExternalProcess(List.copyOf(command), builder.start());
        Runtime.getRuntime().addShutdownHook(started.atExit);
        started.reader.setDaemon(true);
        started.reader.start();
        return started;
    }

    /** Starts {@code command} with the environment and directory of this JVM. */
    public static ExternalProcess start(List<String> command) throws IOException {
        return start(command, Map.of(), null);
    }

    /** Writes to the standard input. */
    public void send(String text) throws IOException {
        OutputStream in = process.getOutputStream();
        in.write(text.getBytes(StandardCharsets.UTF_8));
        in.flush();
    }

    /** Closes the standard input. */
    public void endInput() throws IOException {
        process.getOutputStream().close();
    }

    /** Waits until the output has a match, and returns it. */
    public Matcher await(Pattern pattern) throws IOException {
        return await(pattern, 0);
    }

    /** Waits until the output has a match at or after {@code from}, an index into {@link #output()}. */
    public Matcher await(Pattern pattern, int from) throws IOException {
        return await(pattern, from, PATIENCE);
    }

    /** As above, with a patience of the caller's. */
    public Matcher await(Pattern pattern, int from, Duration patience) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        lock.lock();
        try {
            while (true) {
                Matcher matcher = pattern.matcher(output.toString());
                if (matcher.find(Math.min(from, output.length()))) {
                    return matcher;
                }
                long left = deadline - System.nanoTime();
                if (ended || left <= 0) {
                    throw new IOException((ended ? "ended" : "silent for " + patience) + " without " + pattern + ": "
                            + this);
                }
                changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + pattern, e);
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the end and returns the exit code; a process that does not end is killed and an error. */
    public int exitCode() throws IOException {
        return exitCode(PATIENCE);
    }

    /** The same for one that may take longer, or must take less. */
    public int exitCode(Duration patience) throws IOException {
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new IOException("still running after " + patience + ": " + this);
            }
            reader.join(PATIENCE.toMillis());
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for the end of " + command, e);
        }
    }

    /** Whether it runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** What it printed so far. */
    public String output() {
        lock.lock();
        try {
            return output.toString();
        } finally {
            lock.unlock();
        }
    }

    /** Kills it, with its children, and waits for its end. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return String.join(" ", command) + System.lineSeparator() + output();
    }

    private void capture() {
        char[] buffer = new char[4096];
        try (InputStream in = process.getInputStream();
                Reader text = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            for (int n = text.read(buffer); n >= 0; n = text.read(buffer)) {
                append(new String(buffer, 0, n));
            }
        } catch (IOException e) {
            append("[output lost: " + e.getMessage() + "]");
        } finally {
            lock.lock();
            try {
                ended = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private void append(String text) {
        lock.lock();
        try {
            output.append(text);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
