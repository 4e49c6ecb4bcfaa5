package dev.handfast.jsse.socket;

import dev.handfast.handshake.HandshakeConfig.ClientAuthentication;
import dev.handfast.jsse.certs.CheckedConnection;
import dev.handfast.jsse.config.Configuration;
import dev.handfast.jsse.config.ParametersMap;
import dev.handfast.jsse.context.ConnectionContext;
import dev.handfast.jsse.context.PublicConnection;
import dev.handfast.jsse.context.SharedContext;
import dev.handfast.jsse.trace.PeerAddress;
import dev.handfast.tls.ChannelBinding;
import dev.handfast.tls.TlsConnection;
import dev.handfast.tls.TlsSession;

import java.io.InputStream;
import java.net.Socket;
import java.security.AlgorithmConstraints;
import java.util.List;
import java.util.function.BiFunction;

import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/**
 * What a socket is asked and told besides traffic: it hands all of it to its
 * {@link dev.handfast.jsse.config.Configuration}.
 */
public abstract class ConfiguredSocket extends LayeredSocket implements TlsConnection, CheckedConnection {

    final Configuration configuration;
    final ConnectionContext association;
    final PublicConnection face;

    /** A TCP socket of its own. */
    ConfiguredSocket(SharedContext context, Configuration configuration) {
        this(context, configuration, null, null, true);
    }

    /**
     * @param below the connected socket below, or null for none
     * @param consumed what was read from it already, or null
     * @param closesBelow whether closing this closes it
     */
    ConfiguredSocket(SharedContext context, Configuration configuration, Socket below, InputStream consumed,
            boolean closesBelow) {
        super(below, consumed, closesBelow);
        this.configuration = configuration;
        this.association = new ConnectionContext(context, configuration, PeerAddress.UNKNOWN);
        this.face = new PublicConnection(association);
    }

    @Override
    public final SSLSession getHandshakeSession() {
        return association.handshakeSession();
    }

    @Override
    public final String getApplicationProtocol() {
        return association.applicationProtocol();
    }

    @Override
    public final String getHandshakeApplicationProtocol() {
        return association.handshakeApplicationProtocol();
    }

    /** What engines and sockets have in common. */
    public final ConnectionContext association() {
        return association;
    }

    @Override
    public final String[] getSupportedCipherSuites() {
        return configuration.supportedSuites();
    }

    @Override
    public final String[] getEnabledCipherSuites() {
        return configuration.suites();
    }

    @Override
    public final void setEnabledCipherSuites(String[] suites) {
        configuration.setSuites(suites);
    }

    @Override
    public final String[] getSupportedProtocols() {
        return configuration.supportedProtocols();
    }

    @Override
    public final String[] getEnabledProtocols() {
        return configuration.protocols();
    }

    @Override
    public final void setEnabledProtocols(String[] protocols) {
        configuration.setProtocols(protocols);
    }

    @Override
    public final void setUseClientMode(boolean client) {
        association.setClient(client);
    }

    @Override
    public final boolean getUseClientMode() {
        return configuration.isClient();
    }

    @Override
    public final void setNeedClientAuth(boolean need) {
        configuration.setClientAuthentication(ClientAuthentication.NEEDED, need);
    }

    @Override
    public final boolean getNeedClientAuth() {
        return configuration.isClientAuthentication(ClientAuthentication.NEEDED);
    }

    @Override
    public final void setWantClientAuth(boolean want) {
        configuration.setClientAuthentication(ClientAuthentication.WANTED, want);
    }

    @Override
    public final boolean getWantClientAuth() {
        return configuration.isClientAuthentication(ClientAuthentication.WANTED);
    }

    @Override
    public final void setEnableSessionCreation(boolean allowed) {
        configuration.setSessionCreation(allowed);
    }

    @Override
    public final boolean getEnableSessionCreation() {
        return configuration.isSessionCreation();
    }

    @Override
    public final String identification() {
        return configuration.get().authentication().identification();
    }

    @Override
    public final AlgorithmConstraints constraints() {
        return configuration.get().algorithms().constraints();
    }

    @Override
    public final SSLParameters getSSLParameters() {
        return ParametersMap.read(configuration);
    }

    @Override
    public final void setSSLParameters(SSLParameters parameters) {
        ParametersMap.apply(parameters, configuration);
    }

    @Override
    public final void setHandshakeApplicationProtocolSelector(BiFunction<SSLSocket, List<String>, String> selector) {
        configuration.setSocketSelector(selector);
    }

    @Override
    public final BiFunction<SSLSocket, List<String>, String> getHandshakeApplicationProtocolSelector() {
        return configuration.socketSelector();
    }

    // What JSSE does not know

    @Override
    public final void resume(SSLSession session) {
        face.resume(session);
    }

    @Override
    public final void whenReady(Runnable listener) {
        throw new UnsupportedOperationException("a socket blocks the thread that uses it; engines wait without one");
    }

    @Override
    public final TlsSession session() {
        return face.session();
    }

    @Override
    public final byte[] exportKeyingMaterial(String label, byte[] context, int length) {
        return face.exportKeyingMaterial(label, context, length);
    }

    @Override
    public final byte[] channelBinding(ChannelBinding binding) {
        return face.channelBinding(binding);
    }

    @Override
    public final String namedGroup() {
        return face.namedGroup();
    }

    @Override
    public final List<String> peerGroups() {
        return face.peerGroups();
    }

    @Override
    public final List<String> peerSignatureSchemes() {
        return face.peerSignatureSchemes();
    }
}
