package dev.handfast.jsse.trust;

import dev.handfast.jsse.certs.JudgedSession;
import dev.handfast.pki.cert.Name;
import dev.handfast.pki.path.HostnameMatch;
import dev.handfast.pki.path.IpLiteral;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.Printable;

import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSession;

/**
 * Whether a certificate is for the peer that was meant (RFC 9525, RFC 2818 section 3.1, for LDAP RFC 2830 section 3.6).
 *
 * <p>The peer is who the application named: by server_name or as the host it connected to. Nothing that a name service
 * says of an address is looked at. A common name is no host name (RFC 9525 section 2), unless
 * {@code handfast.pki.commonName} or the context says so and there is no other. Names are compared by
 * {@link HostnameMatch}.
 */
public final class EndpointIdentity {

    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private EndpointIdentity() {
    }

    /**
     * Returns if the certificate is for the peer of a session.
     *
     * @param algorithm {@code HTTPS}, {@code LDAPS} or {@code LDAP}, in any case
     * @param ofServer whether the peer is a server
     * @throws CertificateException saying which names were expected and which the certificate has
     */
    public static void check(SSLSession session, X509Certificate certificate, String algorithm, boolean ofServer)
            throws CertificateException {
        if (!algorithm.equalsIgnoreCase("HTTPS") && !algorithm.equalsIgnoreCase("LDAPS")
                && !algorithm.equalsIgnoreCase("LDAP")) {
            throw new CertificateException("Unknown identification algorithm: " + algorithm);
        }
        boolean commonNameToo = JudgedSession.settingsOf(session).commonName();
        String peerHost = session.getPeerHost() == null ? null : HostNames.withoutFinalDot(session.getPeerHost());
        String named = ofServer && session instanceof ExtendedSSLSession extended
                ? HostNames.hostNameIn(extended.getRequestedServerNames()) : null;
        if (named != null && matches(HostNames.withoutFinalDot(named), certificate, commonNameToo)) {
            return;
        }
        if (peerHost == null || peerHost.isEmpty()) {
            throw new CertificateException(named != null ? Printable.message(mismatch(named, certificate))
                    : "there is no host name to check the certificate against: the connection was made without one");
        }
        if (named != null && named.equalsIgnoreCase(peerHost) || !matches(peerHost, certificate, commonNameToo)) {
            throw new CertificateException(Printable.message(mismatch(named == null ? peerHost : named, certificate)));
        }
    }

    /**
     * Whether a certificate is for a host name, an IP address in text, or one in brackets.
     *
     * @param commonNameToo whether its common name is a host name if it has neither names nor addresses
     */
    public static boolean matches(String host, X509Certificate certificate, boolean commonNameToo)
            throws CertificateParsingException {
        List<Opaque> addresses = new ArrayList<>();
        names(certificate, IP_ADDRESS).forEach(address -> addresses.add(IpLiteral.parse(address)));
        return HostnameMatch.matches(new HostnameMatch.Presented(names(certificate, DNS_NAME), addresses,
                () -> commonName(certificate)), host, commonNameToo);
    }

    private static List<String> names(X509Certificate certificate, int type) throws CertificateParsingException {
        Collection<List<?>> all;
        try {
            all = certificate.getSubjectAlternativeNames();
        } catch (CertificateParsingException e) {
            throw new CertificateParsingException(Printable.of(e));
        }
        List<String> names = new ArrayList<>();
        for (List<?> entry : all == null ? List.<List<?>>of() : all) {
            if (entry.get(0).equals(type)) {
                names.add((String) entry.get(1));
            }
        }
        return names;
    }

    /** The most specific common name, which is the last one; null if there is none that can be read. */
    private static String commonName(X509Certificate certificate) {
        try {
            return Name.parse(certificate.getSubjectX500Principal().getEncoded(), "subject").commonName();
        } catch (MalformedInput e) {
            return null;
        }
    }

    private static String mismatch(String host, X509Certificate certificate) throws CertificateParsingException {
        if (HostNames.isLiteral(host)) {
            return "No subject alternative names matching IP address " + Printable.text(host) + " found: the"
                    + " certificate is for " + Printable.list(names(certificate, IP_ADDRESS)) + " and "
                    + Printable.list(names(certificate, DNS_NAME));
        }
        List<String> names = names(certificate, DNS_NAME);
        if (names.isEmpty()) {
            return "No name matching " + Printable.text(host) + " found: the certificate has no DNS names; its common"
                    + " name, " + Printable.text(commonName(certificate))
                    + ", does not count unless handfast.pki.commonName is true";
        }
        return "No subject alternative DNS name matching " + Printable.text(host) + " found: the certificate is for "
                + Printable.list(names);
    }
}
