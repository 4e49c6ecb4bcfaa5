package dev.handfast.jsse.keys;

import dev.handfast.wire.SafeLog;
import dev.handfast.crypto.jca.JcaCertificates;
import dev.handfast.jsse.config.Constraints;
import dev.handfast.jsse.config.EngineOrSocket;
import dev.handfast.jsse.config.Policy;
import dev.handfast.jsse.session.SessionImpl;
import dev.handfast.jsse.trust.EndpointIdentity;
import dev.handfast.jsse.trust.HostNames;

import java.lang.System.Logger.Level;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStore.Builder;
import java.security.KeyStore.Entry;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Chooses among the keys of key stores ({@code PKIX}, {@code NewSunX509}): by key type, issuers, the name the client
 * asked for, the signatures the peer accepts, algorithm constraints, validity and key usage, the best first.
 *
 * <p>Stores are read at each choice, so that what an application puts into a store counts from then on. Aliases are
 * {@code number-of-store.alias}.
 */
public final class KeyManagerImpl extends X509ExtendedKeyManager {

    private static final SafeLog LOG = SafeLog.of(KeyManagerImpl.class);

    /** How well a certificate serves; the less the better, in SunJSSE's order. It knows no OLD_KIND. */
    private enum Fit {
        GOOD, OLD_KIND, OTHER_NAME, EXPIRED, OTHER_USE
    }

    private record Found(String alias, Fit fit) {
    }

    private static final int DIGITAL_SIGNATURE = 0;
    private static final int KEY_ENCIPHERMENT = 2;
    /** How the name of the suite ends that stands for none. */
    private static final String NO_SUITE = "_NULL_WITH_NULL_NULL";
    private static final String ANY_USE = "2.5.29.37.0";
    private static final String SERVER_USE = "1.3.6.1.5.5.7.3.1";
    private static final String CLIENT_USE = "1.3.6.1.5.5.7.3.2";

    private final List<Builder> builders;
    private final Policy policy;
    private final Map<String, PrivateKeyEntry> opened = new ConcurrentHashMap<>();
    private final ArbitraryChoice arbitrary;

    public KeyManagerImpl(List<Builder> builders, Policy policy) {
        this(builders, policy, ArbitraryChoice.byStores());
    }

    /** @param arbitrary shared by managers of which one takes the other's place */
    KeyManagerImpl(List<Builder> builders, Policy policy, ArbitraryChoice arbitrary) {
        this.builders = List.copyOf(builders);
        this.policy = policy;
        this.arbitrary = arbitrary;
    }

    /** JSSE's name of a certificate's key type: {@code EC}, {@code RSA}, {@code RSASSA-PSS}, {@code EdDSA}. */
    static String keyTypeOf(X509Certificate certificate) {
        String algorithm = certificate.getPublicKey().getAlgorithm();
        return switch (algorithm.toUpperCase(Locale.ROOT)) {
            case "ED25519", "ED448" -> "EdDSA";
            case "ECDSA" -> "EC";
            default -> algorithm;
        };
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        PrivateKeyEntry entry = entryOf(alias);
        return entry == null ? null : JcaCertificates.chain(entry.getCertificateChain());
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        PrivateKeyEntry entry = entryOf(alias);
        return entry == null ? null : entry.getPrivateKey();
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return aliases(keyType, issuers, false);
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return aliases(keyType, issuers, true);
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        return choose(keyTypes, issuers, viewOf(socket), false);
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return choose(new String[] {keyType}, issuers, viewOf(socket), true);
    }

