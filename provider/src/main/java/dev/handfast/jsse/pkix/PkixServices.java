package dev.handfast.jsse.pkix;

import java.security.Provider;

/** The provider entries of this package. */
public final class PkixServices {

    private PkixServices() {
    }

    /** Adds CertPathBuilder, CertPathValidator and TrustManagerFactory "PKIX" to a provider. */
    public static void register(Provider provider) {
        String home = PkixServices.class.getPackageName() + ".";
        provider.put("CertPathBuilder.PKIX", home + "CertPathBuilderImpl");
        provider.put("CertPathBuilder.PKIX ValidationAlgorithm", "RFC5280");
        provider.put("CertPathBuilder.PKIX ImplementedIn", "Software");
        provider.put("CertPathValidator.PKIX", home + "CertPathValidatorImpl");
        provider.put("CertPathValidator.PKIX ValidationAlgorithm", "RFC5280");
        provider.put("CertPathValidator.PKIX ImplementedIn", "Software");
        provider.put("TrustManagerFactory.PKIX", home + "TrustManagerFactoryImpl");
        provider.put("Alg.Alias.TrustManagerFactory.X509", "PKIX");
        provider.put("Alg.Alias.TrustManagerFactory.X.509", "PKIX");
        provider.put("Alg.Alias.TrustManagerFactory.SunPKIX", "PKIX");
    }
}
