package dev.handfast.tool;

import dev.handfast.HandfastProvider;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.Provider;
import java.security.Security;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.Map;
import java.util.Set;

/** Why a JVM does not take Handfast. */
final class Diagnosis {

    private static final String ENTRY = "security.provider.";
    private static final String CLASS = HandfastProvider.class.getName();
    private static final String SERVICES = "META-INF/services/java.security.Provider";
    /** More than any JDK lists. */
    private static final int MOST = 200;

    /** What the JVM's list of providers says, by number, whether or not Java gets as far as there. */
    private final Map<Integer, String> entries = new TreeMap<>();
    private final List<String> reasons = new ArrayList<>();

    Diagnosis() {
        for (int i = 0; i < MOST; i++) {
            String value = Security.getProperty(ENTRY + i);
            if (value != null && !value.isBlank()) {
                entries.put(i, value.strip());
            }
        }
    }

    /** Sentences, the first cause first. */
    List<String> reasons() {
        SecurityFile file = SecurityFile.ofThisJvm();
        if (file != null && file.objection() != null) {
            reasons.add(file.objection());
            return reasons;
        }
        int position = position();
        Integer entry = entries.entrySet().stream().filter(each -> isHandfast(each.getValue())).map(Map.Entry::getKey)
                .findFirst().orElse(null);
        if (position > 0) {
            tooLate(position);
        } else if (entry == null) {
            notNamed(file);
        } else {
            named(entry);
        }
        return reasons;
    }

    /** The provider's number in the list, from 1 on, or 0. */
    private static int position() {
        Provider[] providers = Security.getProviders();
        for (int i = 0; i < providers.length; i++) {
            if (providers[i].getName().equals(HandfastProvider.NAME)) {
                return i + 1;
            }
        }
        return 0;
    }

    private static boolean isHandfast(String entry) {
        String name = entry.split("\\s+")[0];
        return name.equals(HandfastProvider.NAME) || name.equals(CLASS);
    }

    private void tooLate(int position) {
        List<String> before = new ArrayList<>();
        for (Provider provider : Arrays.asList(Security.getProviders()).subList(0, position - 1)) {
            if (provider.getService("SSLContext", "TLS") != null) {
                before.add(provider.getName());
            }
        }
        reasons.add("Handfast has the place " + position + " in the list of providers, and " + (before.isEmpty()
                ? "what is asked for above is set by name: look for the security properties "
                        + "ssl.KeyManagerFactory.algorithm,"
                        + " ssl.TrustManagerFactory.algorithm and ssl.SocketFactory.provider"
                : String.join(", ", before) + " before it does TLS too: Java takes the first. Give Handfast the "
                        + "number 1")
                + ".");
    }

    private void notNamed(@Nullable SecurityFile file) {
        String alike = entries.entrySet().stream()
                .filter(each -> each.getValue().toLowerCase(Locale.ROOT).contains("handfast"))
                .map(each -> ENTRY + each.getKey() + "=" + each.getValue()).findFirst().orElse(null);
        if (alike != null) {
            reasons.add(alike + " is not its name, and Java passes over names that it does not know. Write "
                    + CLASS + ".");
        } else if (file == null) {
            reasons.add("Nothing names it: there is no -D" + SecurityFile.PROPERTY + ", and "
                    + "conf/security/java.security of"
                    + " this Java lists only its own providers.");
        } else if (file.get(ENTRY + "1") == null) {
            reasons.add(file + " is read, but lists no providers as " + ENTRY + "1, " + ENTRY + "2 and so on.");
        } else if (!file.get(ENTRY + "1").equals(entries.get(1))) {
            reasons.add(file + " is not laid over this Java's own file: security.overridePropertiesFile is "
                    + Security.getProperty("security.overridePropertiesFile") + " in conf/security/java.security.");
        } else {
            reasons.add(file + " is read, but does not list " + CLASS + " among its providers.");
        }
    }

    /** It is named, but not there. */
    private void named(int entry) {
        for (int i = 1; i < entry; i++) {
            if (!entries.containsKey(i)) {
                reasons.add(ENTRY + entry + " names it, but there is no " + ENTRY + i + ": Java reads up to the "
                        + "first gap.");
                return;
            }
        }
        Class<?> seen = seenBySystemLoader();
        if (seen == null) {
            reasons.add(ENTRY + entry + " names it, but the system class loader, which alone is asked, does not see "
                    + CLASS + ": java.class.path is " + System.getProperty("java.class.path") + ". This tool got it "
                    + "from "
                    + Check.place(HandfastProvider.class) + " by " + HandfastProvider.class.getClassLoader()
                    + ". In a jar with jars inside, add it to the list in code instead.");
            return;
        }
        String value = entries.get(entry);
        if (value != null && value.startsWith(HandfastProvider.NAME)) {
            Set<String> services = services();
            if (!services.contains(CLASS)) {
                reasons.add(ENTRY + entry + "=" + HandfastProvider.NAME + " needs " + SERVICES + " to name " + CLASS
                        + ", but those on the class path name " + (services.isEmpty() ? "nothing" : String.join(", ",
                                services))
                        + ". A jar of several was made without merging these files. Merge them, or write "
                        + ENTRY + entry + "=" + CLASS + ", which needs none.");
                return;
            }
        }
        try {
            seen.getConstructor().newInstance();
            reasons.add(ENTRY + entry + " names it and it can be made, but somebody has taken it out of the list "
                    + "since.");
        } catch (ReflectiveOperationException | LinkageError failed) {
            reasons.add(ENTRY + entry + " names it, but it cannot be made: "
                    + (failed.getCause() == null ? failed : failed.getCause()));
        }
    }

    private static @Nullable Class<?> seenBySystemLoader() {
        try {
            return Class.forName(CLASS, false, ClassLoader.getSystemClassLoader());
        } catch (ClassNotFoundException absent) {
            return null;
        }
    }

    /** All classes that service files which the system class loader sees name as providers. */
    private static Set<String> services() {
        Set<String> names = new TreeSet<>();
        if (HandfastProvider.class.getModule().isNamed()) {
            names.add(CLASS);
        }
        try {
            for (URL file : Collections.list(ClassLoader.getSystemClassLoader().getResources(SERVICES))) {
                try (InputStream in = file.openStream()) {
                    new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
                            .map(line -> line.replaceFirst("#.*", "").strip()).filter(line -> !line.isEmpty())
                            .forEach(names::add);
                }
            }
        } catch (IOException unreadable) {
            names.add("(" + unreadable + ")");
        }
        return names;
    }
}
