package dev.handfast.tool;

import dev.handfast.HandfastProvider;
import dev.handfast.crypto.bc.BouncyCastle;

import java.security.CodeSource;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Says who does TLS in this JVM, and why it is not Handfast if it is not. */
final class Check implements Command {

    @Override
    public String name() {
        return "check";
    }

    @Override
    public String summary() {
        return "says who does TLS in a JVM with these options, and why it is not Handfast if it is not;"
                + " status 0 if it is, 1 if not";
    }

    @Override
    public int run(List<String> arguments, Page page) throws UsageException {
        if (!arguments.isEmpty()) {
            throw new UsageException("takes no arguments; give it the options and the class path of the application,"
                    + " as in: java OPTIONS -cp CLASSPATH " + Main.class.getName() + " check");
        }
        try (CapturedLog log = CapturedLog.begin()) {
            installation(page);
            Set<String> notes = new LinkedHashSet<>(BouncyCastle.complaints());
            boolean used = services(page);
            notes.addAll(log.lines());
            notes(page, notes);
            verdict(page, used);
            return used ? 0 : 1;
        }
    }

    private static void installation(Page page) {
        page.row("Handfast", place(HandfastProvider.class) + ", "
                + (HandfastProvider.class.getModule().isNamed() ? "a module" : "on the class path"));
        page.row("Java", Runtime.version() + ", " + System.getProperty("java.vendor") + ", "
                + System.getProperty("java.home"));
        String bouncyCastle = BouncyCastle.description().replaceFirst("^BouncyCastle ", "");
        page.row("BouncyCastle", BouncyCastle.isPresent() ? bouncyCastle : "none");
        String file = System.getProperty(SecurityFile.PROPERTY);
        page.row("Options", file == null ? "no -D" + SecurityFile.PROPERTY : "-D" + SecurityFile.PROPERTY + "=" + file);
        List<String> providers = new ArrayList<>();
        for (Provider provider : Security.getProviders()) {
            providers.add(providers.size() + 1 + Page.SAME_LINE + provider.getName());
        }
        page.row("Providers", String.join(", ", providers));
    }

    /** Prints who makes contexts and managers; whether all of it is Handfast. */
    private static boolean services(Page page) {
        List<String> makers = new ArrayList<>();
        page.row("TLS by", of("SSLContext.getInstance(\"TLS\")", makers,
                () -> SSLContext.getInstance("TLS").getProvider()));
        page.row("", of("SSLContext.getDefault()", makers, () -> SSLContext.getDefault().getProvider()));
        page.row("", of("KeyManagerFactory", makers, () -> KeyManagerFactory
                .getInstance(KeyManagerFactory.getDefaultAlgorithm()).getProvider()));
        page.row("", of("TrustManagerFactory", makers, () -> TrustManagerFactory
                .getInstance(TrustManagerFactory.getDefaultAlgorithm()).getProvider()));
        return makers.stream().allMatch(HandfastProvider.NAME::equals);
    }

    private interface Asked {
        Provider provider() throws NoSuchAlgorithmException;
    }

    private static String of(String what, List<String> makers, Asked asked) {
        try {
            String name = asked.provider().getName();
            makers.add(name);
            return what + ": " + name;
        } catch (NoSuchAlgorithmException refused) {
            makers.add("nobody");
            return what + " fails: " + refused.getMessage()
                    + (refused.getCause() == null ? "" : " (" + refused.getCause() + ")");
        }
    }

    private static void notes(Page page, Set<String> notes) {
        if (!notes.isEmpty()) {
            page.text("");
            page.text("To know:");
            notes.forEach(page::item);
        }
    }

    private static void verdict(Page page, boolean used) {
        page.text("");
        if (used) {
            page.text("TLS in this JVM is by Handfast.");
            return;
        }
        page.text("TLS in this JVM is not, or not all, by Handfast. Why:");
        new Diagnosis().reasons().forEach(page::item);
        page.text("");
        page.text("The shortest way to it, if Handfast is on the class path or module path:");
        // Quoted for shells to which "!" means something
        page.verbatim("java '-D" + SecurityFile.PROPERTY + "=jar:" + place(HandfastProvider.class)
                + "!/handfast.security' ...");
        page.text("or, at the beginning of the program:");
        page.verbatim("Security.insertProviderAt(new HandfastProvider(), 1);");
    }

    /** Where a class comes from. */
    static String place(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return source == null || source.getLocation() == null ? "a place that its loader does not tell"
                : source.getLocation().toString();
    }
}
