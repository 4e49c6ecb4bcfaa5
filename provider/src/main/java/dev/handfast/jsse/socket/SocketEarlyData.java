package dev.handfast.jsse.socket;

import dev.handfast.jsse.context.PublicConnection;
import dev.handfast.tls.EarlyData;
import dev.handfast.wire.Bytes;

/** Early data of a socket, which sends early what it is given before the handshake. */
record SocketEarlyData(PublicConnection connection, SocketDriver driver) implements EarlyData {

    @Override
    public void offer() {
        offer(Bytes.NONE);
    }

    @Override
    public void offer(byte[] bytes) {
        connection.requireUnbegunClient();
        driver.offerEarly(bytes.clone());
    }

    @Override
    public boolean mayWrite() {
        return connection.mayWrite();
    }

    @Override
    public long received() {
        return connection.earlyDataReceived();
    }

    @Override
    public Status status() {
        return connection.earlyDataStatus();
    }

    @Override
    public byte[] takeRejected() {
        return driver.takeUnsent();
    }
}
