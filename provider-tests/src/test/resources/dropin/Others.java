import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import javax.crypto.Cipher;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Prints who serves what when Handfast is first, and uses what the other providers offer. */
public class Others {
    public static void main(String[] args) throws Exception {
        for (Provider provider : Security.getProviders()) {
            System.out.println("PROVIDER " + provider.getName());
        }
        Class<?> type = SSLContext.getDefault().getProvider().getClass();
        System.out.println("MODULE " + type.getModule().getName());
        System.out.println("DEFAULT " + SSLContext.getDefault().getProvider().getName());
        System.out.println("TLS " + SSLContext.getInstance("TLS").getProvider().getName());
        System.out.println("SUN " + SSLContext.getInstance("TLS", "SunJSSE").getProvider().getName());
        System.out.println("KMF " + KeyManagerFactory.getInstance("PKIX").getProvider().getName());
        System.out.println("TMF " + TrustManagerFactory.getInstance("PKIX").getProvider().getName());
        System.out.println("DIGEST " + MessageDigest.getInstance("SHA-256").getProvider().getName());
        System.out.println("CIPHER " + Cipher.getInstance("AES/GCM/NoPadding").getProvider().getName());
        System.out.println("SIGNATURE " + Signature.getInstance("SHA256withECDSA").getAlgorithm());
        System.out.println("KEY " + KeyPairGenerator.getInstance("EC").generateKeyPair().getPublic().getAlgorithm());
        System.out.println("X509 " + CertificateFactory.getInstance("X.509").getProvider().getName());
    }
}
