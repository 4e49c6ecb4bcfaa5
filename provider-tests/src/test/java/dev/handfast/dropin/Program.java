package dev.handfast.dropin;

import dev.handfast.peers.Workspace;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** Classes of a program that knows nothing of Handfast, and the jars that it needs. */
record Program(Path classes, List<Path> libraries) {

    /**
     * Compiles sources below {@code /dropin} against libraries, each named {@code group:artifact:version}; {@code
     * instead} are texts of the sources with what stands there instead, for versions that name things differently.
     */
    static Program compile(List<String> coordinates, Map<String, String> instead, String... sources)
            throws IOException {
        List<Path> libraries = coordinates.isEmpty() ? List.of() : Libraries.of(coordinates);
        Path directory = Files.createTempDirectory(Workspace.shared().directory(), "program");
        Program program = new Program(directory, libraries);
        List<String> arguments = new ArrayList<>(List.of("-nowarn", "-proc:none", "-d", directory.toString(), "-cp",
                program.classPath()));
        for (String name : sources) {
            arguments.add(write(name, instead, directory).toString());
        }
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        if (ToolProvider.getSystemJavaCompiler().run(null, said, said, arguments.toArray(new String[0])) != 0) {
            throw new IllegalStateException("does not compile: " + said.toString(StandardCharsets.UTF_8));
        }
        return program;
    }

    private static Path write(String name, Map<String, String> instead, Path directory) throws IOException {
        try (InputStream source = Program.class.getResourceAsStream("/dropin/" + name)) {
            String text = new String(source.readAllBytes(), StandardCharsets.UTF_8);
            for (Map.Entry<String, String> other : instead.entrySet()) {
                text = text.replace(other.getKey(), other.getValue());
            }
            return Files.writeString(directory.resolve(name), text);
        }
    }

    /** The classes, and the libraries behind them. */
    String classPath() {
        return Stream.concat(Stream.of(classes), libraries.stream()).map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }
}
