package dev.handfast.jsse.socket;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.util.Set;

import javax.net.ssl.SSLSocket;

/**
 * A socket that is a TCP socket of its own, or is laid over another. Everything that concerns TCP goes to whichever it
 * is; the {@code raw} methods are TCP's own for use below TLS.
 */
abstract class LayeredSocket extends SSLSocket {

    private final Socket below;
    private final InputStream consumed;
    private final boolean closesBelow;

    /** A TCP socket of its own. */
    LayeredSocket() {
        this(null, null, true);
    }

    /**
     * @param below the connected socket below, or null for none
     * @param consumed what was read from it already, or null
     * @param closesBelow whether closing this closes it
     */
    LayeredSocket(Socket below, InputStream consumed, boolean closesBelow) {
        this.below = below;
        this.consumed = consumed;
        this.closesBelow = closesBelow;
    }

    /** Whether there is a socket below. */
    final boolean isLayered() {
        return below != null;
    }

    /** Whether the transport ends with this socket. */
    final boolean ownsTransport() {
        return below == null || closesBelow;
    }

    final InputStream rawInput() throws IOException {
        if (below == null) {
            return super.getInputStream();
        }
        return consumed == null ? below.getInputStream() : new SequenceInputStream(consumed, below.getInputStream());
    }

    final OutputStream rawOutput() throws IOException {
        return below == null ? super.getOutputStream() : below.getOutputStream();
    }

    final void rawConnect(SocketAddress endpoint, int timeout) throws IOException {
        if (below != null) {
            throw new SocketException("Already connected");
        }
        super.connect(endpoint, timeout);
    }

    /** Whether TLS is below too, which has locks of its own to wait for. */
    final boolean isOverTls() {
        return below instanceof SSLSocket;
    }

    final void rawClose() throws IOException {
        if (below == null) {
            super.close();
        } else if (closesBelow) {
            boundWaiting();
            below.close();
        }
    }

    /** SunJSSE closes behind its writers, however long they take, unless SO_LINGER says how long. */
    private void boundWaiting() {
        if (isOverTls() && !(below instanceof SocketImpl) && !below.isClosed()) {
            try {
                if (below.getSoLinger() < 0) {
                    below.setSoLinger(true, SocketDriver.CLOSING_WAIT_SECONDS);
                }
            } catch (SocketException closed) {
                // Its own transport was closed meanwhile, so that no writer can hang in it and no limit is needed.
                return;
            }
        }
    }

    /** Ends the output beside a thread that hangs in it; TLS below does that by closing. */
    final void rawEndOutput() throws IOException {
        if (isOverTls()) {
            rawClose();
        } else if (!rawIsOutputShutdown()) {
            rawShutdownOutput();
        }
    }

    final void rawShutdownInput() throws IOException {
        if (below == null) {
            super.shutdownInput();
        } else if (closesBelow) {
            below.shutdownInput();
        }
    }

    final void rawShutdownOutput() throws IOException {
        if (below == null) {
            super.shutdownOutput();
        } else if (closesBelow) {
            below.shutdownOutput();
        }
    }

    final boolean rawIsInputShutdown() {
        return below == null ? super.isInputShutdown() : !closesBelow || below.isInputShutdown();
    }

    final boolean rawIsOutputShutdown() {
        return below == null ? super.isOutputShutdown() : !closesBelow || below.isOutputShutdown();
    }

    @Override
    public final SocketChannel getChannel() {
        return below == null ? super.getChannel() : below.getChannel();
    }

    @Override
    public final void bind(SocketAddress address) throws IOException {
        if (below != null) {
            throw new IOException("Underlying socket should already be connected");
        }
        super.bind(address);
    }

    @Override
    public final SocketAddress getLocalSocketAddress() {
        return below == null ? super.getLocalSocketAddress() : below.getLocalSocketAddress();
    }

    @Override
    public final SocketAddress getRemoteSocketAddress() {
        return below == null ? super.getRemoteSocketAddress() : below.getRemoteSocketAddress();
    }

    @Override
    public final boolean isConnected() {
        return below == null ? super.isConnected() : below.isConnected();
    }

    @Override
    public final boolean isBound() {
        return below == null ? super.isBound() : below.isBound();
    }

    @Override
    public final InetAddress getInetAddress() {
        return below == null ? super.getInetAddress() : below.getInetAddress();
    }

    @Override
    public final InetAddress getLocalAddress() {
        return below == null ? super.getLocalAddress() : below.getLocalAddress();
    }

