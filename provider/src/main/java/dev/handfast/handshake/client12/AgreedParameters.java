package dev.handfast.handshake.client12;

import dev.handfast.handshake.ClientHandshake;
import dev.handfast.handshake.HandshakeConfig;
import dev.handfast.handshake.IncomingMessage;
import dev.handfast.message.ServerHello;
import dev.handfast.message.ext.EncryptThenMac;
import dev.handfast.message.ext.SessionTicket;
import dev.handfast.message.ext.StatusRequestAck;
import dev.handfast.session.SessionState;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.TlsFault;

/**
 * What both hellos have agreed on, with the handshake so far.
 *
 * @param hello the server's
 */
record AgreedParameters(ClientHandshake handshake, ServerHello hello, HelloRequests requests) {

    HandshakeConfig settings() {
        return handshake.settings();
    }

    CipherSuite suite() {
        return hello.suite();
    }

    byte[] serverRandom() {
        return hello.random().toBytes();
    }

    /** Whether CertificateStatus may follow Certificate (RFC 6066 section 8). */
    boolean mayStaple() {
        return hello.extensions().get(StatusRequestAck.class) != null;
    }

    /** Whether NewSessionTicket comes before ChangeCipherSpec (RFC 5077 section 3.3). */
    boolean givesTicket() {
        return hello.extensions().get(SessionTicket.class) != null;
    }

    /** RFC 7366 sections 2 and 3; servers that say so for an AEAD suite, which they must not, mean nothing by it. */
    boolean encryptThenMac() {
        return hello.extensions().get(EncryptThenMac.class) != null;
    }

    AgreedParameters with(SessionState known) {
        return new AgreedParameters(handshake.with(known), hello, requests);
    }

    /** Takes a message into the transcript. */
    void add(IncomingMessage in) {
        handshake.transcript().add(in.raw());
    }

    boolean passesOver(IncomingMessage in) throws TlsFault {
        return requests.passOver(in);
    }
}
