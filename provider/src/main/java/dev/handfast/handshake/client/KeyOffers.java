package dev.handfast.handshake.client;

import dev.handfast.crypto.KeyExchange.Offer;
import dev.handfast.handshake.HandshakeConfig;
import dev.handfast.message.ext.KeyShareEntry;
import dev.handfast.message.ext.KeyShares;
import dev.handfast.spec.NamedGroup;
import dev.handfast.wire.Opaque;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The key shares a client has offered (RFC 9846 section 4.3.8), with their private parts, until one is picked. */
final class KeyOffers implements AutoCloseable {

    private final Map<NamedGroup, Offer> offers = new LinkedHashMap<>(4);

    /**
     * Shares for the preferred group and, if that is a hybrid, for the classical group inside it where that is enabled:
     * the same key pair serves both, and servers without the hybrid need no retry.
     */
    static KeyOffers preferred(HandshakeConfig settings) {
        KeyOffers all = new KeyOffers();
        try {
            Offer first = all.replace(settings, settings.algorithms().groups().get(0));
            NamedGroup inside = first.classicalGroup();
            if (inside != null && settings.algorithms().groups().contains(inside)) {
                all.offers.put(inside, first.classical());
            }
            return all;
        } catch (Throwable e) {
            all.close();
            throw e;
        }
    }

    /** Closes all for a share on another group. */
    Offer replace(HandshakeConfig settings, NamedGroup group) {
        close();
        Offer offer = settings.crypto().keyExchange(group).offer();
        offers.put(group, offer);
        return offer;
    }

    /** The key_share extension of these. */
    KeyShares shares() {
        List<KeyShareEntry> entries = new ArrayList<>(offers.size());
        for (Map.Entry<NamedGroup, Offer> each : offers.entrySet()) {
            entries.add(new KeyShareEntry(each.getKey(), Opaque.adopt(each.getValue().share())));
        }
        return new KeyShares(entries);
    }

    /** Whether a share for a group was offered. */
    boolean has(NamedGroup group) {
        return offers.containsKey(group);
    }

    /**
     * Takes the offer for a group out, to be closed by the caller, and closes all others.
     *
     * @throws IllegalArgumentException if none was offered
     */
    Offer take(NamedGroup group) {
        Offer taken = offers.remove(group);
        close();
        if (taken == null) {
            throw new IllegalArgumentException("no share for " + group + " was offered");
        }
        return taken;
    }

    @Override
    public void close() {
        for (Offer offer : offers.values()) {
            offer.close();
        }
        offers.clear();
    }
}
