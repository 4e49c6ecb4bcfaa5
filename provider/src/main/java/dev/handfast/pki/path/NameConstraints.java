package dev.handfast.pki.path;

import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.GeneralName;
import dev.handfast.pki.cert.Name;
import dev.handfast.pki.cert.Oids;
import dev.handfast.pki.cert.Subtrees;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Printable;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The constraints that one certificate puts on the names of all below it (RFC 5280 sections 4.2.1.10, 6.1.3 (b), (c)).
 *
 * <p>Constraints of several certificates are kept apart and all must be satisfied, which is the intersection of
 * permitted and the union of excluded subtrees. DNS subtrees are looked up by hash, so that thousands of them cost
 * nothing; the other forms are compared one by one. All of it is on the budget, by the length of what is read; who is
 * checked once, is not checked again in one search.
 *
 * <p>A subtree of a form that we do not understand (otherName, x400Address, ediPartyName, registeredID) refuses each
 * certificate that has a name of that form.
 */
final class NameConstraints {

    /** Octets of a name that are read and compared at the price of one comparison; most names are shorter. */
    private static final int OCTETS = 128;
    /** Octets of a certificate whose names are gone through at that price. */
    private static final int GONE_THROUGH = 1024;

    private final Forms permitted;
    private final Forms excluded;

    private NameConstraints(Forms permitted, Forms excluded) {
        this.permitted = permitted;
        this.excluded = excluded;
    }

    /**
     * Prepares constraints.
     *
     * @param owner the certificate that holds them, for faults; null for an anchor without one
     * @param index its place in the path
     * @throws PathRefused if a subtree is malformed
     */
    static NameConstraints of(Subtrees subtrees, @Nullable Cert owner, int index) throws PathRefused {
        return new NameConstraints(new Forms(subtrees.permitted(), owner, index),
                new Forms(subtrees.excluded(), owner, index));
    }

    /**
     * Checks all names of a certificate: its subject where it is not empty, its alternative names, and the e-mail
     * addresses of the subject where no alternative name is one.
     */
    void check(Cert certificate, int index, Budget budget) throws PathRefused {
        Map<Cert, PathRefused> checked = budget.checked(this);
        if (!checked.containsKey(certificate)) {
            try {
                checkAll(certificate, index, budget);
                checked.put(certificate, null);
            } catch (PathRefused e) {
                checked.put(certificate, e);
            }
        }
        PathRefused refusal = checked.get(certificate);
        if (refusal != null) {
            throw refusal;
        }
    }

    private void checkAll(Cert certificate, int index, Budget budget) throws PathRefused {
        budget.nameComparisons(certificate, 1 + certificate.encoded().length() / GONE_THROUGH);
        if (!certificate.subject().isEmpty()) {
            directory(certificate.subject(), certificate, index, budget);
        }
        boolean mailbox = false;
        for (GeneralName name : certificate.alternativeNames()) {
            mailbox |= name instanceof GeneralName.Email;
            one(name, certificate, index, budget);
        }
        if (!mailbox) {
            for (String address : certificate.subject().values(Oids.EMAIL_ADDRESS)) {
                email(address, certificate, index, budget);
            }
        }
    }

    /**
     * Checks the common name of a target as if it were a dNSName, where there is none and it could be one. OpenSSL and
     * the JDK do so too: their matching of hosts falls back to it.
     */
    void checkCommonName(Cert target, Budget budget) throws PathRefused {
        String common = target.subject().commonName();
        if (common != null && HostSyntax.isPattern(common) && !HostSyntax.looksLikeAddress(common)
                && target.alternativeNames().stream().noneMatch(GeneralName.Dns.class::isInstance)) {
            dns(common, target, 0, budget);
        }
    }

    private static long price(long octets) {
        return 1 + octets / OCTETS;
    }

