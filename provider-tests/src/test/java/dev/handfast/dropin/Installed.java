package dev.handfast.dropin;

import dev.handfast.peers.Credentials;
import dev.handfast.peers.ExternalProcess;
import dev.handfast.peers.Identity;
import dev.handfast.peers.Workspace;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Provider;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** How the packaged jar is installed in another JVM. */
enum Installed {
    /** An override file, the jar on the class path. */
    CLASS_PATH,
    /** An override file, the jar on the module path. */
    MODULE_PATH,
    /** Not at all: the JDK as it is, the control. */
    NOT;

    private static final Path JAR = Path.of(System.getProperty("handfast.jar", "handfast.jar does not name it"));
    private static final Path LIBRARIES = Path.of(System.getProperty("handfast.lib", "handfast.lib does not name it"));

    private static final class Programs {
        static final Path DIRECTORY = compile();

        private static Path compile() {
            try {
                Path sources = Files.createDirectories(Workspace.shared().directory().resolve("programs"));
                List<String> arguments = new ArrayList<>(List.of("-d", sources.toString()));
                for (String name : List.of("Get.java", "Serve.java", "Others.java")) {
                    try (InputStream source = Installed.class.getResourceAsStream("/dropin/" + name)) {
                        Files.write(sources.resolve(name), source.readAllBytes());
                    }
                    arguments.add(sources.resolve(name).toString());
                }
                if (ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(new String[0])) != 0) {
                    throw new IllegalStateException("the programs do not compile");
                }
                return sources;
            } catch (IOException e) {
                throw new IllegalStateException("cannot write the programs", e);
            }
        }
    }

    /** Whether the build has packaged the jar. */
    static boolean isPackaged() {
        return Files.isRegularFile(JAR) && Files.isDirectory(LIBRARIES);
    }

    /** Starts one of the programs in a new JVM that trusts the test root; {@code options} are for the JVM. */
    ExternalProcess start(List<String> options, String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(tool("java"), "-Xshare:auto", "-XX:TieredStopAtLevel=1"));
        command.addAll(installation());
        command.addAll(List.of("-Djavax.net.ssl.trustStore=" + trustStore(),
                "-Djavax.net.ssl.trustStorePassword=" + Identity.PASSWORD));
        command.addAll(options);
        command.add("-cp");
        command.add(
                this == CLASS_PATH ? Programs.DIRECTORY + File.pathSeparator + jars() : Programs.DIRECTORY.toString());
        command.add(program);
        command.addAll(List.of(arguments));
        return ExternalProcess.start(command);
    }

    /** The output of a program that must end well. */
    String run(List<String> options, String program, String... arguments) throws IOException {
        try (ExternalProcess process = start(options, program, arguments)) {
            process.endInput();
            if (process.exitCode() != 0) {
                throw new IOException("failed: " + process);
            }
            return process.output();
        }
    }

    /** The output of one of the JDK's tools, which must end well, with the provider in its JVM. */
    String runTool(String tool, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(tool(tool)));
        for (String option : installation()) {
            command.add("-J" + option);
        }
        if (this == CLASS_PATH) {
            command.add("-J-Djava.class.path=" + jars());
        }
        command.addAll(List.of(arguments));
        try (ExternalProcess process = ExternalProcess.start(command, Map.of(), Workspace.shared().directory())) {
            process.endInput();
            if (process.exitCode() != 0) {
                throw new IOException("failed: " + process);
            }
            return process.output();
        }
    }

    /**
     * What javac says to a module that requires the packaged one, which has beside it only what it needs; "" if
     * nothing.
     */
    static String compileModule(Path directory) throws IOException {
        Path module = Files.writeString(directory.resolve("module-info.java"),
                "module app { requires dev.handfast.provider; }\n");
        Path program = Files.writeString(Files.createDirectories(directory.resolve("app")).resolve("Main.java"),
                "package app; class Main { java.security.Provider it = new dev.handfast.HandfastProvider(); }\n");
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        ToolProvider.getSystemJavaCompiler().run(null, said, said, "-p", JAR + File.pathSeparator + LIBRARIES, "-d",
                directory.resolve("out").toString(), module.toString(), program.toString());
        return said.toString(StandardCharsets.UTF_8);
    }

    private List<String> installation() throws IOException {
        return switch (this) {
            case NOT -> List.of();
            case CLASS_PATH -> List.of("-Djava.security.properties=" + override());
            case MODULE_PATH -> List.of("-Djava.security.properties=" + override(),
                    "--module-path=" + JAR + File.pathSeparator + LIBRARIES,
                    "--add-modules=dev.handfast.provider");
        };
    }

    /** The override: Handfast first, and the JDK's own after it, in their order. */
    private static Path override() throws IOException {
        StringBuilder text = new StringBuilder("security.provider.1=Handfast\n");
        int place = 2;
        for (Provider provider : Security.getProviders()) {
            if (provider.getClass().getModule().getDescriptor() != null && !provider.getName().equals("Handfast")) {
                text.append("security.provider.").append(place++).append('=').append(provider.getName()).append('\n');
            }
        }
        return Files.writeString(Workspace.shared().directory().resolve("override.security"), text);
    }

    private static Path trustStore() throws IOException {
        return Identity.write(Identity.trustStore(List.of(Credentials.shared().root())),
                Workspace.shared().directory().resolve("trust.p12"));
    }

    private static String jars() throws IOException {
        try (Stream<Path> libraries = Files.list(LIBRARIES)) {
            List<String> all = new ArrayList<>(List.of(JAR.toString()));
            libraries.map(Path::toString).filter(name -> name.endsWith(".jar")).forEach(all::add);
            return String.join(File.pathSeparator, all);
        }
    }

    private static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }
}
