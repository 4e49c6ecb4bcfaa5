package dev.handfast.jsse.props;

import dev.handfast.tls.TraceKind;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** {@code handfast.debug.trace}: what is printed where a context is told nothing. */
public final class TraceProperty {

    private static final String NAME = "handfast.debug.trace";

    private TraceProperty() {
    }

    /** What is asked for now; a name that means nothing is told once. */
    public static Set<TraceKind> kinds() {
        List<String> asked = PropertyReader.list(NAME);
        if (asked == null) {
            return Set.of();
        }
        Set<TraceKind> kinds = EnumSet.noneOf(TraceKind.class);
        for (String name : asked) {
            switch (name.toLowerCase(Locale.ROOT)) {
                case "handshake" -> kinds.add(TraceKind.HANDSHAKE);
                case "path" -> kinds.add(TraceKind.PATH);
                default ->
                    WarnOnce.once("property " + NAME + ": \"" + name + "\" is unknown and has no effect; known are"
                            + " handshake and path");
            }
        }
        return kinds;
    }
}
