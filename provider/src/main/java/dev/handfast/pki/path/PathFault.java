package dev.handfast.pki.path;

/** The named ways in which a certificate path can fail, each with the rule that demands refusal. */
public enum PathFault {

    MALFORMED("RFC 5280 section 4.1"),
    SIGNATURE_WRONG("RFC 5280 section 6.1.3 (a)(1)"),
    SIGNATURE_UNSUPPORTED("RFC 5280 section 6.1.3 (a)(1)"),
    ALGORITHM_REFUSED("RFC 5280 section 8"),
    KEY_REFUSED("a bound of dev.handfast.crypto.KeyBounds"),
    EXPIRED("RFC 5280 section 6.1.3 (a)(2)"),
    NOT_YET_VALID("RFC 5280 section 6.1.3 (a)(2)"),
    REVOKED("RFC 5280 section 6.1.3 (a)(3)"),
    REVOCATION_UNKNOWN("RFC 5280 section 6.3"),
    TLS_FEATURE_MISSING("RFC 7633 section 4.2.2"),
    STAPLE_MISSING("RFC 7633 section 4.2.3.1"),
    STAPLE_UNACCEPTABLE("RFC 6066 section 8"),
    NAME_CHAINING("RFC 5280 section 6.1.3 (a)(4)"),
    EMPTY_ISSUER("RFC 5280 section 4.1.2.4"),
    EMPTY_SUBJECT("RFC 5280 section 4.1.2.6"),
    NAME_NOT_PERMITTED("RFC 5280 section 6.1.3 (b)"),
    NAME_EXCLUDED("RFC 5280 section 6.1.3 (c)"),
    NAME_MALFORMED("RFC 5280 section 4.2.1.6"),
    CONSTRAINT_MALFORMED("RFC 5280 section 4.2.1.10"),
    CONSTRAINT_NOT_UNDERSTOOD("RFC 5280 section 4.2.1.10"),
    CONSTRAINT_MISPLACED("RFC 5280 section 4.2.1.10"),
    POLICY("RFC 5280 section 6.1.5 (g)"),
    POLICY_QUALIFIER("RFC 5280 section 4.2.1.4"),
    POLICY_MAPPING("RFC 5280 section 6.1.4 (a)"),
    NOT_A_CA("RFC 5280 section 6.1.4 (k)"),
    PATH_TOO_LONG("RFC 5280 section 6.1.4 (l)"),
    NO_CERT_SIGN("RFC 5280 section 6.1.4 (n)"),
    UNKNOWN_CRITICAL_EXTENSION("RFC 5280 section 6.1.4 (o)"),
    EXTENSION_MUST_NOT_BE_CRITICAL("RFC 5280 section 4.2"),
    WRONG_PURPOSE("RFC 5280 section 4.2.1.12"),
    WRONG_KEY_USAGE("RFC 5280 section 4.2.1.3"),
    WRONG_HOST("RFC 9525 section 6"),
    SERVER_NAMES("RFC 9525 section 6.3"),
    TRANSPARENCY("RFC 6962 section 3.3"),
    LOOP("RFC 4158 section 2.4.2"),
    NO_ISSUER("RFC 5280 section 6.1"),
    NO_ANCHOR("RFC 5280 section 6.1.1 (d)"),
    CHECKER("a PKIXCertPathChecker of the application"),
    BUDGET("a cap of dev.handfast.pki.path.Budget");

    private final String rule;

    PathFault(String rule) {
        this.rule = rule;
    }

    /** The rule behind the fault. */
    public String rule() {
        return rule;
    }
}
