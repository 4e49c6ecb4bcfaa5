package dev.handfast.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A JVM of its own with the tests' class path, for what is read once in the life of a JVM. */
public final class TestJvm {

    /** Some make keys, or thousands of connections, beside other tests. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private TestJvm() {
    }

    /** The output of a main class, which must end well; {@code options} are for the JVM. */
    public static String run(List<String> options, Class<?> main, String... arguments) throws IOException {
        return run(options, classPath(), main, arguments);
    }

    /** The same in a process that may have so many files and sockets open. */
    public static String runWithFiles(int files, Class<?> main) throws IOException {
        List<String> command = new ArrayList<>(List.of("bash", "-c", "ulimit -n " + files + " && exec \"$0\" \"$@\""));
        command.addAll(command(List.of("-XX:-MaxFDLimit"), classPath(), main));
        return output(command);
    }

    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    /** The same on another class path. */
    public static String run(List<String> options, String classPath, Class<?> main, String... arguments)
            throws IOException {
        return output(command(options, classPath, main, arguments));
    }

    private static List<String> command(List<String> options, String classPath, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java")
                .toString(),
                "-Xshare:auto", "-XX:TieredStopAtLevel=1"));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static String output(List<String> command) throws IOException {
        try (ExternalProcess process = ExternalProcess.start(command)) {
            process.endInput();
            if (process.exitCode(PATIENCE) != 0) {
                throw new IOException("failed: " + process);
            }
            return process.output();
        }
    }
}
