package dev.handfast.dropin;

import dev.handfast.peers.ExternalProcess;
import dev.handfast.peers.Workspace;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Jars of programs, found by the Maven that runs the tests: from its repositories, with what each jar needs. */
final class Libraries {

    private static final Path MAVEN = Path.of(System.getProperty("handfast.maven", "handfast.maven does not name it"),
            "bin", "mvn");
    private static final String RESOLVE = "org.apache.maven.plugins:maven-dependency-plugin:"
            + System.getProperty("handfast.dependency.plugin") + ":build-classpath";

    /** Where nothing is in the local repository yet. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final Map<List<String>, List<Path>> FOUND = new ConcurrentHashMap<>();

    private Libraries() {
    }

    /** Of coordinates {@code group:artifact:version}, with all that they need at run time. */
    static List<Path> of(List<String> coordinates) throws IOException {
        List<Path> found = FOUND.get(coordinates);
        if (found == null) {
            found = resolve(coordinates);
            FOUND.put(coordinates, found);
        }
        return found;
    }

    private static List<Path> resolve(List<String> coordinates) throws IOException {
        Path directory = Files.createTempDirectory(Workspace.shared().directory(), "libraries");
        Path pom = Files.writeString(directory.resolve("pom.xml"), """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>row</groupId><artifactId>row</artifactId><version>1</version>
                  <dependencies>%s</dependencies>
                </project>
                """.formatted(coordinates.stream().map(Libraries::dependency).collect(Collectors.joining())));
        Path list = directory.resolve("list");
        List<String> command = List.of(MAVEN.toString(), "-B", "-ntp", "-q", "-f", pom.toString(), RESOLVE,
                "-DincludeScope=runtime", "-Dmdep.outputFile=" + list);
        try (ExternalProcess maven = ExternalProcess.start(command,
                Map.of("JAVA_HOME", System.getProperty("java.home")), directory)) {
            maven.endInput();
            if (maven.exitCode(PATIENCE) != 0) {
                throw new IOException("Maven does not find " + coordinates + ": " + maven.output());
            }
        }
        return Stream.of(Files.readString(list).trim().split(File.pathSeparator)).map(Path::of).toList();
    }

    private static String dependency(String coordinates) {
        String[] parts = coordinates.split(":");
        return "<dependency><groupId>" + parts[0] + "</groupId><artifactId>" + parts[1] + "</artifactId><version>"
                + parts[2] + "</version></dependency>";
    }
}
