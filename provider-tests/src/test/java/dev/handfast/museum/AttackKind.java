package dev.handfast.museum;

/** What an attack is aimed at. */
public enum AttackKind {
    /** The order of messages. */
    STATES,
    /** The protection of records. */
    RECORDS,
    /** Keys and shares. */
    KEY_EXCHANGE,
    /** Signatures and the keys that verify them. */
    SIGNATURES,
    /** Certificates and what they allow. */
    CERTIFICATES,
    /** Host names and constraints of names. */
    NAMES,
    /** Revocation lists and OCSP responses. */
    REVOCATION,
    /** Sessions, tickets and early data. */
    RESUMPTION,
    /** The choice of something weaker than both sides have. */
    DOWNGRADE,
    /** Memory: read beyond its end, or filled up. */
    MEMORY,
    /** Time of the processor, or a connection that never ends. */
    TIME,
    /** Secrets in places where they do not belong. */
    SECRETS,
    /** Crashes and exceptions that nobody expects. */
    FAILURES
}
