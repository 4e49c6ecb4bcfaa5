package dev.handfast.jsse.keys;

import dev.handfast.wire.SafeLog;
import dev.handfast.auth.CertificateCredential;
import dev.handfast.auth.CredentialChooser.Need;
import dev.handfast.jsse.config.EngineOrSocket;
import dev.handfast.jsse.config.Policy;
import dev.handfast.jsse.trust.EndpointIdentity;
import dev.handfast.wire.Opaque;

import java.lang.System.Logger.Level;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import javax.net.ssl.X509ExtendedKeyManager;

/**
 * One question to a key manager, asked until it names a key that is good for something. A manager that reads what the
 * handshake session demands (ours, and those in front of ours) is asked again and leaves out what was refused. One that
 * always names the same is asked for the next key type, and then for all it has. In place of a key that was refused
 * only keys of the same party are shown, as the manager has its reasons to name one rather than another. Where a
 * server's key fits and refuses to be used, that holds for the other key types too, which TLS 1.2 asks for one after
 * another.
 */
final class KeySearch {

    private static final SafeLog LOG = SafeLog.of(KeySearch.class);

    private final X509ExtendedKeyManager manager;
    private final EngineOrSocket party;
    private final boolean client;
    private final Policy policy;
    private final Principal[] issuers;
    private final String requestedName;
    private final Need need;
    private final List<X509Certificate> broken;
    private final List<X509Certificate> refused = new ArrayList<>(0);
    private final Set<X509Certificate> tried = new HashSet<>();

    /**
     * @param requestedName what the client asked a server for, or null
     * @param broken certificates that fitted and whose keys refused, in all searches of the connection; added to here
     */
    KeySearch(X509ExtendedKeyManager manager, EngineOrSocket party, boolean client, Policy policy, Principal[] issuers,
            String requestedName, Need need, List<X509Certificate> broken) {
        this.manager = manager;
        this.party = party;
        this.client = client;
        this.policy = policy;
        this.issuers = issuers;
        this.requestedName = requestedName;
        this.need = need;
        this.broken = broken;
    }

    /** Whether a certificate would do and was not tried in vain: what managers that look may name. */
    boolean wants(X509Certificate own) {
        return !tried.contains(own) && need.fits(own.getPublicKey());
    }

    /** The credential to use, or null if there is none. */
    CertificateCredential find(List<String> keyTypes) {
        CertificateCredential found = client ? forClient(new ArrayList<>(keyTypes)) : forServer(keyTypes);
        return found != null || refused.isEmpty() && broken.isEmpty() ? found : another(keyTypes);
    }

    private CertificateCredential forServer(List<String> keyTypes) {
        for (String keyType : keyTypes) {
            List<String> one = List.of(keyType);
            // For each type a manager chooses anew; but not in place of a key that it chose and that refuses.
            boolean chosen = broken.isEmpty();
            CertificateCredential named = credential(party.serverAlias(manager, keyType, issuers), one);
            while (named != null) {
                chosen = chosen || isSameParty(named.own());
                if (chosen && need.isMetBy(named)) {
                    return named;
                }
                named = refuse(named, chosen) ? credential(party.serverAlias(manager, keyType, issuers), one) : null;
                chosen = false;
            }
        }
        return null;
    }

    private CertificateCredential forClient(List<String> keyTypes) {
        while (!keyTypes.isEmpty()) {
            CertificateCredential named = credential(
                    party.clientAlias(manager, keyTypes.toArray(new String[0]), issuers), keyTypes);
            boolean chosen = named != null && (refused.isEmpty() && broken.isEmpty()
                    || isSameParty(named.own()));
            if (named == null || chosen && need.isMetBy(named)) {
                return named;
            }
            if (!refuse(named, chosen)) {
                String type = KeyManagerImpl.keyTypeOf(named.own());
                keyTypes.removeIf(type::equalsIgnoreCase);
            }
        }
        return null;
    }

    /**
     * Notes that a key will not do; false if that was known.
     *
     * @param chosen whether the manager chose its party, rather than named it in place of another
     */
    private boolean refuse(CertificateCredential named, boolean chosen) {
        if (!tried.add(named.own())) {
            return false;
        }
        if (chosen) {
            refused.add(named.own());
            if (need.fits(named.publicKey())) {
                broken.add(named.own());
            }
        }
        return true;
    }