    private void one(GeneralName name, Cert certificate, int index, Budget budget) throws PathRefused {
        if (name instanceof GeneralName.Dns dns) {
            dns(dns.name(), certificate, index, budget);
        } else if (name instanceof GeneralName.Ip ip) {
            ip(ip, certificate, index, budget);
        } else if (name instanceof GeneralName.Email email) {
            email(email.mailbox(), certificate, index, budget);
        } else if (name instanceof GeneralName.Uri uri) {
            uri(uri.uri(), certificate, index, budget);
        } else if (name instanceof GeneralName.Directory directory) {
            directory(directory.name(), certificate, index, budget);
        } else if (name instanceof GeneralName.Other other && Oids.SMTP_UTF8_MAILBOX.equals(other.type())) {
            other(other, certificate, index);
            international(other, certificate, index, budget);
        } else {
            other(name, certificate, index);
        }
    }

    /** RFC 9598 section 6: constraints of the rfc822Name form bind addresses beyond ASCII too. */
    private void international(GeneralName.Other name, Cert certificate, int index, Budget budget) throws PathRefused {
        try {
            email(name.utf8(), certificate, index, budget);
        } catch (MalformedInput e) {
            throw malformed("SmtpUTF8Mailbox", certificate, index);
        }
    }

    private void other(GeneralName name, Cert certificate, int index) throws PathRefused {
        if (permitted.hasUnknown(name) || excluded.hasUnknown(name)) {
            throw new PathRefused(PathFault.CONSTRAINT_NOT_UNDERSTOOD, index, certificate, "Certificate " + certificate
                    + " has a name of a form (" + name + ") that is constrained by its issuer but not understood here",
                    null);
        }
    }

    private void dns(String written, Cert certificate, int index, Budget budget) throws PathRefused {
        if (permitted.dns.isEmpty() && excluded.dns.isEmpty()) {
            return;
        }
        // Each of the domains that it lies in is looked up.
        long labels = 1 + written.chars().filter(c -> c == '.').count();
        budget.nameComparisons(certificate, price(written.length() * labels));
        if (!HostSyntax.isPattern(written)) {
            throw malformed("DNS:" + written, certificate, index);
        }
        String name = HostSyntax.lower(written);
        if (excluded.dns.reaches(name)) {
            throw excluded("DNS:" + written, certificate, index);
        }
        if (!permitted.dns.isEmpty() && !permitted.dns.covers(name)) {
            throw notPermitted("DNS:" + written, certificate, index);
        }
    }

    private void ip(GeneralName.Ip ip, Cert certificate, int index, Budget budget) throws PathRefused {
        if (permitted.ip.isEmpty() && excluded.ip.isEmpty()) {
            return;
        }
        budget.nameComparisons(certificate, (permitted.ip.size() + excluded.ip.size()) * price(ip.octets().length()));
        if (ip.octets().length() != 4 && ip.octets().length() != 16) {
            throw malformed(ip.toString(), certificate, index);
        }
        if (excluded.ip.stream().anyMatch(base -> base.covers(ip.octets()))) {
            throw excluded(ip.toString(), certificate, index);
        }
        if (!permitted.ip.isEmpty() && permitted.ip.stream().noneMatch(base -> base.covers(ip.octets()))) {
            throw notPermitted(ip.toString(), certificate, index);
        }
    }

    private void email(String written, Cert certificate, int index, Budget budget) throws PathRefused {
        if (permitted.email.isEmpty() && excluded.email.isEmpty()) {
            return;
        }
        budget.nameComparisons(certificate, (permitted.email.size() + excluded.email.size()) * price(written.length()));
        Mailbox mailbox = Mailbox.parse(written);
        if (mailbox == null) {
            throw malformed("email:" + written, certificate, index);
        }
        if (excluded.email.stream().anyMatch(base -> base.covers(mailbox))) {
            throw excluded("email:" + written, certificate, index);
        }
        if (!permitted.email.isEmpty() && permitted.email.stream().noneMatch(base -> base.covers(mailbox))) {
            throw notPermitted("email:" + written, certificate, index);
        }
    }

