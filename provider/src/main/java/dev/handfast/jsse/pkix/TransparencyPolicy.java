package dev.handfast.jsse.pkix;

import dev.handfast.pki.path.PathRefused;
import dev.handfast.pki.path.Transparency;
import dev.handfast.pki.path.VerifiedPath;
import dev.handfast.wire.Opaque;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Certificate transparency as properties ask for it. {@code dev.handfast.pki.transparency} is {@code off} (default),
 * {@code report} (a warning is logged) or {@code require}; {@code dev.handfast.pki.transparency.logs} names a file with
 * the keys of the logs to believe, as PEM blocks {@code PUBLIC KEY}; {@code dev.handfast.pki.transparency.least} says
 * how many different logs must have signed, 2 unless told otherwise.
 */
final class TransparencyPolicy {

    private static final Pattern KEY = Pattern.compile("-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]+)"
            + "-----END PUBLIC KEY-----");
    private static final int LEAST = 2;

    private final boolean require;
    private final Transparency transparency;

    private TransparencyPolicy(boolean require, Transparency transparency) {
        this.require = require;
        this.transparency = transparency;
    }

    /**
     * The policy as the properties stand now; null for none.
     *
     * @throws IllegalArgumentException if the policy is none of the three, or its file cannot be read
     */
    static TransparencyPolicy current() {
        String policy = Settings.text("dev.handfast.pki.transparency", "off").toLowerCase(Locale.ROOT);
        if (policy.equals("off")) {
            return null;
        }
        if (!policy.equals("report") && !policy.equals("require")) {
            throw new IllegalArgumentException("dev.handfast.pki.transparency is \"" + policy
                    + "\"; expected off, report or require");
        }
        String file = Settings.text("dev.handfast.pki.transparency.logs", "");
        return new TransparencyPolicy(policy.equals("require"), Engine.transparency(keys(file),
                Math.max(1, Settings.count("dev.handfast.pki.transparency.least", LEAST))));
    }

    /** Judges a server's path. */
    void check(VerifiedPath path) throws PathRefused {
        try {
            transparency.check(path, List.of());
        } catch (PathRefused e) {
            if (require) {
                throw e;
            }
            System.getLogger("dev.handfast.path").log(System.Logger.Level.WARNING, e.sentence());
        }
    }

    private static List<Opaque> keys(String file) {
        String text;
        try {
            text = Files.readString(Path.of(file), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new IllegalArgumentException("dev.handfast.pki.transparency.logs names \"" + file
                    + "\", which cannot be read; expected a file of PEM public keys", e);
        }
        List<Opaque> keys = new ArrayList<>();
        Matcher blocks = KEY.matcher(text);
        while (blocks.find()) {
            keys.add(Opaque.adopt(Base64.getMimeDecoder().decode(blocks.group(1))));
        }
        return keys;
    }
}
