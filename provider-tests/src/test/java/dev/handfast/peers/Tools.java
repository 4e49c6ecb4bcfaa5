package dev.handfast.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the foreign programs that {@code .ci/peers} installs. */
public final class Tools {

    private Tools() {
    }

    /** Whether a missing program is a failure rather than a gap: in continuous integration. */
    public static boolean isMandatory() {
        return "true".equals(System.getenv("CI"));
    }

    /** The program, from {@code handfast.peers} (property), {@code HANDFAST_PEERS} or the path. */
    public static Optional<Path> find(String program) {
        Stream<Path> directories = Stream.concat(Stream.of(npmPeers().resolve("bin")),
                Stream.of(System.getenv("PATH").split(":")).filter(entry -> !entry.isEmpty()).map(Path::of));
        return directories.map(directory -> directory.resolve(program)).filter(Files::isExecutable).findFirst();
    }

    /** The program from the npm packages only, not an older one from the path. */
    public static Optional<Path> findNpm(String program) {
        return Optional.of(npmPeers().resolve("bin").resolve(program)).filter(Files::isExecutable);
    }

    /** The program's path; an error that says how to install it, if it is missing. */
    public static String require(String program) {
        return find(program).orElseThrow(() -> new IllegalStateException(missing(program))).toString();
    }

    /** Says that the program is missing, and what to do. */
    public static String missing(String program) {
        return program + " is not installed: run .ci/peers";
    }

    /** The output of a short command that must succeed. */
    public static String output(List<String> command) throws IOException {
        try (ExternalProcess process = ExternalProcess.start(command)) {
            process.endInput();
            if (process.exitCode() != 0) {
                throw new IOException("failed: " + process);
            }
            return process.output();
        }
    }

    private static Path npmPeers() {
        String configured = System.getProperty("handfast.peers", System.getenv("HANDFAST_PEERS"));
        return configured != null && !configured.isEmpty() ? Path.of(configured)
                : Path.of(System.getProperty("user.home"), ".cache", "handfast-peers");
    }
}
