package dev.handfast.bench;

import java.security.GeneralSecurityException;

/** One TLS implementation that the benchmarks can drive. */
public interface Rival {

    /** The name on the command line and in tables. */
    String name();

    /**
     * Engines for a plan. May set JVM-wide properties and providers, so call it first in a JVM of its own.
     *
     * @throws Unavailable if this rival cannot be had here, or refuses the plan outright
     */
    Engines open(Plan plan, Credentials credentials) throws Unavailable, GeneralSecurityException;

    /** The version of the implementation, for the record; never null. */
    String version();
}
