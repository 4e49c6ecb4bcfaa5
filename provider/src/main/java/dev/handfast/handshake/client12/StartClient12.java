package dev.handfast.handshake.client12;
import dev.handfast.handshake.*;
import dev.handfast.message.ServerHello;
import dev.handfast.spec.*;
public final class StartClient12 { public static HandshakeState accept(ClientHandshake h, ServerHello s, Received in, Output out) throws TlsFault { throw new TlsFault(Fault.INTERNAL, "1.2 comes"); } }