    private void uri(String written, Cert certificate, int index, Budget budget) throws PathRefused {
        if (permitted.uri.isEmpty() && excluded.uri.isEmpty()) {
            return;
        }
        budget.nameComparisons(certificate, (permitted.uri.size() + excluded.uri.size()) * price(written.length()));
        String host = UriHost.of(written);
        if (host == null) {
            throw malformed("URI:" + written + " (no host name, which RFC 5280 requires under a URI constraint)",
                    certificate, index);
        }
        if (excluded.uri.stream().anyMatch(base -> UriHost.covers(base, host))) {
            throw excluded("URI:" + written, certificate, index);
        }
        if (!permitted.uri.isEmpty() && permitted.uri.stream().noneMatch(base -> UriHost.covers(base, host))) {
            throw notPermitted("URI:" + written, certificate, index);
        }
    }

    private void directory(Name name, Cert certificate, int index, Budget budget) throws PathRefused {
        if (permitted.directory.isEmpty() && excluded.directory.isEmpty()) {
            return;
        }
        budget.nameComparisons(certificate,
                (permitted.directory.size() + excluded.directory.size()) * price(name.encoded().length()));
        if (!name.isReadable()) {
            throw malformed("directory:" + name, certificate, index);
        }
        if (excluded.directory.stream().anyMatch(name::isWithin)) {
            throw excluded("directory:" + name, certificate, index);
        }
        if (!permitted.directory.isEmpty() && permitted.directory.stream().noneMatch(name::isWithin)) {
            throw notPermitted("directory:" + name, certificate, index);
        }
    }

    private static PathRefused malformed(String name, Cert certificate, int index) {
        return new PathRefused(PathFault.NAME_MALFORMED, index, certificate, "Certificate " + certificate
                + " has a malformed name under a name constraint: "
                + Printable.text(name), null);
    }

    private static PathRefused excluded(String name, Cert certificate, int index) {
        return new PathRefused(PathFault.NAME_EXCLUDED, index, certificate, "Certificate " + certificate
                + " has the name " + Printable.text(name)
                + ", which the name constraints of an authority above it exclude",
                "Have it issued by an authority that may issue for this name");
    }

    private static PathRefused notPermitted(String name, Cert certificate, int index) {
        return new PathRefused(PathFault.NAME_NOT_PERMITTED, index, certificate, "Certificate " + certificate
                + " has the name " + Printable.text(name)
                + ", which the name constraints of an authority above it do not permit",
                "Have it issued by an authority that may issue for this name");
    }

    /** The subtrees of one kind, permitted or excluded, by form of name. */
    private static final class Forms {

        final DnsSubtrees dns = new DnsSubtrees();
        final List<IpSubtree> ip = new ArrayList<>();
        final List<Mailbox.Subtree> email = new ArrayList<>();
        final List<String> uri = new ArrayList<>();
        final List<Name> directory = new ArrayList<>();
        private final Set<Integer> unknown = new HashSet<>();

        Forms(List<GeneralName> bases, @Nullable Cert owner, int index) throws PathRefused {
            for (GeneralName base : bases) {
                if (!add(base)) {
                    throw new PathRefused(PathFault.CONSTRAINT_MALFORMED, index, owner, (owner == null
                            ? "The trust anchor" : "Certificate " + owner) + " has a malformed name constraint: "
                            + base,
                            "Have the authority's certificate issued anew with well-formed constraints");
                }
            }
        }

        boolean hasUnknown(GeneralName name) {
            return unknown.contains(formOf(name));
        }

        private boolean add(GeneralName base) {
            if (base instanceof GeneralName.Dns name) {
                return dns.add(name.name());
            } else if (base instanceof GeneralName.Ip address) {
                IpSubtree subtree = IpSubtree.of(address.octets());
                return subtree != null && ip.add(subtree);
            } else if (base instanceof GeneralName.Email mailbox) {
                Mailbox.Subtree subtree = Mailbox.Subtree.of(mailbox.mailbox());
                return subtree != null && email.add(subtree);
            } else if (base instanceof GeneralName.Uri host) {
                return UriHost.isBase(host.uri()) && uri.add(HostSyntax.lower(host.uri()));
            } else if (base instanceof GeneralName.Directory name) {
                return directory.add(name.name());
            }
            unknown.add(formOf(base));
            return true;
        }

        private static int formOf(GeneralName name) {
            return name instanceof GeneralName.Other other ? other.form() : 8;
        }
    }
}
