package dev.handfast.bench;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import dev.handfast.HandfastProvider;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.jsse.provider.BouncyCastleJsseProvider;
import org.conscrypt.Conscrypt;

/** The implementations compared, by name. */
public final class Rivals {

    /** The name of ours, to which every ratio is made. */
    public static final String HANDFAST = "Handfast";

    private static final List<Rival> ALL = List.of(
            new JsseRival(HANDFAST, HandfastProvider.class, HandfastProvider::new),
            new JsseRival("SunJSSE", SSLContext.class, Rivals::sunJsse),
            new JsseRival("BCJSSE", BouncyCastleJsseProvider.class, Rivals::bouncyCastle),
            new JsseRival("Conscrypt", Conscrypt.class, Conscrypt::newProvider),
            new TcnativeRival(),
            new JsseRival("SunJSSE+ACCP", AmazonCorrettoCryptoProvider.class, Rivals::sunJsseOnCorretto));

    private Rivals() {}

    /** All of them, ours first. The last one changes the provider order of the JVM for good. */
    public static List<Rival> all() {
        return ALL;
    }

    /**
     * The rival of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Rival named(String name) {
        return ALL.stream().filter(rival -> rival.name().equals(name)).findFirst().orElseThrow(
                () -> new IllegalArgumentException("no rival named " + name + "; there are "
                        + ALL.stream().map(Rival::name).toList()));
    }

    /** BCJSSE as its manual sets it up, with BC behind the platform's providers for what those lack. */
    private static Provider bouncyCastle() {
        if (Security.getProvider(BouncyCastleProvider.PROVIDER_NAME) == null) {
            Security.addProvider(new BouncyCastleProvider());
        }
        return new BouncyCastleJsseProvider();
    }

    private static Provider sunJsseOnCorretto() {
        AmazonCorrettoCryptoProvider.install();
        AmazonCorrettoCryptoProvider.INSTANCE.assertHealthy();
        return sunJsse();
    }

    private static Provider sunJsse() {
        return Security.getProvider("SunJSSE");
    }
}
