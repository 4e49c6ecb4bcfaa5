package dev.handfast.message;

/**
 * A change_cipher_spec record: in TLS 1.2 the next records of its sender are protected (RFC 5246 section 7.1), in TLS
 * 1.3 it only pleases middleboxes (RFC 9846 section 5). Not a handshake message: it is in no transcript.
 */
public record ChangeCipherSpec() implements HandshakeInput {
}
