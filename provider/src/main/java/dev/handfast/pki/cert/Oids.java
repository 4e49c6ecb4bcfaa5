package dev.handfast.pki.cert;

import dev.handfast.der.Oid;

/** The object identifiers of RFC 5280, RFC 6960, RFC 6962 and RFC 7633 that have a meaning here. */
public final class Oids {

    public static final Oid SUBJECT_KEY_IDENTIFIER = Oid.of("2.5.29.14");
    public static final Oid KEY_USAGE = Oid.of("2.5.29.15");
    public static final Oid SUBJECT_ALT_NAME = Oid.of("2.5.29.17");
    public static final Oid ISSUER_ALT_NAME = Oid.of("2.5.29.18");
    public static final Oid BASIC_CONSTRAINTS = Oid.of("2.5.29.19");
    public static final Oid CRL_NUMBER = Oid.of("2.5.29.20");
    public static final Oid REASON_CODE = Oid.of("2.5.29.21");
    public static final Oid INVALIDITY_DATE = Oid.of("2.5.29.24");
    public static final Oid DELTA_CRL_INDICATOR = Oid.of("2.5.29.27");
    public static final Oid ISSUING_DISTRIBUTION_POINT = Oid.of("2.5.29.28");
    public static final Oid CERTIFICATE_ISSUER = Oid.of("2.5.29.29");
    public static final Oid NAME_CONSTRAINTS = Oid.of("2.5.29.30");
    public static final Oid CRL_DISTRIBUTION_POINTS = Oid.of("2.5.29.31");
    public static final Oid CERTIFICATE_POLICIES = Oid.of("2.5.29.32");
    public static final Oid ANY_POLICY = Oid.of("2.5.29.32.0");
    public static final Oid POLICY_MAPPINGS = Oid.of("2.5.29.33");
    public static final Oid AUTHORITY_KEY_IDENTIFIER = Oid.of("2.5.29.35");
    public static final Oid POLICY_CONSTRAINTS = Oid.of("2.5.29.36");
    public static final Oid EXTENDED_KEY_USAGE = Oid.of("2.5.29.37");
    public static final Oid ANY_EXTENDED_KEY_USAGE = Oid.of("2.5.29.37.0");
    public static final Oid FRESHEST_CRL = Oid.of("2.5.29.46");
    public static final Oid INHIBIT_ANY_POLICY = Oid.of("2.5.29.54");
    public static final Oid AUTHORITY_INFO_ACCESS = Oid.of("1.3.6.1.5.5.7.1.1");
    public static final Oid SUBJECT_INFO_ACCESS = Oid.of("1.3.6.1.5.5.7.1.11");
    public static final Oid TLS_FEATURE = Oid.of("1.3.6.1.5.5.7.1.24");
    public static final Oid CPS_POINTER = Oid.of("1.3.6.1.5.5.7.2.1");
    public static final Oid USER_NOTICE = Oid.of("1.3.6.1.5.5.7.2.2");
    public static final Oid SERVER_AUTH = Oid.of("1.3.6.1.5.5.7.3.1");
    public static final Oid CLIENT_AUTH = Oid.of("1.3.6.1.5.5.7.3.2");
    public static final Oid CODE_SIGNING = Oid.of("1.3.6.1.5.5.7.3.3");
    public static final Oid TIME_STAMPING = Oid.of("1.3.6.1.5.5.7.3.8");
    public static final Oid OCSP_SIGNING = Oid.of("1.3.6.1.5.5.7.3.9");
    public static final Oid OCSP = Oid.of("1.3.6.1.5.5.7.48.1");
    public static final Oid OCSP_BASIC = Oid.of("1.3.6.1.5.5.7.48.1.1");
    public static final Oid OCSP_NONCE = Oid.of("1.3.6.1.5.5.7.48.1.2");
    public static final Oid OCSP_NO_CHECK = Oid.of("1.3.6.1.5.5.7.48.1.5");
    public static final Oid CA_ISSUERS = Oid.of("1.3.6.1.5.5.7.48.2");
    public static final Oid SCT_LIST = Oid.of("1.3.6.1.4.1.11129.2.4.2");
    public static final Oid SCT_LIST_OCSP = Oid.of("1.3.6.1.4.1.11129.2.4.5");
    public static final Oid SMTP_UTF8_MAILBOX = Oid.of("1.3.6.1.5.5.7.8.9");
    public static final Oid EMAIL_ADDRESS = Oid.of("1.2.840.113549.1.9.1");
    public static final Oid COMMON_NAME = Oid.of("2.5.4.3");

    public static final Oid RSA = Oid.of("1.2.840.113549.1.1.1");
    public static final Oid RSA_PSS = Oid.of("1.2.840.113549.1.1.10");
    public static final Oid EC = Oid.of("1.2.840.10045.2.1");
    public static final Oid DSA = Oid.of("1.2.840.10040.4.1");
    public static final Oid ED25519 = Oid.of("1.3.101.112");
    public static final Oid ED448 = Oid.of("1.3.101.113");
    public static final Oid SHA1 = Oid.of("1.3.14.3.2.26");
    public static final Oid SHA256 = Oid.of("2.16.840.1.101.3.4.2.1");
    public static final Oid SHA384 = Oid.of("2.16.840.1.101.3.4.2.2");
    public static final Oid SHA512 = Oid.of("2.16.840.1.101.3.4.2.3");

    private Oids() {
    }
}
