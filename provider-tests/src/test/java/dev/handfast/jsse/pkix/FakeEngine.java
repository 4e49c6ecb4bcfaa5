package dev.handfast.jsse.pkix;

import dev.handfast.jsse.certs.JudgedSession;
import dev.handfast.jsse.certs.PathSettings;

import java.nio.ByteBuffer;
import java.security.Principal;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;

/** An engine in the middle of a handshake, as far as a trust manager looks at one. */
public final class FakeEngine extends SSLEngine {

    private static final String[] SIGNATURES = {"SHA256withECDSA", "SHA384withECDSA", "SHA512withECDSA", "Ed25519",
        "Ed448", "RSASSA-PSS", "SHA256withRSAandMGF1", "SHA384withRSAandMGF1", "SHA512withRSAandMGF1",
        "SHA256withRSA", "SHA384withRSA", "SHA512withRSA"};

    private final SSLParameters parameters = new SSLParameters();
    private final Session session;
    private final boolean toServer;
    private List<byte[]> staples = List.of();
    private byte[] timestamps = {};

    /** An engine connected to a host, by name (with SNI) or by address; null for neither. */
    public FakeEngine(boolean toServer, String host, boolean byName, X509Certificate[] chain) {
        super(host, 443);
        this.toServer = toServer;
        this.session = new Session(host, byName ? serverName(host) : List.of(), chain);
        if (toServer && host != null) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
    }

    /** Staples that the peer is to have sent. */
    public FakeEngine withStaples(List<byte[]> responses) {
        staples = responses;
        return this;
    }

    /** A SignedCertificateTimestampList that the peer is to have sent by TLS. */
    FakeEngine withTimestamps(byte[] list) {
        timestamps = list;
        return this;
    }

    private static List<SNIServerName> serverName(String host) {
        try {
            return List.of(new SNIHostName(host));
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    @Override
    public SSLSession getHandshakeSession() {
        return session;
    }

    @Override
    public SSLSession getSession() {
        return session;
    }

    @Override
    public SSLParameters getSSLParameters() {
        return parameters;
    }

    @Override
    public boolean getUseClientMode() {
        return toServer;
    }

    @Override
    public SSLEngineResult wrap(ByteBuffer[] sources, int offset, int length, ByteBuffer target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public SSLEngineResult unwrap(ByteBuffer source, ByteBuffer[] targets, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Runnable getDelegatedTask() {
        return null;
    }

    @Override
    public void closeInbound() {
    }

    @Override
    public boolean isInboundDone() {
        return false;
    }

    @Override
    public void closeOutbound() {
    }

    @Override
    public boolean isOutboundDone() {
        return false;
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return getEnabledCipherSuites();
    }

    @Override
    public String[] getEnabledCipherSuites() {
        return new String[] {"TLS_AES_128_GCM_SHA256"};
    }

    @Override
    public void setEnabledCipherSuites(String[] suites) {
    }

    @Override
    public String[] getSupportedProtocols() {
        return getEnabledProtocols();
    }

    @Override
    public String[] getEnabledProtocols() {
        return new String[] {"TLSv1.3"};
    }

    @Override
    public void setEnabledProtocols(String[] protocols) {
    }

    @Override
    public void beginHandshake() {
    }

    @Override
    public SSLEngineResult.HandshakeStatus getHandshakeStatus() {
        return SSLEngineResult.HandshakeStatus.NEED_TASK;
    }

    @Override
    public void setUseClientMode(boolean mode) {
    }

    @Override
    public void setNeedClientAuth(boolean need) {
    }

    @Override
    public boolean getNeedClientAuth() {
        return false;
    }

    @Override
    public void setWantClientAuth(boolean want) {
    }

    @Override
    public boolean getWantClientAuth() {
        return false;
    }

    @Override
    public void setEnableSessionCreation(boolean flag) {
    }

    @Override
    public boolean getEnableSessionCreation() {
        return true;
    }

    private final class Session extends ExtendedSSLSession implements JudgedSession {

        private final String host;
        private final List<SNIServerName> names;
        private final X509Certificate[] chain;

        Session(String host, List<SNIServerName> names, X509Certificate[] chain) {
            this.host = host;
            this.names = names;
            this.chain = chain;
        }

        @Override
        public String[] getLocalSupportedSignatureAlgorithms() {
            return SIGNATURES.clone();
        }

        @Override
        public String[] getPeerSupportedSignatureAlgorithms() {
            return SIGNATURES.clone();
        }

        @Override
        public List<SNIServerName> getRequestedServerNames() {
            return names;
        }

        @Override
        public List<byte[]> getStatusResponses() {
            return staples;
        }

        @Override
        public PathSettings pathSettings() {
            return PathSettings.OF_PROPERTIES;
        }

        @Override
        public byte[] signedCertificateTimestamps() {
            return timestamps;
        }

        @Override
        public byte[] getId() {
            return new byte[0];
        }

        @Override
        public SSLSessionContext getSessionContext() {
            return null;
        }

        @Override
        public long getCreationTime() {
            return 0;
        }

        @Override
        public long getLastAccessedTime() {
            return 0;
        }

        @Override
        public void invalidate() {
        }

        @Override
        public boolean isValid() {
            return true;
        }

        @Override
        public void putValue(String name, Object value) {
        }

        @Override
        public Object getValue(String name) {
            return null;
        }

        @Override
        public void removeValue(String name) {
        }

        @Override
        public String[] getValueNames() {
            return new String[0];
        }

        @Override
        public Certificate[] getPeerCertificates() {
            return chain.clone();
        }

        @Override
        public Certificate[] getLocalCertificates() {
            return null;
        }

        @Override
        public Principal getPeerPrincipal() {
            return chain[0].getSubjectX500Principal();
        }

        @Override
        public Principal getLocalPrincipal() {
            return null;
        }

        @Override
        public String getCipherSuite() {
            return "TLS_AES_128_GCM_SHA256";
        }

        @Override
        public String getProtocol() {
            return "TLSv1.3";
        }

        @Override
        public String getPeerHost() {
            return host;
        }

        @Override
        public int getPeerPort() {
            return 443;
        }

        @Override
        public int getPacketBufferSize() {
            return 16709;
        }

        @Override
        public int getApplicationBufferSize() {
            return 16384;
        }
    }
}
