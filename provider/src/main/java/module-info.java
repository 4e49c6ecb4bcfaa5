/** TLS 1.3 and TLS 1.2 as a JCA/JSSE security provider in pure Java. */
module dev.handfast.provider {
    requires org.bouncycastle.provider;
    requires org.bouncycastle.pkix;

    exports dev.handfast;

    provides java.security.Provider with dev.handfast.HandfastProvider;
}
