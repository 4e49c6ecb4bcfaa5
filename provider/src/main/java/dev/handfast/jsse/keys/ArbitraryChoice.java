package dev.handfast.jsse.keys;

import dev.handfast.wire.SafeLog;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Says once, for one key manager and so for its context, that several keys would have served alike. */
final class ArbitraryChoice {

    /** Aliases shown; stores with thousands exist. */
    private static final int SHOWN = 8;

    private final String rule;
    private final AtomicBoolean said = new AtomicBoolean();

    /** @param rule which of several is shown */
    private ArbitraryChoice(String rule) {
        this.rule = rule;
    }

    /** Where the order of the key stores decides. */
    static ArbitraryChoice byStores() {
        return new ArbitraryChoice("the first in the order of the key stores");
    }

    /** Where {@link SimpleKeyManager}'s order does. */
    static ArbitraryChoice byHashes() {
        return new ArbitraryChoice("the first by the hashes of the aliases, as in SunJSSE");
    }

    /** Notes the keys that serve a peer alike, of which the first is shown. */
    void note(String keyType, List<String> alike) {
        if (alike.size() > 1 && said.compareAndSet(false, true)) {
            SafeLog.of(ArbitraryChoice.class).log(Level.INFO,
                    alike.size() + " keys of type " + keyType + " serve a peer alike, with the aliases "
                            + alike.subList(0, Math.min(SHOWN, alike.size()))
                            + (alike.size() > SHOWN ? " and others" : "")
                            + "; "
                            + alike.get(0) + " is shown: " + rule
                            + ". Leave one key of a type and name in the key store, or give"
                            + " SSLContext.init an X509ExtendedKeyManager that chooses. This is said once");
        }
    }
}
