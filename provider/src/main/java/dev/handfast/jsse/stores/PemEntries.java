package dev.handfast.jsse.stores;

import dev.handfast.crypto.jca.JcaCertificates;
import dev.handfast.crypto.jca.PrivateKeys;
import dev.handfast.pem.PemBlock;
import dev.handfast.pem.PemFile;
import dev.handfast.wire.Printable;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.security.auth.x500.X500Principal;

/**
 * What a file of PEM holds: each private key with the chain of its certificate, in whatever order the file has them;
 * then, each on its own, the certificates that are in no chain.
 */
final class PemEntries {

    /**
     * An identity, or a certificate on its own.
     *
     * @param key null for a certificate on its own
     * @param chain the key's certificate first; not empty
     */
    record Entry(@Nullable PemKey key, List<X509Certificate> chain) {
    }

    /** Blocks in one file: ten times as many as the largest bundles of authorities have. */
    private static final int MAX_BLOCKS = 10_000;
    private static final String TRUSTED = "TRUSTED CERTIFICATE";
    private static final Set<String> CERTIFICATES = Set.of("CERTIFICATE", "X509 CERTIFICATE");
    private static final Pattern COMMON_NAME = Pattern.compile("(?:^|[,+])CN=((?:[^,+\\\\]|\\\\.)+)");

    private final Map<X509Certificate, String> certificates = new LinkedHashMap<>();
    private final List<PemKey> keys = new ArrayList<>();
    private final Set<String> others = new TreeSet<>();
    private final Set<X509Certificate> taken = new HashSet<>();
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private PemEntries() {
    }

    /**
     * The entries of a file by their aliases, which are lower case; not empty.
     *
     * @param password opens encrypted keys, to find the certificates they belong to. Where it does not, or is null, the
     *        only key of a file is taken to belong to its first certificate
     * @throws IOException if a block cannot be read, a key has no certificate, or there is nothing; the message names
     *         the line
     */
    static Map<String, Entry> read(byte[] file, char @Nullable [] password) throws IOException {
        PemEntries made = new PemEntries();
        for (PemBlock block : PemFile.read(file, MAX_BLOCKS)) {
            made.add(block);
        }
        made.join(password);
        if (made.entries.isEmpty()) {
            throw new IOException("it holds neither a certificate nor a private key in PEM"
                    + (made.others.isEmpty() ? "" : ", only " + Printable.list(made.others)));
        }
        return made.entries;
    }

    /** The alias for a certificate that nobody has named: its common name. */
    static String nameOf(X509Certificate certificate) {
        Matcher found = COMMON_NAME.matcher(certificate.getSubjectX500Principal().getName(X500Principal.RFC2253));
        return found.find() ? Printable.text(found.group(1)).toLowerCase(Locale.ROOT) : "certificate";
    }

    private void add(PemBlock block) throws IOException {
        PemKey key = PemKey.of(block);
        if (key != null) {
            keys.add(key);
        } else if (CERTIFICATES.contains(block.label())) {
            try {
                X509Certificate certificate = JcaCertificates.certificate(block.content());
                certificates.putIfAbsent(certificate, block.name() == null ? nameOf(certificate) : block.name());
            } catch (CertificateException e) {
                throw new IOException("the " + block + " cannot be read: " + Printable.of(e), e);
            }
        } else if (block.label().equals(TRUSTED)) {
            // It may also say what a certificate is not trusted for, which nobody here would heed.
            throw new IOException("the " + block + " is in a form of OpenSSL's that says what it is trusted for; write"
                    + " it as a plain one with openssl x509");
        } else {
            others.add(block.label());
        }
    }

    private void join(char @Nullable [] password) throws IOException {
        for (PemKey key : keys) {
            List<X509Certificate> chain = chain(certificateOf(key, password));
            taken.addAll(chain);
            put(chain.get(0), new Entry(key, chain));
        }
        for (X509Certificate certificate : certificates.keySet()) {
            if (!taken.contains(certificate)) {
                put(certificate, new Entry(null, List.of(certificate)));
            }
        }
    }

    private void put(X509Certificate named, Entry entry) {
        String name = certificates.get(named).toLowerCase(Locale.ROOT);
        String alias = name;
        for (int i = 2; entries.containsKey(alias); i++) {
            alias = name + '-' + i;
        }
        entries.put(alias, entry);
    }

    /** The first certificate of a key, or the first that is not another key's too. */
    private X509Certificate certificateOf(PemKey key, char @Nullable [] password) throws IOException {
        try {
            PrivateKey opened = key.open(password);
            X509Certificate found = null;
            for (X509Certificate certificate : certificates.keySet()) {
                boolean isBetter = found == null || taken.contains(found) && !taken.contains(certificate);
                if (isBetter && PrivateKeys.belongTogether(opened, certificate.getPublicKey())) {
                    found = certificate;
                }
            }
            if (found != null) {
                return found;
            }
        } catch (UnrecoverableKeyException e) {
            if (key.isEncrypted() && keys.size() == 1 && !certificates.isEmpty()) {
                return certificates.keySet().iterator().next();
            }
            throw new IOException(e.getMessage(), e);
        } catch (GeneralSecurityException e) {
            throw new IOException("the " + key + " cannot be used: " + e.getMessage(), e);
        }
        throw new IOException("the " + key + " belongs to none of the " + certificates.size()
                + " certificates in the file");
    }

    /** From a certificate up to the last whose issuer is in the file too; a root that is there is part of it. */
    private List<X509Certificate> chain(X509Certificate target) {
        List<X509Certificate> chain = new ArrayList<>(List.of(target));
        X509Certificate last = target;
        while (last != null) {
            X509Certificate next = null;
            for (X509Certificate candidate : certificates.keySet()) {
                if (next == null && !chain.contains(candidate) && issued(candidate, last)) {
                    next = candidate;
                }
            }
            if (next != null) {
                chain.add(next);
            }
            last = next;
        }
        return List.copyOf(chain);
    }

    private static boolean issued(X509Certificate issuer, X509Certificate certificate) {
        if (!issuer.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
            return false;
        }
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException another) {
            return false;
        }
    }
}
