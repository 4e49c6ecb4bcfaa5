package dev.handfast.jsse.certs;

import java.lang.System.Logger.Level;
import dev.handfast.wire.SafeLog;
import dev.handfast.jsse.props.PathProperties;
import dev.handfast.jsse.props.WarnOnce;
import dev.handfast.jsse.stores.FileFault;
import dev.handfast.pki.cert.OcspReader;
import dev.handfast.pki.cert.Sct;
import dev.handfast.pki.path.PathRefused;
import dev.handfast.pki.path.Transparency;
import dev.handfast.pki.path.VerifiedPath;
import dev.handfast.tls.PkiRules;
import dev.handfast.wire.Bytes;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.Printable;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Certificate transparency as properties ask for it, or a context's rules. {@code handfast.pki.transparency} is {@code
 * off} (default), {@code report} (a warning is logged) or {@code require}; {@code handfast.pki.transparency.logs} names
 * a file with the keys of the logs to believe, as PEM blocks {@code PUBLIC KEY};
 * {@code handfast.pki.transparency.least} says how many different logs must have signed, 2 unless told otherwise.
 */
public final class TransparencyPolicy {

    private static final SafeLog LOG = SafeLog.of("dev.handfast.path");

    private static final Pattern KEY = Pattern.compile("-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]+)"
            + "-----END PUBLIC KEY-----");
    private static final String OFF = "off";
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
    public static @Nullable TransparencyPolicy current() {
        return of(PkiRules.none());
    }

    /**
     * The policy by rules, and by the properties as they stand now for what these do not say; null for none.
     *
     * @throws IllegalArgumentException if the policy is none of the three, or its file cannot be read
     */
    static @Nullable TransparencyPolicy of(PkiRules rules) {
        String policy = rules.transparency() == null ? policy() : rules.transparency().name().toLowerCase(Locale.ROOT);
        if (policy.equals(OFF)) {
            return null;
        }
        if (!policy.equals("report") && !policy.equals("require")) {
            throw new IllegalArgumentException(WarnOnce.named("handfast.pki.transparency", policy)
                    + "; expected off, report or require");
        }
        String file = rules.transparencyLogs() == null ? PathProperties.transparencyLogs()
                : rules.transparencyLogs().toString();
        int least = rules.transparencyLeast() == null ? PathProperties.transparencyLeast() : rules.transparencyLeast();
        return new TransparencyPolicy(policy.equals("require"),
                PathEngine.transparency(keys(file), Math.max(1, least)));
    }

    /** Whether there is a policy now, so that timestamps are worth asking servers for (RFC 6962 section 3.3.1). */
    public static boolean isOn() {
        return !policy().equals(OFF);
    }

    /** Judges a server's path, by the timestamps in its certificate and those that came with it. */
    public void check(VerifiedPath path, SentProofs proofs) throws PathRefused {
        try {
            transparency.check(path, delivered(proofs));
        } catch (PathRefused e) {
            if (require) {
                throw e;
            }
            LOG.log(Level.WARNING, e.sentence());
        }
    }

    /** What came by TLS and by a stapled response; what cannot be read counts as nothing (RFC 6962 section 3.3). */
    private static List<Sct> delivered(SentProofs proofs) {
        List<Sct> delivered = new ArrayList<>();
        try {
            if (proofs.timestamps().length > 0) {
                delivered.addAll(Sct.readAll(proofs.timestamps()));
            }
        } catch (MalformedInput e) {
            LOG.log(Level.DEBUG, "timestamps that came by TLS cannot be read", e);
        }
        byte[] staple = proofs.staples().isEmpty() ? Bytes.NONE : proofs.staples().get(0);
        try {
            if (staple.length > 0) {
                delivered.addAll(Sct.stapled(OcspReader.read(staple)));
            }
        } catch (MalformedInput e) {
            LOG.log(Level.DEBUG, "timestamps that came by OCSP cannot be read", e);
        }
        return delivered;
    }

    private static String policy() {
        return PathProperties.transparency(OFF).toLowerCase(Locale.ROOT);
    }

    private static List<Opaque> keys(String file) {
        String text;
        String wrong = file.isEmpty() ? "it is not set" : null;
        try {
            wrong = wrong != null ? wrong : FileFault.of(Path.of(file));
            if (wrong != null) {
                throw new IOException(wrong);
            }
            text = Files.readString(Path.of(file), StandardCharsets.US_ASCII);
        } catch (IOException | InvalidPathException e) {
            throw new IllegalArgumentException("handfast.pki.transparency.logs names \"" + Printable.text(file)
                    + "\", which cannot be read (" + Printable.of(e) + "); expected a file of PEM public keys", e);
        }
        List<Opaque> keys = new ArrayList<>();
        Matcher blocks = KEY.matcher(text);
        while (blocks.find()) {
            keys.add(Opaque.adopt(Base64.getMimeDecoder().decode(blocks.group(1))));
        }
        return keys;
    }
}