    @Override
    public final int getPort() {
        return below == null ? super.getPort() : below.getPort();
    }

    @Override
    public final int getLocalPort() {
        return below == null ? super.getLocalPort() : below.getLocalPort();
    }

    @Override
    public final void setTcpNoDelay(boolean on) throws SocketException {
        if (below == null) {
            super.setTcpNoDelay(on);
        } else {
            below.setTcpNoDelay(on);
        }
    }

    @Override
    public final boolean getTcpNoDelay() throws SocketException {
        return below == null ? super.getTcpNoDelay() : below.getTcpNoDelay();
    }

    @Override
    public final void setSoLinger(boolean on, int seconds) throws SocketException {
        if (below == null) {
            super.setSoLinger(on, seconds);
        } else {
            below.setSoLinger(on, seconds);
        }
    }

    @Override
    public final int getSoLinger() throws SocketException {
        return below == null ? super.getSoLinger() : below.getSoLinger();
    }

    /** TLS has no urgent data. */
    @Override
    public final void sendUrgentData(int data) throws SocketException {
        throw new SocketException("This method is not supported by SSLSockets");
    }

    @Override
    public final void setOOBInline(boolean on) throws SocketException {
        throw new SocketException(
                "This method is ineffective, since sending urgent data is not supported by SSLSockets");
    }

    @Override
    public final boolean getOOBInline() throws SocketException {
        throw new SocketException(
                "This method is ineffective, since sending urgent data is not supported by SSLSockets");
    }

    @Override
    public final void setSoTimeout(int milliseconds) throws SocketException {
        if (below == null) {
            super.setSoTimeout(milliseconds);
        } else {
            below.setSoTimeout(milliseconds);
        }
    }

    @Override
    public final int getSoTimeout() throws SocketException {
        return below == null ? super.getSoTimeout() : below.getSoTimeout();
    }

    @Override
    public final void setSendBufferSize(int size) throws SocketException {
        if (below == null) {
            super.setSendBufferSize(size);
        } else {
            below.setSendBufferSize(size);
        }
    }

    @Override
    public final int getSendBufferSize() throws SocketException {
        return below == null ? super.getSendBufferSize() : below.getSendBufferSize();
    }

    @Override
    public final void setReceiveBufferSize(int size) throws SocketException {
        if (below == null) {
            super.setReceiveBufferSize(size);
        } else {
            below.setReceiveBufferSize(size);
        }
    }

    @Override
    public final int getReceiveBufferSize() throws SocketException {
        return below == null ? super.getReceiveBufferSize() : below.getReceiveBufferSize();
    }

    @Override
    public final void setKeepAlive(boolean on) throws SocketException {
        if (below == null) {
            super.setKeepAlive(on);
        } else {
            below.setKeepAlive(on);
        }
    }

    @Override
    public final boolean getKeepAlive() throws SocketException {
        return below == null ? super.getKeepAlive() : below.getKeepAlive();
    }

    @Override
    public final void setTrafficClass(int trafficClass) throws SocketException {
        if (below == null) {
            super.setTrafficClass(trafficClass);
        } else {
            below.setTrafficClass(trafficClass);
        }
    }

    @Override
    public final int getTrafficClass() throws SocketException {
        return below == null ? super.getTrafficClass() : below.getTrafficClass();
    }

    @Override
    public final void setReuseAddress(boolean on) throws SocketException {
        if (below == null) {
            super.setReuseAddress(on);
        } else {
            below.setReuseAddress(on);
        }
    }

    @Override
    public final boolean getReuseAddress() throws SocketException {
        return below == null ? super.getReuseAddress() : below.getReuseAddress();
    }

    @Override
    public final void setPerformancePreferences(int connectionTime, int latency, int bandwidth) {
        if (below == null) {
            super.setPerformancePreferences(connectionTime, latency, bandwidth);
        } else {
            below.setPerformancePreferences(connectionTime, latency, bandwidth);
        }
    }

    @Override
    public final <T> Socket setOption(SocketOption<T> option, T value) throws IOException {
        if (below == null) {
            super.setOption(option, value);
        } else {
            below.setOption(option, value);
        }
        return this;
    }

    @Override
    public final <T> T getOption(SocketOption<T> option) throws IOException {
        return below == null ? super.getOption(option) : below.getOption(option);
    }

    @Override
    public final Set<SocketOption<?>> supportedOptions() {
        return below == null ? super.supportedOptions() : below.supportedOptions();
    }
}