    @Override
    public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
        return choose(keyTypes, issuers, engine == null ? null : EngineOrSocket.View.of(engine), false);
    }

    @Override
    public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        return choose(new String[] {keyType}, issuers, engine == null ? null : EngineOrSocket.View.of(engine), true);
    }

    private static EngineOrSocket.View viewOf(Socket socket) {
        return socket instanceof SSLSocket tls && tls.isConnected() ? EngineOrSocket.View.of(tls) : null;
    }

    private String[] aliases(String keyType, Principal[] issuers, boolean server) {
        if (keyType == null) {
            return null;
        }
        List<Found> found = find(keyType, WantedIssuers.of(issuers), null, server);
        return found.isEmpty() ? null : found.stream().map(Found::alias).toArray(String[]::new);
    }

    /** The best of the first key type that has any; among equals the first. */
    private String choose(String[] keyTypes, Principal[] issuers, EngineOrSocket.View view, boolean server) {
        if (keyTypes == null) {
            return null;
        }
        WantedIssuers wanted = WantedIssuers.of(issuers);
        Found best = null;
        List<String> alike = List.of();
        for (String keyType : keyTypes) {
            List<Found> found = keyType == null ? List.of() : find(keyType, wanted, view, server);
            if (!found.isEmpty() && (best == null || found.get(0).fit.compareTo(best.fit) < 0)) {
                best = found.get(0);
                alike = alike(found);
            }
            if (best != null && best.fit == Fit.GOOD) {
                break;
            }
        }
        if (best == null) {
            return null;
        }
        LOG.log(Level.DEBUG, "key {0} is chosen: {1}", best.alias, best.fit);
        if (view != null) {
            arbitrary.note(String.join(" or ", keyTypes), alike);
        }
        return best.alias;
    }

    private static List<String> alike(List<Found> found) {
        List<String> alike = new ArrayList<>(1);
        for (Found one : found) {
            if (one.fit == found.get(0).fit) {
                alike.add(one.alias);
            }
        }
        return alike;
    }

    private List<Found> find(String keyType, WantedIssuers issuers, EngineOrSocket.View view, boolean server) {
        List<Found> found = new ArrayList<>();
        for (int i = 0; i < builders.size(); i++) {
            try {
                find(i, keyType, issuers, view, server, found);
            } catch (GeneralSecurityException e) {
                LOG.log(Level.WARNING, "key store " + i + " cannot be read; its keys are not offered", e);
            }
        }
        found.sort((one, other) -> one.fit.compareTo(other.fit));
        return found;
    }

    private void find(int store, String keyType, WantedIssuers issuers, EngineOrSocket.View view, boolean server,
            List<Found> found) throws GeneralSecurityException {
        KeyStore keys = builders.get(store).getKeyStore();
        for (String alias : Collections.list(keys.aliases())) {
            X509Certificate[] chain = keys.isKeyEntry(alias)
                    ? JcaCertificates.chain(keys.getCertificateChain(alias))
                    : null;
            if (chain != null && isOfType(chain, keyType) && issuers.issued(chain)
                    && (view == null || isOfUse(chain[0], view.handshakeSession()))
                    && conforms(policy, Arrays.asList(chain), view, server)) {
                found.add(new Found(store + "." + alias, fitOf(chain, view, server)));
            }
        }
    }

    /** {@code EC_RSA} and its like ask for a key of the first and a certificate signed by the second type. */
    static boolean isOfType(X509Certificate[] chain, String keyType) {
        int split = keyType.indexOf('_');
        String own = split < 0 ? keyType : keyType.substring(0, split);
        if (!keyTypeOf(chain[0]).equalsIgnoreCase(own)) {
            return false;
        }
        return split < 0 || chain[0].getSigAlgName().toUpperCase(Locale.ROOT)
                .contains(keyType.substring(split + 1).toUpperCase(Locale.ROOT));
    }

    /** Whether the connection can use the key: the peer takes its signatures, and it has not refused to sign. */
    static boolean isOfUse(X509Certificate own, SSLSession handshakeSession) {
        return !(handshakeSession instanceof SessionImpl session) || session.takesKey(own);
    }

    /** Whether nothing on a connection forbids a chain, the peer's schemes among it (RFC 5246 section 7.4.4). */
    static boolean conforms(Policy policy, List<X509Certificate> chain, EngineOrSocket.View view, boolean server) {
        if (view == null) {
            return true;
        }
        Constraints constraints = Constraints.of(policy, view.rules().constraints());
        String[] accepted = view.handshakeSession() instanceof ExtendedSSLSession session
                ? session.getPeerSupportedSignatureAlgorithms() : new String[0];
        if (accepted.length > 0) {
            constraints = constraints.accepting(Arrays.asList(accepted));
        }
        String objection = constraints.objection(chain, server);
        if (objection != null) {
            LOG.log(Level.DEBUG, "key of {0} is not offered: {1}", chain.get(0).getSubjectX500Principal(),
                    objection);
        }
        return objection == null;
    }

    private static Fit fitOf(X509Certificate[] chain, EngineOrSocket.View view, boolean server)
            throws CertificateParsingException {
        X509Certificate certificate = chain[0];
        List<String> uses = certificate.getExtendedKeyUsage();
        if (uses != null && !uses.contains(ANY_USE) && !uses.contains(server ? SERVER_USE : CLIENT_USE)) {
            return Fit.OTHER_USE;
        }
        if (!hasUse(certificate.getKeyUsage(), view == null ? null : view.handshakeSession(), server)) {
            return Fit.OTHER_USE;
        }
        Date now = new Date();
        if (now.before(certificate.getNotBefore()) || now.after(certificate.getNotAfter())) {
            return Fit.EXPIRED;
        }
        if (server && view != null && view.handshakeSession() instanceof ExtendedSSLSession session) {
            String asked = HostNames.hostNameIn(session.getRequestedServerNames());
            // Ours to choose, the peer's to judge: an old certificate's common name is a hint as good as any.
            if (asked != null && !EndpointIdentity.matches(asked, certificate, true)) {
                return Fit.OTHER_NAME;
            }
        }
        return isOfOldKind(chain) ? Fit.OLD_KIND : Fit.GOOD;
    }

    /**
     * Whether a key may do what the handshake needs: sign, or decipher for static RSA (RFC 9846 section 4.5.1.2, RFC
     * 5246 sections 7.4.2 and 7.4.6). Either, as long as a server's suite is not known. One that may not is shown if
     * there is no other.
     */
    private static boolean hasUse(boolean[] usage, SSLSession session, boolean server) {
        if (usage == null) {
            return true;
        }
        String suite = session == null ? NO_SUITE : session.getCipherSuite();
        boolean open = server && suite.endsWith(NO_SUITE) && !isTls13(session);
        boolean deciphers = server && suite.startsWith("TLS_RSA_WITH_");
        return usage[DIGITAL_SIGNATURE] && !deciphers || usage[KEY_ENCIPHERMENT] && (deciphers || open);
    }

    private static boolean isTls13(SSLSession session) {
        return session != null && session.getProtocol().equals("TLSv1.3");
    }

    /**
     * Whether a chain is shown only where there is no other: its first certificate is of a version before 3 (RFC 9846
     * section 4.5.1.2), or one that a peer verifies is signed with SHA-1 (RFC 9846 section 4.3.3).
     */
    private static boolean isOfOldKind(X509Certificate[] chain) {
        for (X509Certificate certificate : chain) {
            if (certificate.getSigAlgName().startsWith("SHA1with") && !JcaCertificates.isSelfIssued(certificate)) {
                return true;
            }
        }
        return chain[0].getVersion() < 3;
    }

    private PrivateKeyEntry entryOf(String alias) {
        int dot = alias == null ? -1 : alias.indexOf('.');
        if (dot <= 0) {
            return null;
        }
        try {
            int store = Integer.parseInt(alias.substring(0, dot));
            if (store < 0 || store >= builders.size()) {
                return null;
            }
            Builder builder = builders.get(store);
            String name = alias.substring(dot + 1);
            return entryOf(alias, name, builder);
        } catch (NumberFormatException notOurs) {
            return null;
        } catch (GeneralSecurityException e) {
            LOG.log(Level.WARNING, "key " + alias + " cannot be read", e);
            return null;
        }
    }

    /** Opening an entry costs a key derivation of milliseconds, so it is done once for each chain that an alias has. */
    private PrivateKeyEntry entryOf(String alias, String name, Builder builder) throws GeneralSecurityException {
        KeyStore keys = builder.getKeyStore();
        PrivateKeyEntry known = opened.get(alias);
        if (known != null && Arrays.equals(known.getCertificateChain(), keys.getCertificateChain(name))) {
            return known;
        }
        Entry entry = keys.getEntry(name, builder.getProtectionParameter(name));
        if (!(entry instanceof PrivateKeyEntry key)) {
            opened.remove(alias);
            return null;
        }
        opened.put(alias, key);
        return key;
    }
}
