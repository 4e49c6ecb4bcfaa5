package dev.handfast.jsse.engine;

import dev.handfast.handshake.HandshakeConfig.ClientAuthentication;
import dev.handfast.jsse.certs.CheckedConnection;
import dev.handfast.jsse.config.Configuration;
import dev.handfast.jsse.config.ParametersMap;
import dev.handfast.jsse.context.ConnectionContext;
import dev.handfast.jsse.context.PublicConnection;
import dev.handfast.jsse.context.SharedContext;
import dev.handfast.jsse.trace.PeerAddress;
import dev.handfast.jsse.trust.HostNames;
import dev.handfast.tls.ChannelBinding;
import dev.handfast.tls.EarlyData;
import dev.handfast.tls.TlsConnection;
import dev.handfast.tls.TlsSession;

import java.security.AlgorithmConstraints;
import java.util.List;
import java.util.function.BiFunction;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;

/**
 * What an engine is asked and told besides traffic: it hands all of it to its
 * {@link dev.handfast.jsse.config.Configuration}.
 */
public abstract class ConfiguredEngine extends SSLEngine implements TlsConnection, CheckedConnection {

    final Configuration configuration;
    final ConnectionContext association;
    private final PublicConnection face;

    /** Of a peer that is not known. */
    ConfiguredEngine(SharedContext context) {
        this.configuration = context.configuration(false, false);
        this.association = new ConnectionContext(context, configuration, PeerAddress.UNKNOWN);
        this.face = new PublicConnection(association);
    }

    /** @param host the peer's name or address, not verified, or null */
    ConfiguredEngine(SharedContext context, String host, int port) {
        super(host, port);
        this.configuration = context.configuration(false, false);
        this.association = new ConnectionContext(context, configuration, new PeerAddress(host, port));
        this.face = new PublicConnection(association);
        if (HostNames.serverName(host) != null) {
            configuration.addServerName(HostNames.serverName(host));
        }
    }

    @Override
    public final SSLSession getSession() {
        return association.session();
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
    public final void setHandshakeApplicationProtocolSelector(BiFunction<SSLEngine, List<String>, String> selector) {
        configuration.setEngineSelector(selector);
    }

    @Override
    public final BiFunction<SSLEngine, List<String>, String> getHandshakeApplicationProtocolSelector() {
        return configuration.engineSelector();
    }

    // What JSSE does not know

    @Override
    public final EarlyData earlyData() {
        return new EngineEarlyData(face);
    }

    @Override
    public final void updateKeys(boolean requestPeer) {
        face.established().requestKeyUpdate(requestPeer);
    }

    @Override
    public final void resume(SSLSession session) {
        face.resume(session);
    }

    @Override
    public final void whenReady(Runnable listener) {
        association.whenReady(listener);
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
