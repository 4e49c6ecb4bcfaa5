/** TLS 1.3 and TLS 1.2 as a JCA/JSSE security provider in pure Java. */
@SuppressWarnings("exports")
module dev.handfast.provider {
    requires org.bouncycastle.provider;
    requires org.bouncycastle.pkix;
    // Where an application brings it, for stores that a fleet shares. Not transitive: modules that do not would not compile.
    requires static cache.api;

    exports dev.handfast;
    exports dev.handfast.tls;
    exports dev.handfast.jcache;

    provides java.security.Provider with dev.handfast.HandfastProvider;
}
