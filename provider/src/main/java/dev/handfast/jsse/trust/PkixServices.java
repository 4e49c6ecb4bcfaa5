package dev.handfast.jsse.trust;

import dev.handfast.jsse.pkix.CertPathBuilderImpl;
import dev.handfast.jsse.pkix.CertPathValidatorImpl;

import java.security.InvalidParameterException;
import java.security.Provider;
import java.util.List;
import java.util.Map;

/** The provider's services of this package. */
public final class PkixServices {

    private static final Map<String, String> ATTRIBUTES = Map.of("ValidationAlgorithm", "RFC5280", "ImplementedIn",
            "Software");

    private PkixServices() {
    }

    /** CertPathBuilder, CertPathValidator and TrustManagerFactory "PKIX", for a provider to put. */
    public static List<Provider.Service> of(Provider provider) {
        return List.of(
                new Maker(provider, "CertPathBuilder", List.of(), ATTRIBUTES),
                new Maker(provider, "CertPathValidator", List.of(), ATTRIBUTES),
                new Maker(provider, "TrustManagerFactory", List.of("SunPKIX", "X509", "X.509"),
                        Map.of()));
    }

    /** A service made by a constructor rather than by reflection, which modules would refuse. */
    private static final class Maker extends Provider.Service {

        Maker(Provider provider, String type, List<String> aliases, Map<String, String> attributes) {
            super(provider, type, "PKIX", PkixServices.class.getPackageName() + "." + type + "Impl", aliases,
                    attributes);
        }

        @Override
        public Object newInstance(Object parameter) {
            if (parameter != null) {
                throw new InvalidParameterException(getType() + " takes no constructor parameter");
            }
            return switch (getType()) {
                case "CertPathBuilder" -> new CertPathBuilderImpl();
                case "CertPathValidator" -> new CertPathValidatorImpl();
                case "TrustManagerFactory" -> new TrustManagerFactoryImpl();
                default -> throw new AssertionError(getType());
            };
        }
    }
}
