package dev.handfast.handshake;

import dev.handfast.handshake.HandshakeConfig.Compatibility;
import dev.handfast.handshake.HandshakeConfig.Dhe;
import dev.handfast.handshake.HandshakeConfig.Extensions;
import dev.handfast.handshake.HandshakeConfig.Names;
import dev.handfast.handshake.HandshakeConfig.ServerNames;
import dev.handfast.handshake.HandshakeConfig.Sizes;

import org.jspecify.annotations.Nullable;

/**
 * Parts of configurations that nearly all connections of one context and role have alike: they share one object, the
 * last that was made. Thread-safe.
 */
public final class SharedParts {

    private final Last<Names> names = new Last<>();
    private final Last<Dhe> dhe = new Last<>();
    private final Last<Extensions> extensions = new Last<>();
    private final Last<Compatibility> compatibility = new Last<>();
    private final Last<Sizes> sizes = new Last<>();

    /** Of those that serve every name, ask for none and let nobody choose protocols. */
    Names of(Names made) {
        boolean isPlain = made.serverName() == null && made.serverNames() == ServerNames.ANY
                && made.applicationProtocolSelector() == null;
        return isPlain ? names.of(made) : made;
    }

    /** Of servers: a client's rule is of its own constraints. */
    Dhe of(Dhe made) {
        return dhe.of(made);
    }

    Extensions of(Extensions made) {
        return extensions.of(made);
    }

    Compatibility of(Compatibility made) {
        return compatibility.of(made);
    }

    Sizes of(Sizes made) {
        return sizes.of(made);
    }

    private static final class Last<T> {

        private volatile @Nullable T last;

        T of(T made) {
            T known = last;
            // The first is not compared: a record's equality is linked from method handles at its first use.
            if (known == null || !made.equals(known)) {
                last = made;
                return made;
            }
            return known;
        }
    }
}
