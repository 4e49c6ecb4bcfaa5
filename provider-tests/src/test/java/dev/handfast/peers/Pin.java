package dev.handfast.peers;

/**
 * What one connection of the interop matrix is held to.
 *
 * @param version "TLSv1.3" or "TLSv1.2"
 * @param suite the IANA name of the only cipher suite, or null for the default
 * @param group the registry's name of the only group, as the JDK writes it, or null for the default
 * @param key the server's key
 * @param clientKey the client's key, or null for no client authentication
 */
public record Pin(String version, String suite, String group, KeyKind key, KeyKind clientKey) {

    /** Whether the version is TLS 1.3. */
    public boolean is13() {
        return version.equals("TLSv1.3");
    }

    /** Whether the suite is held to. */
    public boolean hasSuite() {
        return suite != null;
    }

    /** Whether the group is held to. */
    public boolean hasGroup() {
        return group != null;
    }

    /** Whether the server asks for a certificate. */
    public boolean hasClientKey() {
        return clientKey != null;
    }

    /** Whether the suite is pinned and its name contains {@code part}. */
    public boolean suiteHas(String part) {
        return suite != null && suite.contains(part);
    }

    /** Whether the group is one of RFC 7919. */
    public boolean isFiniteField() {
        return group != null && group.startsWith("ffdhe");
    }

    /** Whether the group is a hybrid with ML-KEM. */
    public boolean isHybrid() {
        return group != null && group.contains("MLKEM");
    }

    /** The identity of the server. */
    public Identity server() {
        return Credentials.shared().server(key);
    }

    /** The identity of the client, or null. */
    public Identity client() {
        return clientKey == null ? null : Credentials.shared().client(clientKey);
    }

    @Override
    public String toString() {
        return version + " " + key + (hasSuite() ? " " + suite : "") + (hasGroup() ? " " + group : "")
                + (hasClientKey() ? " client " + clientKey : "");
    }
}
