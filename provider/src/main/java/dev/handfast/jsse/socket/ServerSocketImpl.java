package dev.handfast.jsse.socket;

import dev.handfast.handshake.HandshakeConfig.ClientAuthentication;
import dev.handfast.jsse.config.Configuration;
import dev.handfast.jsse.config.ParametersMap;
import dev.handfast.jsse.context.SharedContext;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;

/** A server socket. What is set on it counts for the sockets it accepts afterwards. */
final class ServerSocketImpl extends SSLServerSocket {

    private final SharedContext context;
    private final Configuration configuration;

    ServerSocketImpl(SharedContext context) throws IOException {
        this.context = context;
        this.configuration = context.configuration(false, true);
    }

    /** @param address where to listen, or null for everywhere */
    ServerSocketImpl(SharedContext context, int port, int backlog, InetAddress address) throws IOException {
        super(port, backlog, address);
        this.context = context;
        this.configuration = context.configuration(false, true);
    }

    /** Waits for a TCP connection; the handshake is left to whoever uses the socket. */
    @Override
    public Socket accept() throws IOException {
        SocketImpl socket = new SocketImpl(context, configuration.copy());
        implAccept(socket);
        socket.accepted();
        return socket;
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return configuration.supportedSuites();
    }

    @Override
    public String[] getEnabledCipherSuites() {
        return configuration.suites();
    }

    @Override
    public void setEnabledCipherSuites(String[] suites) {
        configuration.setSuites(suites);
    }

    @Override
    public String[] getSupportedProtocols() {
        return configuration.supportedProtocols();
    }

    @Override
    public String[] getEnabledProtocols() {
        return configuration.protocols();
    }

    @Override
    public void setEnabledProtocols(String[] protocols) {
        configuration.setProtocols(protocols);
    }

    @Override
    public void setUseClientMode(boolean client) {
        configuration.setClient(client);
    }

    @Override
    public boolean getUseClientMode() {
        return configuration.isClient();
    }

    @Override
    public void setNeedClientAuth(boolean need) {
        configuration.setClientAuthentication(ClientAuthentication.NEEDED, need);
    }

    @Override
    public boolean getNeedClientAuth() {
        return configuration.isClientAuthentication(ClientAuthentication.NEEDED);
    }

    @Override
    public void setWantClientAuth(boolean want) {
        configuration.setClientAuthentication(ClientAuthentication.WANTED, want);
    }

    @Override
    public boolean getWantClientAuth() {
        return configuration.isClientAuthentication(ClientAuthentication.WANTED);
    }

    @Override
    public void setEnableSessionCreation(boolean allowed) {
        configuration.setSessionCreation(allowed);
    }

    @Override
    public boolean getEnableSessionCreation() {
        return configuration.isSessionCreation();
    }

    @Override
    public SSLParameters getSSLParameters() {
        return ParametersMap.read(configuration);
    }

    @Override
    public void setSSLParameters(SSLParameters parameters) {
        ParametersMap.apply(parameters, configuration);
    }

    @Override
    public String toString() {
        return "[SSL: " + super.toString() + "]";
    }
}
