package dev.handfast.jsse.trace;

import dev.handfast.crypto.jca.JcaCertificates;
import dev.handfast.der.BerCost;
import dev.handfast.crypto.jca.JcaCryptoProvider;
import dev.handfast.message.Certificate12;
import dev.handfast.message.Certificate13;
import dev.handfast.message.CertificateEntry;
import dev.handfast.message.CertificateRequest12;
import dev.handfast.message.CertificateRequest13;
import dev.handfast.message.CertificateStatus;
import dev.handfast.message.CertificateVerify;
import dev.handfast.message.ClientHello;
import dev.handfast.message.DheServerKeyExchange;
import dev.handfast.message.EcdheServerKeyExchange;
import dev.handfast.message.EncryptedExtensions;
import dev.handfast.message.HandshakeMessage;
import dev.handfast.message.HelloRetryRequest;
import dev.handfast.message.KeyUpdate;
import dev.handfast.message.NewSessionTicket12;
import dev.handfast.message.NewSessionTicket13;
import dev.handfast.message.ServerHello;
import dev.handfast.message.ext.Alpn;
import dev.handfast.message.ext.CertificateAuthorities;
import dev.handfast.message.ext.CertificateStatusEntry;
import dev.handfast.message.ext.Cookie;
import dev.handfast.message.ext.Extension;
import dev.handfast.message.ext.Extensions;
import dev.handfast.message.ext.KeyShareEntry;
import dev.handfast.message.ext.KeyShares;
import dev.handfast.message.ext.MaxFragmentLength;
import dev.handfast.message.ext.PreSharedKeys;
import dev.handfast.message.ext.RecordSizeLimit;
import dev.handfast.message.ext.RetryKeyShare;
import dev.handfast.message.ext.SelectedPsk;
import dev.handfast.message.ext.SelectedVersion;
import dev.handfast.message.ext.ServerKeyShare;
import dev.handfast.message.ext.ServerNames;
import dev.handfast.message.ext.SessionTicket;
import dev.handfast.message.ext.SignatureAlgorithms;
import dev.handfast.message.ext.SignatureAlgorithmsCert;
import dev.handfast.message.ext.SupportedGroups;
import dev.handfast.message.ext.SupportedVersions;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.Printable;

import org.jspecify.annotations.Nullable;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import javax.security.auth.x500.X500Principal;

/**
 * Says in a few lines what a message offers or decides. Values that authenticate or identify (verify data, signatures,
 * tickets, cookies, PSK identities) are only counted.
 */
final class MessageSummary {

    private MessageSummary() {
    }

    /** The message's name in the RFCs. */
    static String nameOf(HandshakeMessage message) {
        return message instanceof HelloRetryRequest ? "HelloRetryRequest" : message.type().toString();
    }

    /** What it says; may be nothing. */
    static List<String> of(HandshakeMessage message) {
        List<String> lines = new ArrayList<>();
        if (message instanceof ClientHello hello) {
            lines.add("legacy version     " + hello.legacyVersion());
            lines.add("cipher suites      " + join(hello.suites()));
            add(lines, hello.extensions());
        } else if (message instanceof ServerHello hello) {
            SelectedVersion selected = hello.extensions().get(SelectedVersion.class);
            lines.add("version            " + (selected == null ? hello.legacyVersion() : selected.version()));
            lines.add("cipher suite       " + hello.suite());
            add(lines, hello.extensions());
        } else if (message instanceof HelloRetryRequest retry) {
            lines.add("cipher suite       " + retry.suite());
            add(lines, retry.extensions());
        } else if (message instanceof EncryptedExtensions encrypted) {
            add(lines, encrypted.extensions());
        } else {
            addLater(lines, message);
        }
        return lines;
    }

    private static void addLater(List<String> lines, HandshakeMessage message) {
        if (message instanceof Certificate12 certificate) {
            first(certificate.chain(), lines).forEach(one -> lines.add(certificate(one)));
        } else if (message instanceof Certificate13 certificate) {
            for (CertificateEntry entry : first(certificate.entries(), lines)) {
                lines.add(certificate(entry.certificate()));
                add(lines, entry.extensions());
            }
        } else if (message instanceof CertificateRequest12 request) {
            lines.add("signature schemes  " + join(request.schemes()));
            lines.add("authorities        " + names(request.authorities()));
        } else if (message instanceof CertificateRequest13 request) {
            add(lines, request.extensions());
        } else if (message instanceof EcdheServerKeyExchange exchange) {
            lines.add("group " + exchange.group() + ", signed with " + exchange.scheme());
        } else if (message instanceof DheServerKeyExchange exchange) {
            lines.add("prime of " + exchange.p().length() * 8 + " bits, signed with " + exchange.scheme());
        } else if (message instanceof CertificateVerify verify) {
            lines.add("signed with " + verify.scheme());
        } else if (message instanceof CertificateStatus status) {
            for (Opaque response : first(status.responses(), lines)) {
                lines.add(response.isEmpty() ? "no OCSP response" : "OCSP response of " + response.length() + " bytes");
            }
        } else if (message instanceof NewSessionTicket12 ticket) {
            lines.add("ticket of " + ticket.ticket().length() + " bytes for " + ticket.lifetimeHint() + " s");
        } else if (message instanceof NewSessionTicket13 ticket) {
            lines.add("ticket of " + ticket.ticket().length() + " bytes for " + ticket.lifetime() + " s");
            add(lines, ticket.extensions());
        } else if (message instanceof KeyUpdate update) {
            lines.add(update.requested() ? "the other side is asked to change its keys too" : "no answer asked for");
        }
    }

