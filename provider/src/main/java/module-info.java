/** TLS 1.3 and TLS 1.2 as a JCA/JSSE security provider in pure Java. */
@SuppressWarnings("exports") module dev.handfast.provider {
    // Where an application brings it, of whatever version. The JDK resolves it wherever it finds it: it is a provider
    // too.
    requires static org.bouncycastle.provider;
    // Likewise, for encrypted keys in PEM; it is no provider, so --add-modules or an application must ask for it.
    requires static org.bouncycastle.pkix;
    // Where an application brings it, for stores that a fleet shares. Not transitive: modules that do not would not
    // compile.
    requires static cache.api;
    // Where an application is a server or client of Jetty's, which finds on the class path, by META-INF/services, who
    // negotiates by ALPN. A module that provides a service must read it, so that one for all cannot name Jetty's.
    requires static org.eclipse.jetty.alpn.client;
    requires static org.eclipse.jetty.alpn.server;
    // Annotations that say what may be null; not needed at run time.
    requires static org.jspecify;

    exports dev.handfast;
    exports dev.handfast.tls;
    exports dev.handfast.jcache;

    provides java.security.Provider with dev.handfast.HandfastProvider;
}
