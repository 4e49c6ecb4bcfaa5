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
import java.util.function.Supplier;

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
        context("TLS", List.of("SSL"), () -> new ContextService(SharedContext.Kind.TLS));
        context("TLSv1.3", List.of(), () -> new ContextService(SharedContext.Kind.TLS_1_3));
        context("TLSv1.2", List.of(), () -> new ContextService(SharedContext.Kind.TLS_1_2));
        context("Default", List.of(), () -> new ContextService(SharedContext.Kind.DEFAULT));
        putService(new Maker(this, "KeyManagerFactory", "NewSunX509", "KeyManagerFactoryImpl", List.of("PKIX"),
                () -> new KeyManagerFactoryImpl(false)));
        putService(new Maker(this, "KeyManagerFactory", "SunX509", "KeyManagerFactoryImpl", List.of(),
                () -> new KeyManagerFactoryImpl(true)));
        putService(new Maker(this, "TrustManagerFactory", "SunX509", "trust.TrustManagerFactoryImpl", List.of(),
                TrustManagerFactoryImpl::new));
        putService(new Maker(this, "KeyStore", "PEM", "stores.PemKeyStore", List.of(), PemKeyStore::new));
        PkixServices.of(this).forEach(this::putService);
    }

    private void context(String algorithm, List<String> aliases, Supplier<Object> making) {
        putService(new Maker(this, "SSLContext", algorithm, "ContextService", aliases, making));
    }

    /**
     * A service made by a constructor rather than by reflection, which modules would refuse. No constructor fails: JCA
     * would go on to the next provider without a word.
     */
    private static final class Maker extends Service {

        private final Supplier<Object> making;

        Maker(Provider provider, String type, String algorithm, String implementation, List<String> aliases,
                Supplier<Object> making) {
            super(provider, type, algorithm, "dev.handfast.jsse." + implementation, aliases, null);
            this.making = making;
        }

        @Override
        public Object newInstance(Object parameter) {
            if (parameter != null) {
                throw new InvalidParameterException(getType() + " takes no constructor parameter");
            }
            return making.get();
        }
    }
}
