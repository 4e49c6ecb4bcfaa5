package dev.handfast.jsse.certs;

import dev.handfast.crypto.jca.JcaCertificates;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.CertReader;
import dev.handfast.pki.path.CacheKind;
import dev.handfast.pki.path.CacheShare;
import dev.handfast.pki.path.LruCache;
import dev.handfast.pki.path.SharedCaches;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** JCA's certificates as ours and back, for one judgement. */
public final class CertificateConverter {

    /** Those that were trusted: anchors, and what came with accepted paths. */
    private static final CacheKind<Key, Cert> PARSED = new CacheKind<>(CacheShare.CERTIFICATES,
            (key, cert) -> cert.weight());

    /** The class of the platform's certificates. */
    private static final String PLATFORM = "sun.security.x509.X509CertImpl";

    /**
     * A certificate by the object where it is the platform's, which is immutable and compares by content; else by its
     * encoding.
     */
    private record Key(@Nullable X509Certificate platform, @Nullable Opaque encoded) implements Comparable<Key> {

        @Override
        public int compareTo(Key other) {
            return bytes().compareTo(other.bytes());
        }

        // Written out: a record's own are linked from method handles at their first use.

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key that && Objects.equals(platform, that.platform)
                    && Objects.equals(encoded, that.encoded);
        }

        @Override
        public int hashCode() {
            return 31 * Objects.hashCode(platform) + Objects.hashCode(encoded);
        }

        private Opaque bytes() {
            try {
                return encoded != null ? encoded
                        : platform != null ? Opaque.adopt(platform.getEncoded()) : Opaque.EMPTY;
            } catch (CertificateEncodingException e) {
                throw new IllegalStateException("a certificate of the platform has no encoding", e);
            }
        }
    }

    private final LruCache<Key, Cert> parsed;
    private final @Nullable CertificateConverter trusted;
    private final Map<Cert, X509Certificate> originals = new ConcurrentHashMap<>();

    /** Knows no certificate yet but those in caches. */
    public CertificateConverter(SharedCaches caches) {
        this.parsed = caches.get(PARSED);
        this.trusted = null;
    }

    /** Knows also what another knows. */
    public CertificateConverter(CertificateConverter trusted) {
        this.parsed = trusted.parsed;
        this.trusted = trusted;
    }

    /**
     * Whether a certificate is of the platform's own class, so that {@code equals} can be believed and the object will
     * not change. Another class may say of itself what it likes.
     */
    public static boolean isPlatform(X509Certificate certificate) {
        Class<?> type = certificate.getClass();
        return type.getClassLoader() == null && type.getName().equals(PLATFORM);
    }

    /** Our form of a certificate, from no cache. */
    public static Cert parse(X509Certificate original) throws MalformedInput, CertificateException {
        // Whoever made a certificate of another class might keep the array that it gives.
        return CertReader.survey(isPlatform(original) ? original.getEncoded() : original.getEncoded().clone());
    }

    /** Our form of a certificate. */
    public Cert read(X509Certificate original) throws MalformedInput, CertificateException {
        if (isPlatform(original)) {
            Cert cert = parsed.get(new Key(original, null));
            return cert != null ? cert : CertReader.survey(original.getEncoded());
        }
        // Whoever made a certificate of another class might keep the array that it gives.
        byte[] encoded = original.getEncoded().clone();
        Cert cert = parsed.get(new Key(null, Opaque.adopt(encoded)));
        return cert != null ? cert : CertReader.survey(encoded);
    }

    /** Our form of a trust anchor, which is remembered. */
    public Cert anchor(X509Certificate original) throws MalformedInput, CertificateException {
        Cert cert = read(original);
        remember(original, cert, PathSettings.OF_PROPERTIES);
        return cert;
    }

    /** Remembers certificates that came with an accepted path, beyond this judgement, if the settings say so. */
    public void remember(Collection<Cert> accepted, PathSettings settings) {
        for (Cert cert : accepted) {
            X509Certificate original = originals.get(cert);
            if (original != null) {
                remember(original, cert, settings);
            }
        }
    }

    private void remember(X509Certificate original, Cert cert, PathSettings settings) {
        Key key = isPlatform(original) ? new Key(original, null) : new Key(null, cert.encoded());
        if (settings.remember() && parsed.get(key) == null) {
            parsed.put(key, cert);
        }
    }

    /** Our form of a certificate, which is remembered as its original. */
    public Cert of(X509Certificate original) throws MalformedInput, CertificateException {
        Cert cert = read(original);
        originals.putIfAbsent(cert, original);
        return cert;
    }

    /** Remembers the original of a certificate; does nothing where there is no certificate. */
    public void note(@Nullable Cert cert, X509Certificate original) {
        if (cert != null) {
            originals.putIfAbsent(cert, original);
        }
    }

    /** JCA's form of a certificate: the object it came from, else a new one. */
    public X509Certificate original(Cert cert) throws CertificateException {
        X509Certificate original = originals.get(cert);
        if (original == null && trusted != null) {
            original = trusted.originals.get(cert);
        }
        if (original == null) {
            original = JcaCertificates.certificate(cert.encoded().toBytes());
            originals.put(cert, original);
        }
        return original;
    }
}