    /** The first of all that the manager has which can stand in for one that it named. */
    private CertificateCredential another(List<String> keyTypes) {
        for (String keyType : keyTypes) {
            String[] aliases = client ? manager.getClientAliases(keyType, issuers)
                    : manager.getServerAliases(keyType, issuers);
            for (String alias : aliases == null ? new String[0] : aliases) {
                CertificateCredential other = credential(alias, List.of(keyType));
                if (other != null && tried.add(other.own()) && need.fits(other.publicKey()) && isSameParty(other.own())
                        && conforms(other) && need.isMetBy(other)) {
                    LOG.log(Level.DEBUG, "key {0} is shown, as what the key manager named cannot be used", alias);
                    return other;
                }
            }
        }
        return null;
    }

    /** Whether a certificate is for the name asked for, or for the party of one that was refused. */
    private boolean isSameParty(X509Certificate other) {
        try {
            if (!client && requestedName != null && EndpointIdentity.matches(requestedName, other, true)) {
                return true;
            }
            for (List<X509Certificate> before : List.of(refused, broken)) {
                for (X509Certificate one : before) {
                    if (isSameParty(one, other)) {
                        return true;
                    }
                }
            }
        } catch (CertificateParsingException e) {
            LOG.log(Level.DEBUG, "a certificate's alternative names cannot be read", e);
        }
        return false;
    }

    /**
     * Whether two certificates name one party. A subject alone does not tell: it is empty where alternative names tell
     * all (RFC 5280 section 4.1.2.6), and one for all workloads of an organization. A server is known by its names
     * alone, whatever its subject.
     */
    private boolean isSameParty(X509Certificate one, X509Certificate other) throws CertificateParsingException {
        Set<List<Object>> names = names(other);
        boolean sameSubject = one.getSubjectX500Principal().equals(other.getSubjectX500Principal());
        boolean named = !names.isEmpty() || !other.getSubjectX500Principal().getName().isEmpty();
        return one.equals(other) || names.equals(names(one)) && named && (sameSubject || !client && !names.isEmpty());
    }

    private static Set<List<Object>> names(X509Certificate certificate) throws CertificateParsingException {
        Collection<List<?>> all = certificate.getSubjectAlternativeNames();
        Set<List<Object>> names = new HashSet<>();
        for (List<?> name : all == null ? List.<List<?>>of() : all) {
            List<Object> comparable = new ArrayList<>();
            name.forEach(part -> comparable.add(part instanceof byte[] bytes ? Opaque.copyOf(bytes) : part));
            names.add(comparable);
        }
        return names;
    }

    /** The lists of a manager do not heed what is forbidden on this connection. */
    private boolean conforms(CertificateCredential other) {
        return KeyManagerImpl.conforms(policy, other.shown().certificates(), party.view(), !client);
    }

    /** What an alias stands for, or null if it lacks a key or chain or is of none of the types. */
    private CertificateCredential credential(String alias, List<String> keyTypes) {
        if (alias == null) {
            return null;
        }
        PrivateKey key = manager.getPrivateKey(alias);
        X509Certificate[] chain = manager.getCertificateChain(alias);
        if (key == null || chain == null || chain.length == 0) {
            LOG.log(Level.DEBUG, "the key manager named {0} but gives no key or certificates for it", alias);
            return null;
        }
        String keyType = KeyManagerImpl.keyTypeOf(chain[0]);
        if (!contains(keyTypes, keyType)) {
            LOG.log(Level.DEBUG, "the key manager named {0}, a key of type {1}, where {2} was asked for", alias,
                    keyType,
                    keyTypes);
            return null;
        }
        try {
            ShownChain shown = ShownChain.of(chain);
            return new CertificateCredential(key, shown.shown(), shown.entries());
        } catch (CertificateEncodingException e) {
            LOG.log(Level.WARNING, "certificate chain " + alias + " cannot be encoded and is not used", e);
            return null;
        }
    }

    private static boolean contains(List<String> keyTypes, String keyType) {
        for (String type : keyTypes) {
            if (type.equalsIgnoreCase(keyType)) {
                return true;
            }
        }
        return false;
    }
}
