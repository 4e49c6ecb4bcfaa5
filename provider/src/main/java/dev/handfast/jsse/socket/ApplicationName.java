package dev.handfast.jsse.socket;

import dev.handfast.jsse.props.WarnOnce;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/**
 * The name by which an application knows an address: the one it looked up. An {@link InetAddress} holds a name also
 * after {@link InetAddress#getHostName()} has asked a name service what the address is called, and whoever owns the
 * address decides what that says; such a name identifies nobody.
 *
 * <p>No public method tells the two apart, but two witnesses do:
 * <ul>
 *   <li>{@link InetAddress} remembers for a while what it has looked up, and answers with the same objects. An address
 *       that is the very object which a look-up of its name gives was made by such a look-up; one that was only named
 *       later, or by a caller, never is. The JDK's loopback address, always the same object, has its name from the
 *       beginning. Where that memory is over, or switched off, this is one look-up more, and
 *       proves nothing.</li>
 *   <li>SunJSSE shows what the JDK knows: an SSLSocket of its own over a socket that is connected to the address has
 *       the name that the application gave, or the address. It is not connected to anything, and asked for nothing
 *       else. It is asked if the memory has no proof; once it has answered, it is asked first, and no name is looked
 *       up again. It may be missing, or fail for properties that it does not know.</li>
 * </ul>
 * A name that neither vouches for does not count: the peer is known by its address, and must have that in its
 * certificate.
 */
final class ApplicationName {

    private static volatile boolean sunJsseAnswers;

    private ApplicationName() {
    }

    /** The name that an application has given to get an address, else the address in text. */
    static String of(InetAddress address) {
        String literal = address.getHostAddress();
        String held = new InetSocketAddress(address, 0).getHostString();
        return held.equals(literal) || held.isEmpty() || !isGiven(address, held) ? literal : held;
    }

    private static boolean isGiven(InetAddress address, String held) {
        return !sunJsseAnswers && isRemembered(address, held) || sunJsseSays(address, held);
    }

    private static boolean isRemembered(InetAddress address, String held) {
        if (address == InetAddress.getLoopbackAddress()) {
            return true;
        }
        try {
            for (InetAddress remembered : InetAddress.getAllByName(held)) {
                if (remembered == address) {
                    return true;
                }
            }
            return false;
        } catch (UnknownHostException | RuntimeException noProof) {
            return false;
        }
    }

    private static boolean sunJsseSays(InetAddress address, String held) {
        if (SunJsse.SOCKETS == null) {
            return false;
        }
        try {
            String shown = SunJsse.SOCKETS.createSocket(new Connected(address), null, 0, false).toString();
            sunJsseAnswers = true;
            return shown.startsWith("SSLSocket[hostname=" + held + ", port=");
        } catch (IOException | RuntimeException | LinkageError e) {
            tell(e);
            return false;
        }
    }

    /** SunJSSE reads properties too, and does not know all that may stand in them. */
    private static void tell(Throwable cause) {
        WarnOnce.once("the provider SunJSSE, which alone knows of every InetAddress whether its name was given by the"
                + " application or comes of reverse DNS, is missing or cannot be used (" + cause
                + "): sockets that are connected to an InetAddress which was not looked up just before, by a name that"
                + " the JDK remembers (networkaddress.cache.ttl), are known by its address; to have them known by a"
                + " name, use createSocket(String host, int port), and leave in jdk.tls.* properties something that"
                + " SunJSSE knows, such as x25519 among the groups");
    }

    /** SunJSSE's, made when first asked. */
    private static final class SunJsse {

        private static final SSLSocketFactory SOCKETS = sockets();

        private static SSLSocketFactory sockets() {
            try {
                SSLContext context = SSLContext.getInstance("TLS", "SunJSSE");
                context.init(new KeyManager[0], new TrustManager[0], null);
                return context.getSocketFactory();
            } catch (GeneralSecurityException | RuntimeException | LinkageError unusable) {
                tell(unusable);
                return null;
            }
        }
    }

    /** A socket that says to be connected, and is not. */
    private static final class Connected extends Socket {

        private final InetAddress address;

        Connected(InetAddress address) {
            this.address = address;
        }

        @Override
        public boolean isConnected() {
            return true;
        }

        @Override
        public InetAddress getInetAddress() {
            return address;
        }

        @Override
        public InputStream getInputStream() {
            return new ByteArrayInputStream(new byte[0]);
        }

        @Override
        public OutputStream getOutputStream() {
            return OutputStream.nullOutputStream();
        }
    }
}
