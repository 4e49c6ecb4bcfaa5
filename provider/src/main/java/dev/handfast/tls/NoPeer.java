package dev.handfast.tls;

import java.security.cert.X509Certificate;
import java.util.List;

/** Nobody in particular: a side that has shown nothing. There is one, {@link PeerIdentity#none()}. */
public final class NoPeer implements PeerIdentity {

    static final NoPeer INSTANCE = new NoPeer();

    private NoPeer() {
    }

    @Override
    public List<X509Certificate> certificates() {
        return List.of();
    }

    @Override
    public String toString() {
        return "nobody";
    }
}