    private static void add(List<String> lines, Extensions extensions) {
        List<String> others = new ArrayList<>();
        for (Extension extension : extensions.list()) {
            String line = describe(extension);
            if (line == null) {
                others.add(extension.type().toString());
            } else {
                lines.add(line);
            }
        }
        if (!others.isEmpty()) {
            lines.add("also               " + join(others));
        }
    }

    /** A line for what helps to understand a handshake; null for the rest, which is listed by name. */
    private static @Nullable String describe(Extension extension) {
        if (extension instanceof SupportedVersions versions) {
            return "versions           " + join(versions.versions());
        }
        if (extension instanceof SupportedGroups groups) {
            return "groups             " + join(groups.groups());
        }
        if (extension instanceof KeyShares shares) {
            return "key shares         " + join(shares.entries().stream().map(MessageSummary::share).toList());
        }
        if (extension instanceof ServerKeyShare share) {
            return "key share          " + share(share.entry());
        }
        if (extension instanceof RetryKeyShare retry) {
            return "wanted key share   " + retry.group();
        }
        if (extension instanceof SignatureAlgorithms schemes) {
            return "signature schemes  " + join(schemes.schemes());
        }
        if (extension instanceof SignatureAlgorithmsCert schemes) {
            return "in certificates    " + join(schemes.schemes());
        }
        if (extension instanceof ServerNames names) {
            return "server name        " + Printable.text(String.valueOf(names.hostName()));
        }
        return describeRarer(extension);
    }

    private static @Nullable String describeRarer(Extension extension) {
        if (extension instanceof Alpn alpn) {
            return "ALPN               " + join(alpn.protocols().stream().map(Printable::text).toList());
        }
        if (extension instanceof CertificateAuthorities authorities) {
            return "authorities        " + names(authorities.names());
        }
        if (extension instanceof CertificateStatusEntry status) {
            return "OCSP response      " + status.ocspResponse().length() + " bytes";
        }
        if (extension instanceof MaxFragmentLength length) {
            return "max_fragment_length code " + length.code();
        }
        if (extension instanceof RecordSizeLimit limit) {
            return "record_size_limit  " + limit.limit();
        }
        if (extension instanceof Cookie cookie) {
            return "cookie             " + cookie.cookie().length() + " bytes";
        }
        if (extension instanceof PreSharedKeys keys) {
            return "pre-shared keys    " + keys.identities().size();
        }
        if (extension instanceof SelectedPsk psk) {
            return "pre-shared key     number " + psk.index() + " is taken";
        }
        if (extension instanceof SessionTicket ticket) {
            return "session ticket     " + ticket.ticket().length() + " bytes";
        }
        return null;
    }

    private static String share(KeyShareEntry entry) {
        return entry.group() + " (" + entry.share().length() + " bytes)";
    }

    private static String certificate(Opaque der) {
        try {
            X509Certificate certificate = JcaCryptoProvider.standard().certificate(der);
            return "certificate        " + JcaCertificates.named(certificate.getSubjectX500Principal()) + ", "
                    + certificate.getPublicKey().getAlgorithm() + " key, signed "
                    + Printable.text(certificate.getSigAlgName()) + " by "
                    + JcaCertificates.named(certificate.getIssuerX500Principal());
        } catch (CertificateException e) {
            return "certificate        that cannot be decoded: " + e.getMessage();
        }
    }

    private static String names(List<Opaque> names) {
        if (names.isEmpty()) {
            return "any";
        }
        List<Opaque> first = names.subList(0, Math.min(Printable.ITEMS, names.size()));
        return first.stream().map(MessageSummary::name).collect(Collectors.joining("; "))
                + (names.size() > first.size() ? "; ... and " + (names.size() - first.size()) + " more" : "");
    }

    private static String name(Opaque der) {
        byte[] encoded = der.toBytes();
        if (BerCost.of(encoded) > BerCost.MAX) {
            return "a name that is too costly to decode";
        }
        try {
            return JcaCertificates.named(new X500Principal(encoded));
        } catch (IllegalArgumentException e) {
            return "a name that cannot be decoded";
        }
    }

    private static String join(List<?> values) {
        return Printable.joined(values, ", ");
    }

    /** The first items of a list that each have lines of their own, with a line that counts the others in front. */
    private static <T> List<T> first(List<T> items, List<String> lines) {
        if (items.size() <= Printable.ITEMS) {
            return items;
        }
        lines.add(items.size() + " in all, the first " + Printable.ITEMS + " are");
        return items.subList(0, Printable.ITEMS);
    }
}
