package dev.handfast.jsse;

import dev.handfast.auth.Credential;
import dev.handfast.auth.CredentialChooser;
import dev.handfast.auth.Staples;
import dev.handfast.jsse.staple.Stapler;
import dev.handfast.session.SessionState;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.Printable;

import java.lang.System.Logger.Level;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import javax.net.ssl.X509ExtendedKeyManager;
import javax.security.auth.x500.X500Principal;

/** Asks a key manager which key this side shows. */
final class KeyManagerCredentials implements CredentialChooser {

    private static final System.Logger LOG = System.getLogger(KeyManagerCredentials.class.getName());

    private final X509ExtendedKeyManager manager;
    private final Party party;
    private final boolean client;
    private final Consumer<SessionState> publish;
    private final Stapler stapler;

    /**
     * @param publish shows the handshake session what is known, before the manager is asked
     * @param stapler finds what is stapled, or null if this side does not staple
     */
    KeyManagerCredentials(X509ExtendedKeyManager manager, Party party, boolean client, Consumer<SessionState> publish,
            Stapler stapler) {
        this.manager = manager;
        this.party = party;
        this.client = client;
        this.publish = publish;
        this.stapler = stapler;
    }

    @Override
    public Credential choose(List<String> keyTypes, List<Opaque> authorities, SessionState soFar) {
        publish.accept(soFar);
        Principal[] issuers = principals(authorities);
        if (client) {
            return credential(party.clientAlias(manager, keyTypes.toArray(new String[0]), issuers), keyTypes);
        }
        for (String keyType : keyTypes) {
            Credential found = credential(party.serverAlias(manager, keyType, issuers), List.of(keyType));
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    @Override
    public Staples staples(Credential credential, boolean all) {
        return stapler == null ? CredentialChooser.super.staples(credential, all)
                : stapler.staples(credential.chain(), all);
    }

    /** What an alias stands for, or null if it lacks a key or chain or is of none of the types. */
    private Credential credential(String alias, List<String> keyTypes) {
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
        if (keyTypes.stream().noneMatch(type -> type.equalsIgnoreCase(keyType))) {
            LOG.log(Level.DEBUG, "the key manager named {0}, a key of type {1}, where {2} was asked for", alias, keyType,
                    keyTypes);
            return null;
        }
        List<X509Certificate> certificates = List.of(chain);
        try {
            return new Credential(key, certificates, encoded(certificates));
        } catch (CertificateEncodingException e) {
            LOG.log(Level.WARNING, "certificate chain " + alias + " cannot be encoded and is not used", e);
            return null;
        }
    }

    private static List<Opaque> encoded(List<X509Certificate> chain) throws CertificateEncodingException {
        List<Opaque> encoded = new ArrayList<>(chain.size());
        for (X509Certificate certificate : chain) {
            encoded.add(Opaque.adopt(certificate.getEncoded()));
        }
        return encoded;
    }

    /** The authorities as key managers take them: null for none (X509KeyManager); names that are no names left out. */
    private static Principal[] principals(List<Opaque> authorities) {
        List<Principal> principals = new ArrayList<>(authorities.size());
        for (Opaque name : authorities) {
            try {
                principals.add(new X500Principal(name.toBytes()));
            } catch (IllegalArgumentException e) {
                LOG.log(Level.DEBUG, "the peer names an authority that is no distinguished name: "
                        + Printable.of(e));
            }
        }
        return principals.isEmpty() ? null : principals.toArray(new Principal[0]);
    }
}
