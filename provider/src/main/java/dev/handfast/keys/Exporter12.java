package dev.handfast.keys;

import dev.handfast.crypto.Prf12;
import dev.handfast.crypto.Secret;
import dev.handfast.wire.WireWriter;

import org.jspecify.annotations.Nullable;

import java.util.Set;

/** The exporter of TLS 1.2 (RFC 5705 section 4). */
final class Exporter12 implements Exporter {

    /** RFC 5705 section 4: labels of the PRF's other uses must not be exported under. */
    private static final Set<String> OWN = Set.of("client finished", "server finished", "master secret",
            "extended master secret", "key expansion");
    private static final int MAX_CONTEXT = 0xffff;

    private final Prf12 prf;
    private final Secret master;
    private final byte[] randoms;

    /** Owns {@code master}; {@code randoms} are the client's and the server's. */
    Exporter12(Prf12 prf, Secret master, byte[] randoms) {
        this.prf = prf;
        this.master = master;
        this.randoms = randoms;
    }

    @Override
    public byte[] export(String label, byte @Nullable [] context, int length) {
        if (OWN.contains(label) || length < 1 || context != null && context.length > MAX_CONTEXT) {
            throw new IllegalArgumentException("cannot export " + length + " bytes under \"" + label + "\"");
        }
        WireWriter seed = new WireWriter().bytes(randoms);
        if (context != null) {
            seed.u16(context.length).bytes(context);
        }
        return prf.expand(master, label, seed.toBytes(), length);
    }

    @Override
    public void log(KeyLog log, String label, byte[] clientRandom) {
        // RFC 9850 section 2.2: TLS 1.2 logs the master secret alone
    }

    @Override
    public void close() {
        master.close();
    }
}
