package dev.handfast.handshake.server12;
import dev.handfast.handshake.*;
import dev.handfast.spec.*;
import java.util.List;
public final class StartServer12 { public static HandshakeState answer(ServerHandshake h, List<CipherSuite> c, Output out) throws TlsFault { throw new TlsFault(Fault.INTERNAL, "1.2 comes"); } }
