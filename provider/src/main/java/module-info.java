/** TLS 1.3 and TLS 1.2 as a JCA/JSSE security provider in pure Java. */
@SuppressWarnings("requires-transitive-automatic")
module dev.handfast.provider {
    requires org.bouncycastle.provider;
    requires org.bouncycastle.pkix;
    // Where an application brings it, for stores that a fleet shares.
    requires static transitive cache.api;

    exports dev.handfast;

    provides java.security.Provider with dev.handfast.HandfastProvider;
}
