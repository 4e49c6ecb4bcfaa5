package dev.handfast.jsse.context;

import dev.handfast.crypto.CryptoProvider;
import dev.handfast.crypto.Hash;
import dev.handfast.handshake.HandshakeConfig.ClientAuthentication;
import dev.handfast.jsse.config.ConfigurationValues;
import dev.handfast.spec.HashAlgorithm;
import dev.handfast.wire.Bytes;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireWriter;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import javax.net.ssl.X509TrustManager;

/**
 * The identity of a context as a server, to which its sessions are bound: a digest of what judges clients and of the
 * application's label. It is the same on all nodes of a fleet that are configured alike. Two trust managers of one
 * class and with the same authorities may still judge differently; so the trust manager is asked about resumed clients
 * again ({@link dev.handfast.handshake.ResumedClient}). Thread-safe.
 */
final class ContextIdentity {

    private static final String FORMAT = "handfast context identity 1";

    private final CryptoProvider crypto;
    private final String kind;
    private volatile Trust trust;
    private volatile Known known;

    /** What a trust manager accepts, and the digest of that. */
    private record Trust(X509Certificate[] issuers, byte[] digest) {
    }

    /** The identity that was asked for last: connections of a context mostly have the same. */
    private record Known(ClientAuthentication mode, byte[] digest, String identification, String label,
            Opaque identity) {
    }

    /** @param manager as the application gave it; null for none, which trusts nobody */
    ContextIdentity(CryptoProvider crypto, X509TrustManager manager) {
        this.crypto = crypto;
        this.kind = manager == null ? "none" : kindOf(manager.getClass(), manager);
    }

    /**
     * The identity for a connection with this configuration.
     *
     * @param issuers whom the trust manager accepts now; not looked at if clients are not asked for certificates
     * @param label the application's; empty for none
     */
    Opaque identity(ConfigurationValues values, X509Certificate[] issuers, String label) {
        ClientAuthentication mode = values.authentication().clientAuthentication();
        // Where nobody judges anybody, nodes whose trust stores differ share sessions.
        boolean judges = mode != ClientAuthentication.NONE;
        String identification = judges && values.authentication().identifies()
                ? values.authentication().identification() : "";
        byte[] digest = judges ? digest(issuers) : Bytes.NONE;
        Known last = known;
        if (last != null && last.mode == mode && last.digest == digest && last.identification.equals(identification)
                && last.label.equals(label)) {
            return last.identity;
        }
        WireWriter out = new WireWriter(200);
        add(out, FORMAT);
        add(out, label);
        add(out, mode.name());
        if (judges) {
            add(out, identification);
            add(out, kind);
            out.bytes(digest);
        }
        Opaque identity = Opaque.adopt(hash(out.toBytes()));
        known = new Known(mode, digest, identification, label, identity);
        return identity;
    }

    /** The digest of a set of certificates; kept as long as the trust manager accepts the same. */
    private byte[] digest(X509Certificate[] issuers) {
        Trust last = trust;
        if (last != null && Arrays.equals(last.issuers, issuers)) {
            return last.digest;
        }
        List<byte[]> all = new ArrayList<>();
        for (X509Certificate issuer : issuers) {
            all.add(hash(encoded(issuer)));
        }
        all.sort(Arrays::compareUnsigned);
        Hash hash = crypto.hash(HashAlgorithm.SHA256);
        byte[] before = Bytes.NONE;
        for (byte[] one : all) {
            if (!Arrays.equals(one, before)) {
                hash.update(one);
            }
            before = one;
        }
        // A copy: a trust manager may give its own array, and change it.
        Trust made = new Trust(issuers.clone(), hash.snapshot());
        trust = made;
        return made.digest;
    }

    /** One that cannot be encoded is like no other: sessions stay with this context. */
    private byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            byte[] unique = new byte[32];
            crypto.random().nextBytes(unique);
            return unique;
        }
    }

    private byte[] hash(byte[] bytes) {
        Hash hash = crypto.hash(HashAlgorithm.SHA256);
        hash.update(bytes);
        return hash.snapshot();
    }

    private static void add(WireWriter out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.u32(bytes.length).bytes(bytes);
    }

    /** A class's name in any process: those that are made at run time have numbers or addresses in theirs. */
    private static String kindOf(Class<?> type, Object manager) {
        if (Proxy.isProxyClass(type)) {
            return "proxy of " + kindOf(Proxy.getInvocationHandler(manager).getClass(), null);
        }
        String name = type.getName();
        int address = name.indexOf('/');
        return address < 0 ? name : name.substring(0, address);
    }
}
