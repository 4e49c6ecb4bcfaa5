package dev.handfast.jsse.context;

import dev.handfast.jsse.props.PropertyReader;
import dev.handfast.jsse.props.WarnOnce;
import dev.handfast.tls.LiveIdentities;
import dev.handfast.tls.LiveTrust;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The files of {@code javax.net.ssl.keyStore} and {@code trustStore}, where {@code handfast.keys.reload} says that they
 * are followed. A directory may stand for a store there: it has files of PEM.
 */
final class FollowedStores {

    private static final String RELOAD = "handfast.keys.reload";
    private static final String PEM = "PEM";

    private FollowedStores() {
    }

    /** The keys; null if they are not followed. */
    static LiveIdentities keys(char[] password) {
        Path file = file("javax.net.ssl.keyStore");
        if (file == null) {
            return null;
        }
        return Files.isDirectory(file) ? LiveIdentities.ofDirectory(file, password)
                : LiveIdentities.ofKeyStore(file, PropertyReader.text("javax.net.ssl.keyStoreType"), password);
    }

    /** The authorities; null if they are not followed: a platform's own store changes with the platform. */
    static LiveTrust trust() {
        Path file = file("javax.net.ssl.trustStore");
        if (file == null) {
            return null;
        }
        String password = PropertyReader.text("javax.net.ssl.trustStorePassword");
        String type = PropertyReader.text("javax.net.ssl.trustStoreType");
        return Files.isDirectory(file) ? LiveTrust.ofDirectory(file)
                : PEM.equalsIgnoreCase(type) ? LiveTrust.ofPem(file)
                : LiveTrust.ofKeyStore(file, type, password == null ? null : password.toCharArray());
    }

    /** The file that a property names, if it is to be followed and can be; what is no file is said once. */
    private static Path file(String property) {
        String named = PropertyReader.text(property);
        if (!PropertyReader.flag(RELOAD, false) || named == null) {
            return null;
        }
        String provider = PropertyReader.text(property + "Provider");
        if (named.equals("NONE") || provider != null) {
            WarnOnce.once("property " + RELOAD + " has no effect on " + WarnOnce.named(property, named)
                    + (provider == null ? ", which is no file" : " with a provider of its own"));
            return null;
        }
        return PropertyReader.parsed(property, named, Path::of);
    }
}
