package dev.handfast.message;

/** What the record layer hands to the state of a handshake: a whole message, or the signal that is not one. */
public sealed interface HandshakeInput permits HandshakeMessage, ChangeCipherSpec {
}
