package dev.handfast.jsse.live;

import dev.handfast.crypto.jca.JcaCertificates;
import dev.handfast.jsse.certs.PathEngine;
import dev.handfast.jsse.stores.KeyStoreContent;
import dev.handfast.pem.PemFile;
import dev.handfast.tls.HeldCertificate;
import dev.handfast.tls.LiveIdentities;
import dev.handfast.tls.LiveSource.Form;
import dev.handfast.wire.Bytes;
import dev.handfast.wire.Printable;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Identities in files. Each group of files that makes one is judged alone: what is wrong with one of a directory does
 * not keep the others from being renewed.
 */
final class IdentitySource implements Source<Identities> {

    private static final byte[] LINE = {'\n'};

    private final LiveIdentities source;
    private final ChainJudge judge;

    IdentitySource(LiveIdentities source, PathEngine engine) {
        this.source = source;
        this.judge = new ChainJudge(engine);
    }

    @Override
    public List<Path> files() throws IOException {
        return source.form() == Form.DIRECTORY ? IdentityGroup.filesOf(source.files().get(0), false) : source.files();
    }

    @Override
    public Reading<Identities> read(FileContents contents, @Nullable Identities before, boolean settled, long now) {
        if (contents.failure() != null) {
            return Reading.of(Unusable.unlisted(source, contents.failure()));
        }
        Map<String, OwnIdentity> found = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        long retryAt = Long.MAX_VALUE;
        for (IdentityGroup group : IdentityGroup.of(source, contents.files())) {
            try {
                read(group, contents, before, now).forEach(one -> found.put(one.name(), one));
            } catch (Unusable e) {
                problems.add(e.text());
                retryAt = Math.min(retryAt, e.retryAt());
                kept(before, group).forEach(one -> found.put(one.name(), one));
            }
        }
        if (found.isEmpty()) {
            if (problems.isEmpty()) {
                problems.add(new Unusable(source.files().get(0), "it holds no private key with a certificate",
                        "Write NAME.key and NAME.crt, or a key store").text());
            }
            return new Reading<>(null, problems, retryAt);
        }
        if (before != null && !settled) {
            retain(before, found, problems);
        }
        Identities made = new Identities(found.values());
        return new Reading<>(before != null && made.show(before) ? null : made, problems, retryAt);
    }

    /** What is gone may come back at once, as a file that is deleted and written anew. */
    private void retain(Identities before, Map<String, OwnIdentity> found, List<String> problems) {
        if (source.form() != Form.DIRECTORY) {
            return;
        }
        for (OwnIdentity one : before.all()) {
            if (!found.containsKey(one.name())) {
                found.put(one.name(), one);
                problems.add(new Unusable(one.file(), "the files of " + one.name() + " are gone", "It is withdrawn if"
                        + " they do not come back").text());
            }
        }
    }

    /** What was read of a group before; by its name, as some of its files may be gone. */
    private static List<OwnIdentity> kept(@Nullable Identities before, IdentityGroup group) {
        String name = group.name();
        return before == null ? List.of() : before.all().stream().filter(one -> name.isEmpty()
                || one.name().equals(name) || one.name().startsWith(name + '/')).toList();
    }

    private List<OwnIdentity> read(IdentityGroup group, FileContents contents, @Nullable Identities before, long now)
            throws Unusable {
        boolean wasOne = !kept(before, group).isEmpty();
        Path first = group.files().get(0);
        if (group.mayBeNone() && !wasOne && !hasKey(first, contents)) {
            return List.of();
        }
        char[] password = source.password();
        byte[] content = joined(group, contents);
        try {
            String type = group.form() == Form.PEM ? KeyStoreContent.PEM : source.storeType();
            List<OwnIdentity> found = entries(group, KeyStoreContent.load(first, content, type, password), password);
            for (OwnIdentity one : found) {
                judge.check(one, kept(before, group), before == null, now);
            }
            return found;
        } catch (KeyStoreException e) {
            throw Unusable.unread(named(group), e);
        } finally {
            Bytes.wipe(content);
            if (password != null) {
                Arrays.fill(password, '\0');
            }
        }
    }

    /** Whether a file of PEM has a key; what is none, or cut off, is judged where it is read. */
    private static boolean hasKey(Path file, FileContents contents) throws Unusable {
        try {
            return PemFile.read(contents.of(file), KeyStoreContent.MAX_PEM_BLOCKS).stream()
                    .anyMatch(block -> block.label().endsWith("PRIVATE KEY"));
        } catch (IOException e) {
            return new String(contents.of(file), StandardCharsets.ISO_8859_1).contains("PRIVATE KEY-----");
        }
    }

    private static byte[] joined(IdentityGroup group, FileContents contents) throws Unusable {
        byte[] first = contents.of(group.files().get(0));
        return group.files().size() == 1 ? first.clone()
                : Bytes.concat(first, LINE, contents.of(group.files().get(1)));
    }

    private static String named(IdentityGroup group) {
        return group.files().stream().map(Path::toString).collect(Collectors.joining(", and behind it "));
    }

    private List<OwnIdentity> entries(IdentityGroup group, KeyStore store, char @Nullable [] password)
            throws Unusable {
        List<OwnIdentity> found = new ArrayList<>();
        // In PEM aliases are names in certificates mostly, which change with them.
        String stem = group.name().isEmpty() && store.getType().equals(KeyStoreContent.PEM)
                ? String.valueOf(group.files().get(0).getFileName()) : group.name();
        try {
            List<String> aliases = Collections.list(store.aliases()).stream().filter(alias -> isKey(store, alias))
                    .toList();
            for (String alias : aliases) {
                X509Certificate[] chain = JcaCertificates.chain(store.getCertificateChain(alias));
                if (!(store.getKey(alias, password) instanceof PrivateKey key) || chain == null) {
                    throw new Unusable(named(group), "the entry " + Printable.text(alias) + " has no private key or no"
                            + " certificate", "Leave it out");
                }
                String name = stem.isEmpty() ? alias : aliases.size() == 1 ? stem : stem + '/' + alias;
                found.add(new OwnIdentity(name, group.files().get(0), key, List.of(chain)));
            }
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new Unusable(named(group), "a private key cannot be read: " + Printable.of(e),
                    "Check its password, which is that of the store");
        }
        if (found.isEmpty()) {
            throw new Unusable(named(group), "there is no private key with a certificate in it",
                    "Write both, the key's own certificate first");
        }
        return found;
    }

    private static boolean isKey(KeyStore store, String alias) {
        try {
            return store.entryInstanceOf(alias, KeyStore.PrivateKeyEntry.class);
        } catch (KeyStoreException e) {
            throw new IllegalStateException("the store is loaded", e);
        }
    }

    @Override
    public List<HeldCertificate> held(Identities state) {
        List<HeldCertificate> all = new ArrayList<>();
        for (OwnIdentity one : state.all()) {
            for (X509Certificate certificate : one.chain()) {
                all.add(new HeldCertificate(one.file(), one.name(), certificate == one.own(), certificate));
            }
        }
        return all;
    }

    @Override
    public boolean tellsOfEnded() {
        return true;
    }
}
