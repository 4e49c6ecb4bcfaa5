package dev.handfast.bench.demo;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Another JVM of the same JDK. Every wait for it is bounded; it is ended, if it still runs, by {@link #close}. */
final class Jvm implements AutoCloseable {

    private static final int SECONDS = 60;

    private final String name;
    private final Process process;
    private final Path errors;

    /**
     * Starts a program.
     *
     * @param errors where its standard error goes
     */
    Jvm(Class<?> program, List<String> options, List<String> arguments, Path errors) throws IOException {
        name = program.getSimpleName();
        this.errors = errors;
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add(program.getName());
        command.addAll(arguments);
        process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    }

    /**
     * The first line of its output.
     *
     * @throws IOException if it ends or waits for a minute without one
     */
    String firstLine() throws IOException {
        BufferedReader out = new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = within(CompletableFuture.supplyAsync(() -> {
            try {
                return out.readLine();
            } catch (IOException e) {
                return null;
            }
        }));
        if (line == null) {
            throw failure("ended");
        }
        return line;
    }

    /**
     * Waits for its end.
     *
     * @return all of its output
     * @throws IOException if it fails or runs for more than a minute
     */
    String output() throws IOException {
        byte[] all = within(CompletableFuture.supplyAsync(() -> {
            try {
                return process.getInputStream().readAllBytes();
            } catch (IOException e) {
                return new byte[0];
            }
        }));
        int status = within(process.onExit()).exitValue();
        if (status != 0) {
            throw failure("ended with status " + status);
        }
        return new String(all, StandardCharsets.UTF_8);
    }

    /** What it has written to standard error so far. */
    String errors() throws IOException {
        return Files.readString(errors);
    }

    /** Closes its standard input, at which {@link DemoServer} ends, and ends it by force if it does not. */
    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            process.onExit().get(5, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** A class path of these parts. */
    static String path(List<Path> parts) {
        return String.join(File.pathSeparator, parts.stream().map(Path::toString).toList());
    }

    private <T> T within(CompletableFuture<T> result) throws IOException {
        try {
            return result.get(SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw failure("does not answer within " + SECONDS + " s");
        } catch (ExecutionException e) {
            throw new IOException(name + " cannot be waited for", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("was not waited for");
        }
    }

    private IOException failure(String what) throws IOException {
        return new IOException(name + " " + what + "; on standard error it said:\n" + errors());
    }
}
