package dev.handfast.handshake;

import dev.handfast.message.HandshakeMessage;
import dev.handfast.message.MessageCodecs;
import dev.handfast.record.ReadKeys;
import dev.handfast.record.RecordBoundary;
import dev.handfast.record.WriteKeys;
import dev.handfast.session.SessionState;
import dev.handfast.spec.TlsFault;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * What a state orders, in order: bytes to send, keys to install, facts to publish. It only collects; the connection
 * carries the orders out when the state has returned.
 */
public final class HandshakeActions {

    /** One order. */
    public sealed interface Effect {

        /** Wipes the secrets in an order that nobody will carry out. */
        default void close() {
        }
    }

    /** Sends a whole handshake message under the write keys in force. */
    public record Send(HandshakeMessage message, byte[] raw) implements Effect {
    }

    /** Sends a whole handshake message in front of the next thing that this side sends, and never by itself. */
    public record SendLater(HandshakeMessage message, byte[] raw) implements Effect {
    }

    /**
     * Sends a change_cipher_spec record.
     *
     * @param compatibility whether it only stands there for middleboxes (RFC 9846 appendix E.4)
     * @param lazy whether it waits for what is sent next, rather than be sent alone
     */
    public record SendChangeCipherSpec(boolean compatibility, boolean lazy) implements Effect {
    }

    /** Protects what is sent from here on with new keys; {@code next} makes their successors, or is null in TLS 1.2. */
    public record InstallWrite(WriteKeys keys, @Nullable NextKeys<WriteKeys> next, String what) implements Effect {

        @Override
        public void close() {
            keys.close();
            if (next != null) {
                next.close();
            }
        }
    }

    /** Opens what comes from here on with new keys. */
    public record InstallRead(ReadKeys keys, RecordBoundary boundary, String what) implements Effect {

        @Override
        public void close() {
            keys.close();
        }
    }

    /** Drops early data that is not accepted, at most so many bytes of it; 0 ends that (RFC 9846 section 4.3.10). */
    public record SkipEarlyData(int bytes) implements Effect {
    }

    /** Server: takes early data, at most so many bytes, and lets application data flow back (RFC 9846 section 2.3). */
    public record TakeEarlyData(long bytes, SessionState soFar) implements Effect {
    }

    /** Client: lets the application send early data, at most so many bytes. */
    public record OfferEarlyData(long bytes) implements Effect {
    }

    /** Client: ends early data, which the server has taken or not. */
    public record EndEarlyData(boolean accepted) implements Effect {
    }

    /** Publishes what the handshake knows so far. */
    public record Learned(SessionState soFar) implements Effect {
    }

    /** Ends the handshake: application data may flow both ways. */
    public record Established(SessionState session, KeyingMaterial exporter) implements Effect {

        @Override
        public void close() {
            exporter.close();
        }
    }

    /** Owes the peer a KeyUpdate, after the next of which the write keys change. */
    public record OweKeyUpdate() implements Effect {
    }

    /** Sends a no_renegotiation warning (RFC 5246 section 7.2.2). */
    public record RefuseRenegotiation() implements Effect {
    }

    /** Makes the next generation of one direction's keys (RFC 9846 section 7.2). */
    public interface NextKeys<K> {

        /** Whether one more KeyUpdate may be sent: RFC 9846 section 4.7.3 allows 2^48 - 1 of them. */
        boolean hasNext();

        /** The next keys; each call goes one generation further. */
        K next();

        /** Wipes the secret behind them. */
        void close();
    }

    /** Keying material for applications (RFC 5705, RFC 9846 section 7.5). */
    public interface KeyingMaterial {

        /** {@code length} bytes for a label and a context, which is null for none. */
        byte[] export(String label, byte @Nullable [] context, int length);

        /** The first Finished of a TLS 1.2 handshake, of whichever side (RFC 5929 section 3.1); null in TLS 1.3. */
        byte @Nullable [] firstFinished();

        /** Wipes the secret behind it. */
        void close();
    }

