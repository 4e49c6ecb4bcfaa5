package dev.handfast.jsse.keys;

import dev.handfast.async.Eventual;
import dev.handfast.auth.PeerVerifier;
import dev.handfast.crypto.jca.JcaCertificates;
import dev.handfast.jsse.config.EngineOrSocket;
import dev.handfast.session.SessionState;
import dev.handfast.spec.Fault;
import dev.handfast.spec.TlsFault;
import dev.handfast.tls.AsyncTrustManager;
import dev.handfast.tls.CertificatePeer;
import dev.handfast.wire.Printable;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateRevokedException;
import java.security.cert.PKIXReason;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import javax.net.ssl.X509ExtendedTrustManager;

/** Asks a trust manager about the peer, and names the fault by what it threw (RFC 9846 sections 4.5.1.3 and 6.2). */
public final class TrustManagerVerifier implements PeerVerifier {

    /** Causes looked through; a chain of causes has a handful. */
    private static final int MAX_CAUSES = 16;

    private static final List<String> BROKEN_HASHES = List.of("MD2WITH", "MD5WITH", "SHA1WITH");

    private final X509ExtendedTrustManager manager;
    private final EngineOrSocket party;
    private final boolean client;
    private final Consumer<SessionState> publish;

    /**
     * @param client whether this side is the client, so that the peer is a server
     * @param publish shows the handshake session what is known, before the manager is asked
     */
    public TrustManagerVerifier(X509ExtendedTrustManager manager, EngineOrSocket party, boolean client,
            Consumer<SessionState> publish) {
        this.manager = manager;
        this.party = party;
        this.client = client;
        this.publish = publish;
    }

    @Override
    public void verify(CertificatePeer peer, String keyExchange, SessionState soFar) throws TlsFault {
        publish.accept(soFar);
        X509Certificate[] certificates = peer.certificates().toArray(new X509Certificate[0]);
        try {
            if (client) {
                party.checkServer(manager, certificates, keyExchange);
            } else {
                party.checkClient(manager, certificates, keyExchange);
            }
        } catch (CertificateException e) {
            throw refusal(e, peer, soFar);
        }
    }

    @Override
    public Eventual<Void> beginToVerify(CertificatePeer peer, String keyExchange, SessionState soFar) throws TlsFault {
        AsyncTrustManager later = TrustManagerWrapper.answeringLater(manager);
        if (later == null) {
            verify(peer, keyExchange, soFar);
            return Eventual.done();
        }
        publish.accept(soFar);
        EngineOrSocket.View view = party.view();
        CompletionStage<?> stage = client
                ? later.judgeServer(peer.certificates(), keyExchange, view.handshakeSession())
                : later.judgeClient(peer.certificates(), keyExchange, view.handshakeSession());
        if (stage == null) {
            throw new TlsFault(Fault.INTERNAL, named(later) + " answered with null in place of a stage");
        }
        return Eventual.later(stage, (trusted, failure) -> {
            if (trusted != null) {
                throw new TlsFault(Fault.INTERNAL, named(later) + " completed its stage with a value, which means"
                        + " nothing: a peer is refused by a CertificateException");
            }
            judged(later, failure, peer, soFar, view);
            return Eventual.done();
        });
    }

    private void judged(AsyncTrustManager later, Throwable failure, CertificatePeer peer, SessionState soFar,
            EngineOrSocket.View view) throws TlsFault {
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause()
                : failure;
        if (cause != null && !(cause instanceof CertificateException)) {
            throw new TlsFault(Fault.INTERNAL, named(later) + " failed: " + Printable.of(cause), cause);
        }
        try {
            if (cause instanceof CertificateException refused) {
                throw refused;
            }
            if (manager instanceof TrustManagerWrapper wrapper) {
                wrapper.checkBesides(peer.certificates().toArray(new X509Certificate[0]), view, client);
            }
        } catch (CertificateException e) {
            throw refusal(e, peer, soFar);
        }
    }

    private static String named(AsyncTrustManager later) {
        return "the trust manager " + later.getClass().getName();
    }

    private static TlsFault refusal(CertificateException e, CertificatePeer peer, SessionState soFar) {
        boolean stapled = !soFar.statusResponses().isEmpty();
        return new TlsFault(faultOf(e, stapled, peer), e.getMessage() + "; the certificate is of "
                + JcaCertificates.named(peer.own().getSubjectX500Principal()), e);
    }

    /** @param stapled whether the peer stapled a response, which is then what did not tell the status */
    private static Fault faultOf(CertificateException thrown, boolean stapled, CertificatePeer peer) {
        Throwable cause = thrown;
        for (int i = 0; cause != null && i < MAX_CAUSES; i++, cause = cause.getCause()) {
            Fault fault = faultOfOne(cause, stapled, peer);
            if (fault != null) {
                return fault;
            }
        }
        return Fault.CERTIFICATE_REJECTED;
    }

    private static Fault faultOfOne(Throwable cause, boolean stapled, CertificatePeer peer) {
        if (cause instanceof CertificateExpiredException || cause instanceof CertificateNotYetValidException) {
            return Fault.CERTIFICATE_EXPIRED;
        }
        if (cause instanceof CertificateRevokedException) {
            return Fault.CERTIFICATE_REVOKED;
        }
        if (cause instanceof CertPathBuilderException && cause.getCause() == null) {
            return Fault.CERTIFICATE_UNTRUSTED;
        }
        if (cause instanceof CertPathValidatorException path) {
            return faultOf(path.getReason(), stapled, peer);
        }
        return null;
    }

    private static Fault faultOf(CertPathValidatorException.Reason reason, boolean stapled, CertificatePeer peer) {
        if (reason == BasicReason.EXPIRED || reason == BasicReason.NOT_YET_VALID) {
            return Fault.CERTIFICATE_EXPIRED;
        }
        if (reason == BasicReason.REVOKED) {
            return Fault.CERTIFICATE_REVOKED;
        }
        if (reason == BasicReason.UNDETERMINED_REVOCATION_STATUS) {
            return stapled ? Fault.CERTIFICATE_STATUS_BAD : null;
        }
        if (reason == BasicReason.INVALID_SIGNATURE) {
            return Fault.CERTIFICATE_SIGNATURE_BAD;
        }
        if (reason == BasicReason.ALGORITHM_CONSTRAINED) {
            return usesBrokenHash(peer) ? Fault.CERTIFICATE_SIGNATURE_BAD : Fault.CERTIFICATE_ALGORITHM_REFUSED;
        }
        return reason == PKIXReason.NO_TRUST_ANCHOR ? Fault.CERTIFICATE_UNTRUSTED : null;
    }

    /**
     * Whether one of the certificates would have to be verified with a broken hash: RFC 9846 section 4.5.1.3 demands
     * bad_certificate for MD5, and recommends it for SHA-1. What signs itself behind the first is not verified.
     */
    private static boolean usesBrokenHash(CertificatePeer peer) {
        for (X509Certificate certificate : peer.certificates()) {
            boolean counts = certificate == peer.own() || !JcaCertificates.isSelfIssued(certificate);
            String signature = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
            for (String broken : BROKEN_HASHES) {
                if (counts && signature.startsWith(broken)) {
                    return true;
                }
            }
        }
        return false;
    }
}
