package dev.handfast.handshake.server;

import dev.handfast.message.ext.KeyShareEntry;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.NamedGroup;

import java.util.List;

/** How a ClientHello is answered. */
sealed interface Decision {

    /** By TLS 1.3, with a key share the client has sent. */
    record Use13(CipherSuite suite, KeyShareEntry share) implements Decision {
    }

    /** By HelloRetryRequest, for a key share on another group. */
    record Retry(CipherSuite suite, NamedGroup group) implements Decision {
    }

    /** By TLS 1.2, with the first of the suites, all in common, that a key fits. */
    record Use12(List<CipherSuite> suites) implements Decision {
    }
}
