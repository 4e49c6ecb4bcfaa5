package dev.handfast.jsse.trust;

import dev.handfast.jsse.certs.PathEngine;
import dev.handfast.jsse.live.Follower;
import dev.handfast.jsse.live.Follower.State;
import dev.handfast.jsse.live.TrustBundle;
import dev.handfast.tls.HeldCertificate;
import dev.handfast.tls.LiveFiles;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Judges by the authorities of files that are followed, each state of which has a trust manager of its own, with what
 * was found valid under it. A judgement looks at the files if that is due; whom it names to peers comes from memory.
 */
public final class LiveTrustManager extends X509ExtendedTrustManager implements LiveFiles {

    private record Generation(long number, PkixTrustManager manager) {
    }

    private final Follower<TrustBundle> follower;
    private final PathEngine engine;
    private final AtomicReference<Generation> newest;

    LiveTrustManager(Follower<TrustBundle> follower, PathEngine engine) {
        this.follower = follower;
        this.engine = engine;
        newest = new AtomicReference<>(made(follower.current()));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        fresh().checkClientTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        fresh().checkServerTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        fresh().checkClientTrusted(chain, authType, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        fresh().checkServerTrusted(chain, authType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engineOf)
            throws CertificateException {
        fresh().checkClientTrusted(chain, authType, engineOf);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engineOf)
            throws CertificateException {
        fresh().checkServerTrusted(chain, authType, engineOf);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return of(follower.current()).getAcceptedIssuers();
    }

    /**
     * Whether the files have changed and were not read yet, so that it is not known who is trusted now. Reads no file:
     * for threads that must not block.
     */
    public boolean isInDoubt() {
        return follower.isInDoubt();
    }

    @Override
    public long generation() {
        return follower.current().generation();
    }

    @Override
    public long refresh() {
        return follower.refresh().generation();
    }

    @Override
    public List<HeldCertificate> held() {
        return follower.held();
    }

    @Override
    public Optional<String> problem() {
        return follower.problem();
    }

    private PkixTrustManager fresh() {
        return of(follower.fresh());
    }

    private PkixTrustManager of(State<TrustBundle> state) {
        Generation known = newest.get();
        if (known.number < state.generation()) {
            Generation made = made(state);
            known = newest.updateAndGet(before -> before.number < made.number ? made : before);
        }
        return known.manager;
    }

    private Generation made(State<TrustBundle> state) {
        TrustBundle bundle = state.content();
        Set<TrustAnchor> anchors = new LinkedHashSet<>();
        bundle.anchors().forEach(anchor -> anchors.add(new TrustAnchor(anchor, null)));
        return new Generation(state.generation(), new PkixTrustManager(new TrustSource(engine, anchors, null,
                anchor -> String.valueOf(bundle.places().get(anchor)))));
    }
}
