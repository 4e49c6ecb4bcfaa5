package dev.handfast.packaging;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * Jars of the provider's classes, as the build makes them and as applications repack them, without waiting for the
 * build.
 */
final class HandfastJar {

    private static final Path CLASSES = Path.of("../provider/target/classes");
    private static final Path MANIFEST = Path.of("../provider/target/manifest/MANIFEST.MF");

    private HandfastJar() {
    }

    /** The manifest, as the build fills it in. */
    static Manifest manifest() throws IOException {
        try (InputStream in = Files.newInputStream(MANIFEST)) {
            return new Manifest(in);
        }
    }

    /** The provider's jar. */
    static Path whole(Path directory) throws IOException {
        return write(directory.resolve("handfast-provider.jar"), manifest(), name -> true, List.of(CLASSES));
    }

    /** One jar of provider and tests without the provider's module and service file, as careless tools make them. */
    static Path uber(Path directory) throws IOException {
        return write(directory.resolve("uber.jar"), new Manifest(), name -> !name.endsWith("module-info.class")
                && !name.startsWith("META-INF/"), List.of(CLASSES, Path.of("target/test-classes")));
    }

    private static Path write(Path jar, Manifest manifest, Predicate<String> included, List<Path> roots)
            throws IOException {
        manifest.getMainAttributes().putIfAbsent(Attributes.Name.MANIFEST_VERSION, "1.0");
        // Tests in a package of the provider's have a description of it too; the first counts.
        Set<String> names = new HashSet<>();
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file,
                        manifest)) {
            for (Path root : roots) {
                try (Stream<Path> all = Files.walk(root)) {
                    for (Path each : all.filter(Files::isRegularFile).sorted().toList()) {
                        String name = root.relativize(each).toString().replace('\\', '/');
                        if (included.test(name) && names.add(name)) {
                            out.putNextEntry(new ZipEntry(name));
                            Files.copy(each, out);
                            out.closeEntry();
                        }
                    }
                }
            }
        }
        return jar;
    }
}
