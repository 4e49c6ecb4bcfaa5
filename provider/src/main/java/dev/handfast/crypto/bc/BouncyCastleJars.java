package dev.handfast.crypto.bc;

import dev.handfast.wire.SafeLog;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Where BouncyCastle is, told without loading a class of it: the first one makes a JVM verify the signatures of the
 * whole jar, which takes a third of the time of a first handshake.
 */
final class BouncyCastleJars {

    static final String LOG = "dev.handfast.crypto";

    /** In every BouncyCastle that has a lightweight API. */
    private static final String ANCHOR = "crypto.CipherParameters";

    private static final String ROOT = "org.bouncycastle.";
    private static final String UNKNOWN = "of unknown version";

    /** More than the attributes of any jar take that stand before those of its entries. */
    private static final int MAIN_SECTION = 1 << 16;

    private final ClassLoader loader;
    private final List<String> places;
    private final boolean present;
    private final String version;

    BouncyCastleJars(ClassLoader loader) {
        this.loader = loader;
        this.places = find(loader);
        this.present = !places.isEmpty() || isLoaded();
        this.version = places.isEmpty() ? UNKNOWN : version(places.get(0));
    }

    boolean arePresent() {
        return present;
    }

    /** Jars or directories, the one in use first; none where the loader does not tell. */
    List<String> places() {
        return places;
    }

    /** As bcprov's manifest says; a jar of the application's own says nothing of it. */
    String version() {
        return version;
    }

    /**
     * Whether all of some classes are those of a bcprov of a version or a newer one: then their methods need not be
     * looked up. Classes below {@code org.bouncycastle}.
     */
    boolean areOf(String oldest, List<String> classes) {
        if (places.size() != 1 || !isAtLeast(oldest)) {
            return false;
        }
        for (String name : classes) {
            if (!isInPlace(name)) {
                return false;
            }
        }
        return true;
    }

    private boolean isInPlace(String name) {
        String file = file(name);
        URL found = loader.getResource(file);
        return found != null && place(found, file).equals(places.get(0));
    }

    private boolean isAtLeast(String oldest) {
        try {
            return !version.equals(UNKNOWN)
                    && Runtime.Version.parse(version).compareTo(Runtime.Version.parse(oldest)) >= 0;
        } catch (IllegalArgumentException unusual) {
            return false;
        }
    }

    private static List<String> find(ClassLoader loader) {
        Set<String> found = new LinkedHashSet<>();
        String file = file(ANCHOR);
        try {
            for (URL each : Collections.list(loader.getResources(file))) {
                found.add(place(each, file));
            }
        } catch (IOException unreadable) {
            found.add("a place that cannot be read: " + unreadable);
        }
        return List.copyOf(found);
    }

    private boolean isLoaded() {
        try {
            Class.forName(ROOT + ANCHOR, false, loader);
            return true;
        } catch (ClassNotFoundException | LinkageError | SecurityException absent) {
            return false;
        }
    }

    private static String file(String name) {
        return (ROOT + name).replace('.', '/') + ".class";
    }

    /** By string operations: regular expressions cost a fresh JVM much more. */
    private static String place(URL found, String file) {
        String url = found.toString();
        String root = url.endsWith(file) ? url.substring(0, url.length() - file.length()) : url;
        int versions = root.indexOf("META-INF/versions/");
        root = versions < 0 ? root : root.substring(0, versions);
        int end = root.endsWith("!/") ? 2 : root.endsWith("/") ? 1 : 0;
        return root.substring(root.startsWith("jar:") ? "jar:".length() : 0, root.length() - end);
    }

    private static String version(String place) {
        try {
            byte[] section = mainSection(place);
            Attributes manifest = new Manifest(new ByteArrayInputStream(section)).getMainAttributes();
            String bundle = manifest.getValue("Bundle-SymbolicName");
            String version = manifest.getValue("Bundle-Version");
            if (bundle != null && bundle.startsWith("bcprov") && version != null) {
                return version;
            }
        } catch (IOException | IllegalArgumentException noJar) {
            // A directory, or a place that only its loader can read
            SafeLog.of(LOG).log(Level.DEBUG, "no manifest in " + place, noJar);
        }
        return UNKNOWN;
    }

    /** What a manifest says before it lists entries, which signed jars have thousands of. */
    private static byte[] mainSection(String place) throws IOException {
        File file = place.startsWith("file:") ? file(URI.create(place)) : null;
        if (file == null) {
            String root = place.startsWith("jrt:") ? place : "jar:" + place + "!";
            try (InputStream in = new URL(root + "/" + JarFile.MANIFEST_NAME).openStream()) {
                return mainSection(in);
            }
        }
        // Not JarFile, which verifies signatures before it gives an entry.
        try (ZipFile jar = new ZipFile(file)) {
            ZipEntry entry = jar.getEntry(JarFile.MANIFEST_NAME);
            return entry == null ? new byte[0] : mainSection(jar.getInputStream(entry));
        }
    }

    private static @Nullable File file(URI place) {
        File file = new File(place.getPath());
        return file.isFile() ? file : null;
    }

    private static byte[] mainSection(InputStream manifest) throws IOException {
        String text = new String(manifest.readNBytes(MAIN_SECTION), StandardCharsets.UTF_8).replace("\r\n", "\n");
        int end = text.indexOf("\n\n");
        return text.substring(0, end < 0 ? text.length() : end).concat("\n\n").getBytes(StandardCharsets.UTF_8);
    }
}
