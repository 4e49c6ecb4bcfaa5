package dev.handfast.pki.path;

import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.GeneralName;
import dev.handfast.wire.Ascii;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.Printable;

import org.jspecify.annotations.Nullable;

import java.net.IDN;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Whether a certificate is for a host (RFC 9525 section 6): alternative names only, a wildcard only as the whole
 * left-most label above at least two others, addresses only against addresses.
 *
 * <p>The name to match must be what the user asked for; one that came from resolving an address must never be given.
 */
public final class HostnameMatch {

    /**
     * The names that a certificate presents.
     *
     * @param dnsNames of its alternative names, as they are written
     * @param addresses of its alternative names, in octets; null for what is no address
     * @param commonName the most specific of its subject, null for none; asked for if it may count
     */
    public record Presented(List<String> dnsNames, List<Opaque> addresses, Supplier<String> commonName) {

        static Presented of(Cert certificate) {
            List<String> names = new ArrayList<>();
            List<Opaque> addresses = new ArrayList<>();
            for (GeneralName name : certificate.alternativeNames()) {
                if (name instanceof GeneralName.Ip ip) {
                    addresses.add(ip.octets());
                } else if (name instanceof GeneralName.Dns dns) {
                    names.add(dns.name());
                }
            }
            return new Presented(names, addresses, () -> certificate.subject().commonName());
        }
    }

    private HostnameMatch() {
    }

    /**
     * Returns if the certificate is for the host.
     *
     * @param host a host name, in Unicode or as A-labels, a final dot allowed; or an address
     * @param commonNameAllowed whether a certificate without any DNS name or address may use its common name, which
     *        RFC 9525 section 2 forbids
     * @throws PathRefused with {@link PathFault#WRONG_HOST}
     */
    public static void check(Cert certificate, String host, boolean commonNameAllowed) throws PathRefused {
        if (!matches(certificate, host, commonNameAllowed)) {
            throw new PathRefused(PathFault.WRONG_HOST, 0, certificate, "Certificate " + certificate
                    + " is not for the host \"" + Printable.text(host) + "\"; it is for " + names(certificate),
                    "Connect by one of these names, or have the certificate issued with this one among its"
                            + " alternative names");
        }
    }

    /** Whether the certificate is for the host. */
    public static boolean matches(Cert certificate, String host, boolean commonNameAllowed) {
        return matches(Presented.of(certificate), host, commonNameAllowed);
    }

    /** Whether a certificate that presents these names is for the host. */
    public static boolean matches(Presented names, String host, boolean commonNameAllowed) {
        Opaque address = IpLiteral.parse(host);
        if (address != null) {
            return names.addresses.contains(address);
        }
        String reference = reference(host);
        if (reference == null) {
            return false;
        }
        for (String name : names.dnsNames) {
            if (matches(name, reference)) {
                return true;
            }
        }
        String common = commonNameAllowed && names.dnsNames.isEmpty() && names.addresses.isEmpty()
                ? names.commonName.get() : null;
        return common != null && matches(common, reference);
    }

    /** The host in the form that certificates use, or null if it is no host name. */
    private static @Nullable String reference(String host) {
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        try {
            String ascii = Ascii.isAscii(name) ? name : IDN.toASCII(name);
            return HostSyntax.isHost(ascii) && !HostSyntax.looksLikeAddress(ascii) ? HostSyntax.lower(ascii) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** RFC 9525 section 6.3. {@code *.com} is refused: a wildcard needs two labels to its right. */
    private static boolean matches(String written, String reference) {
        if (!HostSyntax.isPattern(written)) {
            return false;
        }
        String presented = HostSyntax.lower(written);
        if (!presented.startsWith("*.")) {
            return presented.equals(reference);
        }
        String rest = presented.substring(2);
        int dot = reference.indexOf('.');
        return dot > 0 && rest.indexOf('.') > 0 && reference.substring(dot + 1).equals(rest);
    }

    private static String names(Cert certificate) {
        List<GeneralName> names = certificate.alternativeNames().stream()
                .filter(n -> n instanceof GeneralName.Dns || n instanceof GeneralName.Ip).toList();
        if (names.isEmpty()) {
            return "no host at all (it has no DNS name or address; its common name does not count)";
        }
        return Printable.joined(names, ", ");
    }
}
