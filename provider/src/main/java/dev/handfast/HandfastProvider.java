package dev.handfast;

import dev.handfast.jsse.ContextService;
import dev.handfast.jsse.KeyManagerFactoryImpl;
import dev.handfast.jsse.context.SharedContext;
import dev.handfast.jsse.stores.PemKeyStore;
import dev.handfast.jsse.trust.PkixServices;
import dev.handfast.jsse.trust.TrustManagerFactoryImpl;

import java.security.InvalidParameterException;
import java.security.Provider;
import java.util.List;

/**
 * The security provider named {@code Handfast}: {@code SSLContext}, {@code KeyManagerFactory},
 * {@code TrustManagerFactory}, {@code CertPathBuilder}, {@code CertPathValidator} and {@code KeyStore} (PEM). It reads
 * no configuration and loads no class of a service until one is asked for, so that it can stand first in the list of
 * providers.
 */
public final class HandfastProvider extends Provider {

    private static final long serialVersionUID = 1L;

    /** The provider's name, for {@code getInstance(..., NAME)}. */
    public static final String NAME = "Handfast";

    /** A provider with all of its services; it reads no configuration until a service is asked for. */
    public HandfastProvider() {
        super(NAME, "0.1", "Handfast: TLS 1.3 and TLS 1.2 in pure Java");
        put("SSLContext", "TLS", "ContextService", "SSL");
        put("SSLContext", "TLSv1.3", "ContextService");
        put("SSLContext", "TLSv1.2", "ContextService");
        put("SSLContext", "Default", "ContextService");
        put("KeyManagerFactory", "NewSunX509", "KeyManagerFactoryImpl", "PKIX");
        put("KeyManagerFactory", "SunX509", "KeyManagerFactoryImpl");
        put("TrustManagerFactory", "SunX509", "trust.TrustManagerFactoryImpl");
        put("KeyStore", "PEM", "stores.PemKeyStore");
        for (Service service : PkixServices.of(this)) {
            putService(service);
        }
    }

    private void put(String type, String algorithm, String implementation, String... aliases) {
        putService(new Maker(this, type, algorithm, implementation, List.of(aliases)));
    }

    /**
     * A service made by a constructor rather than by reflection, which modules would refuse. No constructor fails: JCA
     * would go on to the next provider without a word.
     */
    private static final class Maker extends Service {

        Maker(Provider provider, String type, String algorithm, String implementation, List<String> aliases) {
            super(provider, type, algorithm, "dev.handfast.jsse." + implementation, aliases, null);
        }

        @Override
        public Object newInstance(Object parameter) {
            if (parameter != null) {
                throw new InvalidParameterException(getType() + " takes no constructor parameter");
            }
            return switch (getType()) {
                case "SSLContext" -> new ContextService(kind(getAlgorithm()));
                case "KeyManagerFactory" -> new KeyManagerFactoryImpl(getAlgorithm().equals("SunX509"));
                case "TrustManagerFactory" -> new TrustManagerFactoryImpl();
                case "KeyStore" -> new PemKeyStore();
                default -> throw new AssertionError(getType());
            };
        }

        private static SharedContext.Kind kind(String algorithm) {
            return switch (algorithm) {
                case "TLS" -> SharedContext.Kind.TLS;
                case "TLSv1.3" -> SharedContext.Kind.TLS_1_3;
                case "TLSv1.2" -> SharedContext.Kind.TLS_1_2;
                case "Default" -> SharedContext.Kind.DEFAULT;
                default -> throw new AssertionError(algorithm);
            };
        }
    }
}
