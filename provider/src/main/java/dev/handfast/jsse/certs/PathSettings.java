package dev.handfast.jsse.certs;

import dev.handfast.jsse.props.PathProperties;
import dev.handfast.jsse.props.TraceProperty;
import dev.handfast.tls.PkiRules;
import dev.handfast.tls.TraceKind;

import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a context asks of its peers' certificate paths, and what it prints: by the rules that it is given, else by
 * properties, as they stand when it is asked. Immutable.
 */
public final class PathSettings {

    /** Properties alone. */
    public static final PathSettings OF_PROPERTIES = new PathSettings(PkiRules.none(), null, null);

    private final PkiRules rules;
    private final @Nullable TransparencyPolicy transparency;
    private final @Nullable Set<TraceKind> traced;

    private PathSettings(PkiRules rules, @Nullable TransparencyPolicy transparency, @Nullable Set<TraceKind> traced) {
        this.rules = rules;
        this.transparency = transparency;
        this.traced = traced;
    }

    /**
     * Settings by rules, which prints what the property says.
     *
     * @throws IllegalArgumentException if the logs to believe cannot be read
     */
    public static PathSettings by(PkiRules rules) {
        return new PathSettings(rules, saysTransparency(rules) ? TransparencyPolicy.of(rules) : null, null);
    }

    /** The same that prints what others do. */
    public PathSettings tracingAs(PathSettings others) {
        return new PathSettings(rules, transparency, others.traced);
    }

    /** The same that prints these, whatever the property says. */
    public PathSettings tracing(TraceKind... kinds) {
        Set<TraceKind> set = EnumSet.noneOf(TraceKind.class);
        set.addAll(List.of(kinds));
        return new PathSettings(rules, transparency, set);
    }

    /** Whether a trust anchor's own constraints count. */
    public boolean anchorConstraints() {
        return rules.anchorConstraints() == null ? PathProperties.anchorConstraints() : rules.anchorConstraints();
    }

    /** Whether a common name may stand for a missing alternative name. */
    public boolean commonName() {
        return rules.commonName() == null ? PathProperties.commonName() : rules.commonName();
    }

    /** Whether a certificate that demands a staple is refused without one. */
    public boolean mustStaple() {
        return rules.mustStaple() == null ? PathProperties.mustStaple() : rules.mustStaple();
    }

    /** Whether verified signatures and paths are remembered. */
    public boolean remember() {
        return rules.remember() == null ? PathProperties.remember() : rules.remember();
    }

    /** The engine that remembers signatures or not, as the rules say. */
    public PathEngine engine(PathEngine given) {
        return rules.remember() == null ? given : given.remembering(rules.remember());
    }

    /** Which addresses may be asked for lists and responses, by the property of this name if the rules do not say. */
    public String allowedRevocationLocations(String name, String otherwise) {
        return rules.allowedRevocationLocations() != null ? rules.allowedRevocationLocations()
                : PathProperties.allowedLocations(name, otherwise);
    }

    /**
     * What is asked of servers' certificates by way of transparency; null for nothing.
     *
     * @param otherwise what counts if the rules do not say
     */
    public @Nullable TransparencyPolicy transparency(TransparencyPolicy otherwise) {
        return saysTransparency(rules) ? transparency : otherwise;
    }

    /**
     * Whether clients ask for timestamps.
     *
     * @param otherwise what counts if the rules do not say
     */
    public boolean asksForTimestamps(boolean otherwise) {
        return saysTransparency(rules) ? transparency != null : otherwise;
    }

    /** Whether something is printed. */
    public boolean traces(TraceKind kind) {
        return (traced != null ? traced : TraceProperty.kinds()).contains(kind);
    }

    private static boolean saysTransparency(PkiRules rules) {
        return rules.transparency() != null || rules.transparencyLogs() != null || rules.transparencyLeast() != null;
    }
}
