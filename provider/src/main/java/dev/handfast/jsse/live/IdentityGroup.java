package dev.handfast.jsse.live;

import dev.handfast.tls.LiveSource;
import dev.handfast.tls.LiveSource.Form;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * Files that make one identity, or one key store.
 *
 * @param name by which it is known again; empty where there is but one
 * @param files certificates and then the key, or one file
 * @param form what they are; a directory has groups of the others
 * @param mayBeNone whether files without a private key are none of an identity
 */
record IdentityGroup(String name, List<Path> files, Form form, boolean mayBeNone) {

    /** The most files of a directory: ten times what a server with an identity for each of a hundred hosts has. */
    private static final int MAX_FILES = 1000;

    private static final Set<String> CERTIFICATES = Set.of("crt", "pem", "cer");
    private static final Set<String> STORES = Set.of("p12", "pfx", "jks");
    /** What Certbot calls a key and its chain. */
    private static final Map<String, String> PARTNERS = Map.of("privkey", "fullchain");

    /** The groups of these files, in the order of their names. */
    static List<IdentityGroup> of(LiveSource source, List<Path> files) {
        if (source.form() != Form.DIRECTORY) {
            return List.of(new IdentityGroup("", files, source.form(), false));
        }
        Map<String, Path> keys = new TreeMap<>();
        Map<String, List<Path>> certificates = new TreeMap<>();
        List<IdentityGroup> groups = new ArrayList<>();
        for (Path file : files) {
            String base = base(file);
            if (STORES.contains(ending(file))) {
                groups.add(new IdentityGroup(String.valueOf(file.getFileName()), List.of(file), Form.KEY_STORE, false));
            } else if (isKey(file)) {
                keys.put(PARTNERS.getOrDefault(base, base), file);
            } else {
                certificates.computeIfAbsent(base, name -> new ArrayList<>()).add(file);
            }
        }
        keys.forEach((name, key) -> groups.add(new IdentityGroup(name, pair(key, certificates.remove(name)), Form.PEM,
                false)));
        certificates.forEach((name, alone) -> groups.add(new IdentityGroup(name, List.of(alone.get(0)), Form.PEM,
                true)));
        return groups;
    }

    /** A key without certificates stands alone, which is then said. */
    private static List<Path> pair(Path key, @Nullable List<Path> certificates) {
        return certificates == null ? List.of(key) : List.of(certificates.get(0), key);
    }

    /** The files of a directory that may be part of an identity, or with {@code certificatesOnly} of a bundle. */
    static List<Path> filesOf(Path directory, boolean certificatesOnly) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                String ending = ending(entry);
                boolean wanted = CERTIFICATES.contains(ending)
                        || !certificatesOnly && (STORES.contains(ending) || isKey(entry));
                if (wanted && !String.valueOf(entry.getFileName()).startsWith(".") && !Files.isDirectory(entry)) {
                    files.add(entry);
                }
                if (files.size() > MAX_FILES) {
                    throw new IOException("it has more than " + MAX_FILES + " files");
                }
            }
        } catch (NoSuchFileException e) {
            throw new IOException("there is no such directory", e);
        } catch (NotDirectoryException e) {
            throw new IOException("it is no directory", e);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        files.sort(null);
        return files;
    }

    private static boolean isKey(Path file) {
        return ending(file).equals("key") || ending(file).equals("pem") && PARTNERS.containsKey(base(file));
    }

    private static String ending(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static String base(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }
}