    private final Trace trace;
    private final List<Effect> effects = new ArrayList<>();

    /** Collects; {@code trace} is told of each message sent and key installed. */
    public HandshakeActions(Trace trace) {
        this.trace = trace;
    }

    /** Encodes and sends a message; returns its bytes, for the transcript. */
    public byte[] send(HandshakeMessage message) throws TlsFault {
        return send(message, MessageCodecs.write(message));
    }

    /** Sends a message that has been encoded. */
    public byte[] send(HandshakeMessage message, byte[] raw) {
        effects.add(new Send(message, raw));
        trace.sent(message, raw.length);
        return raw;
    }

    /** Sends a message in front of the next thing that this side sends; not at all if the peer has closed by then. */
    public void sendLater(HandshakeMessage message) throws TlsFault {
        byte[] raw = MessageCodecs.write(message);
        effects.add(new SendLater(message, raw));
        trace.sent(message, raw.length);
    }

    /** Sends the change_cipher_spec of TLS 1.2. */
    public void sendChangeCipherSpec() {
        effects.add(new SendChangeCipherSpec(false, false));
    }

    /** Client: sends a change_cipher_spec for middleboxes immediately before its flight (RFC 9846 appendix E.4). */
    public void sendChangeCipherSpecBeforeFlight() {
        effects.add(new SendChangeCipherSpec(true, true));
    }

    /**
     * Server: sends a change_cipher_spec for middleboxes immediately behind its first message (RFC 9846 appendix E.4):
     * nothing else may follow before the client answers, and a client may wait for it.
     */
    public void sendChangeCipherSpecBehindHello() {
        effects.add(new SendChangeCipherSpec(true, false));
    }

    /** Installs write keys that can be updated; {@code what} names them for the trace. */
    public void writeKeys(WriteKeys keys, @Nullable NextKeys<WriteKeys> next, String what) {
        effects.add(new InstallWrite(keys, next, what));
        trace.keys(true, what);
    }

    /** Installs write keys that last for their stage. */
    public void writeKeys(WriteKeys keys, String what) {
        writeKeys(keys, null, what);
    }

    /** Installs read keys; the boundary proves that nothing half-read was protected by others. */
    public void readKeys(ReadKeys keys, RecordBoundary boundary, String what) {
        effects.add(new InstallRead(keys, boundary, what));
        trace.keys(false, what);
    }

    /** Drops early data that is not accepted. */
    public void skipEarlyData(int bytes) {
        effects.add(new SkipEarlyData(bytes));
    }

    /** Server: takes early data. */
    public void takeEarlyData(long bytes, SessionState soFar) {
        effects.add(new TakeEarlyData(bytes, soFar));
    }

    /** Client: offers early data. */
    public void offerEarlyData(long bytes) {
        effects.add(new OfferEarlyData(bytes));
    }

    /** Client: ends early data. */
    public void endEarlyData(boolean accepted) {
        effects.add(new EndEarlyData(accepted));
        trace.chose(accepted ? "early data accepted" : "early data rejected", "the server's choice");
    }

    /** Publishes what is known so far, for {@code getHandshakeSession}. */
    public void learned(SessionState soFar) {
        effects.add(new Learned(soFar));
    }

    /** Ends the handshake. */
    public void established(SessionState session, KeyingMaterial exporter) {
        effects.add(new Established(session, exporter));
        trace.ended(null);
    }

    /** Owes the peer a KeyUpdate. */
    public void oweKeyUpdate() {
        effects.add(new OweKeyUpdate());
    }

    /** Refuses a renegotiation, by a warning (RFC 5746 section 4.2). */
    public void refuseRenegotiation() {
        effects.add(new RefuseRenegotiation());
    }

    /** Adds the orders of another. */
    public void addAll(HandshakeActions other) {
        effects.addAll(other.effects);
    }

    /** Wipes the secrets in orders that nobody will carry out. */
    public void discard() {
        effects.forEach(Effect::close);
        effects.clear();
    }

    /** The orders so far. */
    public List<Effect> effects() {
        return effects;
    }
}
