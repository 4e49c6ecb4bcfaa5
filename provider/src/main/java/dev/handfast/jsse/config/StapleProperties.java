package dev.handfast.jsse.config;

import dev.handfast.jsse.props.PropertyReader;
import dev.handfast.jsse.props.WarnOnce;
import dev.handfast.jsse.staple.StapleRules;

import java.net.URI;
import java.net.URISyntaxException;

/** Reads the properties of stapling, which are the JDK's. */
final class StapleProperties {

    private static final int TIMEOUT_MILLIS = 5000;
    private static final int CERTIFICATES = 256;
    private static final int LIFETIME_SECONDS = 3600;

    private StapleProperties() {
    }

    /** The rules as the properties stand now. */
    static StapleRules read() {
        return new StapleRules(PropertyReader.flag("jdk.tls.server.enableStatusRequestExtension", false),
                PropertyReader.number("jdk.tls.stapling.responseTimeout", TIMEOUT_MILLIS, 0),
                PropertyReader.number("jdk.tls.stapling.cacheSize", CERTIFICATES, 0),
                Math.max(0,
                        PropertyReader.number("jdk.tls.stapling.cacheLifetime", LIFETIME_SECONDS, Integer.MIN_VALUE)),
                responder("jdk.tls.stapling.responderURI"),
                PropertyReader.flag("jdk.tls.stapling.responderOverride", false));
    }

    private static URI responder(String property) {
        String named = PropertyReader.text(property);
        if (named == null) {
            return null;
        }
        try {
            URI uri = new URI(named.trim());
            if ("http".equalsIgnoreCase(uri.getScheme()) && uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            return told(property, named);
        }
        return told(property, named);
    }

    private static URI told(String property, String named) {
        WarnOnce.once(
                WarnOnce.named(property, named) + " is not the http URI of a responder; certificates' own are asked");
        return null;
    }
}
