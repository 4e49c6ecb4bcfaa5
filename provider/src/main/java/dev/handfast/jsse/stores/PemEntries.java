package dev.handfast.jsse.stores;

import dev.handfast.crypto.jca.JcaCertificates;
import dev.handfast.crypto.jca.PrivateKeys;
import dev.handfast.pem.PemBlock;
import dev.handfast.pem.PemFile;
import dev.handfast.pki.cert.Name;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.Printable;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a file of PEM holds: each private key with the chain of its certificate, in the order of TLS (RFC 5246
 * section 7.4.2), in whatever order the file has them;
 * then, each on its own, the certificates that are in no chain.
 */
final class PemEntries {

    /**
     * An identity, or a certificate on its own.
     *
     * @param key null for a certificate on its own
     * @param chain the key's certificate first; not empty
     */
    record Entry(@Nullable EntryKey key, List<X509Certificate> chain) {
    }

    /** A certificate in the file, and whether it is in a chain. */
    private static final class Found {

        final X509Certificate certificate;
        final String name;
        boolean isTaken;

        Found(X509Certificate certificate, String name) {
            this.certificate = certificate;
            this.name = name;
        }
    }

    /** Blocks in one file: ten times as many as the largest bundles of authorities have. */
    static final int MAX_BLOCKS = 10_000;
    /** The longest chain: more than anybody sends. */
    private static final int MAX_CHAIN = 16;
    /**
     * Signatures that are made and verified to find out what belongs together, some seconds' work: in a file of 200
     * identities, in whatever order, each key is tried with each certificate.
     */
    private static final int MAX_TRIALS = 20_000;
    private static final String TRUSTED = "TRUSTED CERTIFICATE";
    private static final Set<String> CERTIFICATES = Set.of("CERTIFICATE", "X509 CERTIFICATE");

    private final List<Found> certificates = new ArrayList<>();
    private final Set<Opaque> encodings = new TreeSet<>();
    private final List<PemKey> keys = new ArrayList<>();
    private final Set<String> others = new TreeSet<>();
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    /** How often a name was there already, by name. */
    private final Map<String, Integer> lastNumbers = new HashMap<>();
    private int trials;

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
                    + (made.others.isEmpty() ? "" : ", only " + Printable.list(made.others))
                    + (isDer(file) ? "; it is binary, perhaps a key store of type PKCS12" : ""));
        }
        return made.entries;
    }

    /** A SEQUENCE of long form, as PKCS#12 and certificates in DER begin with. */
    private static boolean isDer(byte[] file) {
        return file.length > 1 && file[0] == 0x30 && file[1] < 0;
    }

    /** The alias for a certificate that nobody has named: its common name. */
    static String nameOf(X509Certificate certificate) {
        String name;
        try {
            name = Name.parse(certificate.getSubjectX500Principal().getEncoded(), "subject").commonName();
        } catch (MalformedInput e) {
            name = null;
        }
        return name == null || name.isEmpty() ? "certificate" : Printable.text(name).toLowerCase(Locale.ROOT);
    }

    private void add(PemBlock block) throws IOException {
        PemKey key = PemKey.of(block);
        if (key != null) {
            keys.add(key);
        } else if (CERTIFICATES.contains(block.label())) {
            try {
                X509Certificate certificate = JcaCertificates.certificate(block.content());
                if (encodings.add(Opaque.copyOf(block.content()))) {
                    certificates.add(new Found(certificate,
                            block.name() == null ? nameOf(certificate) : block.name()));
                }
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
            List<Found> chain = chain(certificateOf(key, password));
            chain.forEach(each -> each.isTaken = true);
            put(chain.get(0), new Entry(key, chain.stream().map(each -> each.certificate).toList()));
        }
        for (Found each : certificates) {
            if (!each.isTaken) {
                put(each, new Entry(null, List.of(each.certificate)));
            }
        }
    }

    private void put(Found named, Entry entry) {
        String name = named.name.toLowerCase(Locale.ROOT);
        String alias = name;
        while (entries.containsKey(alias)) {
            alias = name + '-' + (1 + lastNumbers.merge(name, 1, Integer::sum));
        }
        entries.put(alias, entry);
    }

    /** The first certificate of a key that is not in another chain already, or else the first of all. */
    private Found certificateOf(PemKey key, char @Nullable [] password) throws IOException {
        try {
            PrivateKey opened = key.open(password);
            for (boolean taken : new boolean[] {false, true}) {
                for (Found each : certificates) {
                    if (each.isTaken == taken && belongs(opened, each)) {
                        return each;
                    }
                }
            }
        } catch (UnrecoverableKeyException e) {
            if (key.isEncrypted() && keys.size() == 1 && !certificates.isEmpty()) {
                return certificates.get(0);
            }
            throw new IOException(e.getMessage(), e);
        } catch (GeneralSecurityException e) {
            throw new IOException("the " + key + " cannot be used: " + e.getMessage(), e);
        }
        throw new IOException("the " + key + " belongs to none of the " + certificates.size()
                + " certificates in the file");
    }

    private boolean belongs(PrivateKey key, Found found) throws GeneralSecurityException, IOException {
        countTrial();
        return PrivateKeys.belongTogether(key, found.certificate.getPublicKey());
    }

    /**
     * From a certificate up to a root, which is part of it if it is there, or to the last whose issuer is in the file.
     */
    private List<Found> chain(Found target) throws IOException {
        List<Found> chain = new ArrayList<>(List.of(target));
        for (Found next = target; next != null && chain.size() < MAX_CHAIN;) {
            next = issuer(next.certificate, chain);
            if (next != null) {
                chain.add(next);
            }
        }
        return chain;
    }

    private @Nullable Found issuer(X509Certificate certificate, List<Found> below) throws IOException {
        for (Found each : certificates) {
            if (!below.contains(each) && each.certificate.getSubjectX500Principal()
                    .equals(certificate.getIssuerX500Principal()) && verifies(each.certificate, certificate)) {
                return each;
            }
        }
        return null;
    }

    private boolean verifies(X509Certificate issuer, X509Certificate certificate) throws IOException {
        countTrial();
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException another) {
            return false;
        }
    }

    private void countTrial() throws IOException {
        if (++trials > MAX_TRIALS) {
            throw new IOException("which of its keys and certificates belong together is not found out within "
                    + MAX_TRIALS + " signatures; put each key and its chain into a file of its own");
        }
    }
}
