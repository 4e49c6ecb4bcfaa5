package dev.handfast.dropin;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handfast.peers.Credentials;
import dev.handfast.peers.ExternalProcess;
import dev.handfast.peers.Identity;
import dev.handfast.peers.KeyKind;
import dev.handfast.peers.Tools;
import dev.handfast.peers.Workspace;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
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
        static final Program JDK = compile();

        private static Program compile() {
            try {
                return Program.compile(List.of(), Map.of(), "Get.java", "Serve.java", "Others.java");
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
    ExternalProcess start(List<String> options, String main, String... arguments) throws IOException {
        return start(options, Programs.JDK, main, arguments);
    }

    /** The same with a program of its own. */
    ExternalProcess start(List<String> options, Program program, String main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(tool("java"), "-Xshare:auto", "-XX:TieredStopAtLevel=1"));
        command.addAll(installation());
        command.addAll(List.of("-Djavax.net.ssl.trustStore=" + trustStore(),
                "-Djavax.net.ssl.trustStorePassword=" + Identity.PASSWORD));
        command.addAll(options);
        command.add("-cp");
        command.add(this == CLASS_PATH ? program.classPath() + File.pathSeparator + jars() : program.classPath());
        command.add(main);
        command.addAll(List.of(arguments));
        return ExternalProcess.start(command);
    }

    /** The output of a program that must end well. */
    String run(List<String> options, String main, String... arguments) throws IOException {
        return run(options, Programs.JDK, main, arguments);
    }

    /** The same with a program of its own. */
    String run(List<String> options, Program program, String main, String... arguments) throws IOException {
        try (ExternalProcess process = start(options, program, main, arguments)) {
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

    /** Skips a test that needs the jar, but where all must run. */
    void assumePackaged() {
        if (this != NOT && !Tools.isMandatory()) {
            assumeTrue(isPackaged(), "the jar is not packaged: run mvn verify from the root");
        }
    }

    /** A key store of a type, PEM among them, of a server for localhost; its password is {@link Identity#PASSWORD}. */
    static Path keyStore(String type) throws IOException {
        Identity server = Credentials.shared().server(KeyKind.P256);
        Path file = Workspace.shared().directory().resolve("server." + type);
        return type.equals("PEM") ? Files.writeString(file, server.keyPem() + server.chainPem())
                : Identity.write(server.keyStore(), file);
    }

    /** A key store with the tests' root; its password is {@link Identity#PASSWORD}. */
    static Path trustStore() throws IOException {
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
