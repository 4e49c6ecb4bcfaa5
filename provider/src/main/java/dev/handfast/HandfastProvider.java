package dev.handfast;

import java.security.Provider;

/** The security provider named {@code Handfast}. */
public final class HandfastProvider extends Provider {

    private static final long serialVersionUID = 1L;

    /** The provider's name, for {@code getInstance(..., NAME)}. */
    public static final String NAME = "Handfast";

    /** A provider with all of its services; it reads no configuration until a service is asked for. */
    public HandfastProvider() {
        super(NAME, "0.1", "Handfast: TLS 1.3 and TLS 1.2 in pure Java");
        dev.handfast.jsse.pkix.PkixServices.register(this);
    }
}
