package dev.handfast.tls;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * How the certificates of a context's peers are judged, beside whom it trusts. Each rule is called as its property
 * {@code handfast.pki.<name>}, and what is not said here that property says, as it stands when a peer is judged.
 *
 * <p>The rules count for trust managers of Handfast's wherever they are given the connection, behind managers of an
 * application's own too; the rule about common names counts for all trust managers that leave the check of names to the
 * provider. They say nothing of this side's own certificates, nor of {@code CertPathValidator} and {@code
 * CertPathBuilder} outside of handshakes. Immutable.
 */
public final class PkiRules {

    private static final PkiRules NONE = new PkiRules();

    private @Nullable Boolean anchorConstraints;
    private @Nullable Boolean commonName;
    private @Nullable Boolean mustStaple;
    private @Nullable Boolean remember;
    private @Nullable String allowedRevocationLocations;
    private @Nullable Transparency transparency;
    private @Nullable Path transparencyLogs;
    private @Nullable Integer transparencyLeast;

    /** What is made of a server's certificate that logs have not promised to publish (RFC 6962). */
    public enum Transparency {
        /** Nothing is asked. */
        OFF,
        /** A warning is logged. */
        REPORT,
        /** It is refused. */
        REQUIRE
    }

    private PkiRules() {
    }

    private PkiRules changed(Consumer<PkiRules> change) {
        PkiRules copy = new PkiRules(this);
        change.accept(copy);
        return copy;
    }

    private PkiRules(PkiRules other) {
        anchorConstraints = other.anchorConstraints;
        commonName = other.commonName;
        mustStaple = other.mustStaple;
        remember = other.remember;
        allowedRevocationLocations = other.allowedRevocationLocations;
        transparency = other.transparency;
        transparencyLogs = other.transparencyLogs;
        transparencyLeast = other.transparencyLeast;
    }

    /**
     * Rules that say nothing, so that all properties count.
     *
     * @return what others are made of by the {@code with} methods
     */
    public static PkiRules none() {
        return NONE;
    }

    /**
     * Whether the limits that a trust anchor has in its own certificate count; by default they do.
     *
     * @return null if nothing is said
     */
    public @Nullable Boolean anchorConstraints() {
        return anchorConstraints;
    }

    /**
     * The same with the limits of trust anchors or without (RFC 5937).
     *
     * @param count whether they count
     * @return other rules
     */
    public PkiRules withAnchorConstraints(boolean count) {
        return changed(copy -> copy.anchorConstraints = count);
    }

    /**
     * Whether a common name counts where there is no alternative name; by default it does not.
     *
     * @return null if nothing is said
     */
    public @Nullable Boolean commonName() {
        return commonName;
    }

    /**
     * The same with common names as names of hosts or without (RFC 9525 section 2 advises against them).
     *
     * @param counts whether it counts where there is no alternative name
     * @return other rules
     */
    public PkiRules withCommonName(boolean counts) {
        return changed(copy -> copy.commonName = counts);
    }

    /**
     * Whether a certificate that demands a stapled response needs one; by default it does.
     *
     * @return null if nothing is said
     */
    public @Nullable Boolean mustStaple() {
        return mustStaple;
    }

    /**
     * The same with the demand of certificates for a stapled response or without (RFC 7633).
     *
     * @param counts whether it counts
     * @return other rules
     */
    public PkiRules withMustStaple(boolean counts) {
        return changed(copy -> copy.mustStaple = counts);
    }

    /**
     * Whether valid signatures and paths are remembered; by default they are.
     *
     * @return null if nothing is said
     */
    public @Nullable Boolean remember() {
        return remember;
    }

    /**
     * The same with memory of valid signatures and paths or without: then each handshake verifies all of them.
     *
     * @param wanted whether they are remembered
     * @return other rules
     */
    public PkiRules withRemember(boolean wanted) {
        return changed(copy -> copy.remember = wanted);
    }

    /**
     * Which addresses of lists and responders that certificates name may be fetched from; by default any.
     *
     * @return null if nothing is said
     */
    public @Nullable String allowedRevocationLocations() {
        return allowedRevocationLocations;
    }

    /**
     * The same with other addresses that may be fetched from.
     *
     * @param locations {@code any}, or URIs between blanks with a scheme and a host, in which a path that ends in a
     *        slash stands for all below it; empty for none; never null. {@code PATHS.md} has the details. A context
     *        refuses what is none of these
     * @return other rules
     */
    public PkiRules withAllowedRevocationLocations(String locations) {
        return changed(copy -> copy.allowedRevocationLocations = Objects.requireNonNull(locations, "no locations"));
    }

    /**
     * What certificate transparency is asked for; by default none.
     *
     * @return null if nothing is said
     */
    public @Nullable Transparency transparency() {
        return transparency;
    }

    /**
     * The same with another demand for certificate transparency. Other than for {@link Transparency#OFF} there must be
     * logs to believe, here or by the property, or a context refuses the rules.
     *
     * @param demand never null
     * @return other rules
     */
    public PkiRules withTransparency(Transparency demand) {
        return changed(copy -> copy.transparency = Objects.requireNonNull(demand, "no demand"));
    }

    /**
     * The file with the keys of the logs to believe.
     *
     * @return null if nothing is said
     */
    public @Nullable Path transparencyLogs() {
        return transparencyLogs;
    }

    /**
     * The same with other logs to believe.
     *
     * @param file PEM with a block {@code PUBLIC KEY} for each; read when a context is given the rules; never null
     * @return other rules
     */
    public PkiRules withTransparencyLogs(Path file) {
        return changed(copy -> copy.transparencyLogs = Objects.requireNonNull(file, "no file"));
    }

    /**
     * How many different logs must have promised; by default 2.
     *
     * @return null if nothing is said
     */
    public @Nullable Integer transparencyLeast() {
        return transparencyLeast;
    }

    /**
     * The same with another number of logs that must have promised.
     *
     * @param logs from 1 to 2147483647
     * @return other rules
     * @throws IllegalArgumentException if it is not positive
     */
    public PkiRules withTransparencyLeast(int logs) {
        SessionLimits.require("transparencyLeast", logs, 1, Integer.MAX_VALUE);
        return changed(copy -> copy.transparencyLeast = logs);
    }

    /** The rules that say something. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("PkiRules[");
        add(text, "anchorConstraints", anchorConstraints);
        add(text, "commonName", commonName);
        add(text, "mustStaple", mustStaple);
        add(text, "remember", remember);
        add(text, "allowedRevocationLocations", allowedRevocationLocations);
        add(text, "transparency", transparency);
        add(text, "transparencyLogs", transparencyLogs);
        add(text, "transparencyLeast", transparencyLeast);
        return text.append(']').toString();
    }

    private static void add(StringBuilder text, String name, @Nullable Object value) {
        if (value != null) {
            text.append(text.charAt(text.length() - 1) == '[' ? "" : ", ").append(name).append('=').append(value);
        }
    }
}
