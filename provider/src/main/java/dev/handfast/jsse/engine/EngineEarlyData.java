package dev.handfast.jsse.engine;

import dev.handfast.engine.ProtocolConnection;
import dev.handfast.jsse.context.PublicConnection;
import dev.handfast.tls.EarlyData;
import dev.handfast.wire.Bytes;

/** Early data of an engine, which goes by {@code wrap} and {@code unwrap}. */
record EngineEarlyData(PublicConnection connection) implements EarlyData {

    @Override
    public void offer() {
        connection.requireUnbegunClient();
        connection.context().offerEarlyData();
    }

    @Override
    public void offer(byte[] bytes) {
        throw new UnsupportedOperationException("an engine sends early what wrap is given; call offer() without bytes");
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
        ProtocolConnection live = connection.context().connection();
        return live == null ? Bytes.NONE : live.takeRejectedEarlyData();
    }
}
