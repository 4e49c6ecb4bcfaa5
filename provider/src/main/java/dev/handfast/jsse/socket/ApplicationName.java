package dev.handfast.jsse.socket;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
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
 * <p>No public method tells the two apart. The JDK knows, and SunJSSE shows what it knows: an SSLSocket of its own
 * over a socket that is connected to the address has the name that the application looked up, or the address. It is
 * not connected to anything, and asked for nothing else. Where there is no SunJSSE, no name that an address holds
 * counts.
 */
final class ApplicationName {

    private static final System.Logger LOG = System.getLogger(ApplicationName.class.getName());

    private ApplicationName() {
    }

    /** The name that an application has looked up to get an address, else the address in text; asks no name service. */
    static String of(InetAddress address) {
        String literal = address.getHostAddress();
        String held = new InetSocketAddress(address, 0).getHostString();
        return held.equals(literal) || held.isEmpty() || !isLookedUp(address, held) ? literal : held;
    }

    private static boolean isLookedUp(InetAddress address, String held) {
        if (Jdk.SOCKETS == null) {
            return false;
        }
        try {
            return Jdk.SOCKETS.createSocket(new Connected(address), null, 0, false).toString()
                    .startsWith("SSLSocket[hostname=" + held + ", port=");
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "SunJSSE does not say what an address was looked up by", e);
            return false;
        }
    }

    /** SunJSSE's, made when first asked. */
    private static final class Jdk {

        private static final SSLSocketFactory SOCKETS = sockets();

        private static SSLSocketFactory sockets() {
            try {
                SSLContext context = SSLContext.getInstance("TLS", "SunJSSE");
                context.init(new KeyManager[0], new TrustManager[0], null);
                return context.getSocketFactory();
            } catch (GeneralSecurityException absent) {
                LOG.log(Level.WARNING, "there is no provider SunJSSE, which alone knows whether the name of an"
                        + " InetAddress was looked up or comes of reverse DNS: sockets that are connected to one are"
                        + " known by its address; to have them known by a name, use"
                        + " createSocket(String host, int port)");
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
