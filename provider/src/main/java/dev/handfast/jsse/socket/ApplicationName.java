package dev.handfast.jsse.socket;

import dev.handfast.jsse.props.WarnOnce;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
        } catch (IOException | RuntimeException | LinkageError e) {
            tell(e);
            return false;
        }
    }

    /** SunJSSE reads properties too, and does not know all that may stand in them. */
    private static void tell(Throwable cause) {
        WarnOnce.once("the provider SunJSSE, which alone knows whether the name of an InetAddress was looked up or"
                + " comes of reverse DNS, is missing or cannot be used (" + cause
                + "): sockets that are connected to an"
                + " InetAddress are known by its address; to have them known by a name, use createSocket(String host,"
                + " int port), and leave in jdk.tls.* properties something that SunJSSE knows, such as x25519 among the"
                + " groups");
    }

    /** SunJSSE's, made when first asked. */
    private static final class Jdk {

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
