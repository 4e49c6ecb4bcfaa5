package dev.handfast.handshake;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.crypto.Secret;
import dev.handfast.engine.FailingCrypto;
import dev.handfast.engine.ReachableSecrets;
import dev.handfast.handshake.HandshakeActions.Effect;
import dev.handfast.handshake.HandshakeActions.Established;
import dev.handfast.handshake.HandshakeActions.InstallRead;
import dev.handfast.handshake.HandshakeActions.InstallWrite;
import dev.handfast.keys.KeyLog;
import dev.handfast.message.CertificateRequest13;
import dev.handfast.message.ClientHello;
import dev.handfast.message.EncryptedExtensions;
import dev.handfast.message.HandshakeMessage;
import dev.handfast.message.HelloRetryRequest;
import dev.handfast.message.NewSessionTicket13;
import dev.handfast.message.ServerHello;
import dev.handfast.message.ext.Extensions;
import dev.handfast.record.ReadKeys;
import dev.handfast.record.RecordReader;
import dev.handfast.record.RecordWriter;
import dev.handfast.record.HandshakeReassembler;
import dev.handfast.record.WriteKeys;
import dev.handfast.session.SessionState;
import dev.handfast.spec.ContentType;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Bytes;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes down what both sides of a dialogue order, choose and come to, a line for each, and tries the keys: what one
 * side seals, the other opens.
 */
final class Orders implements Dialogue.Observer {

    private static final String NEXT = "next generation";

    private final List<String> lines = new ArrayList<>();
    private final Map<String, Deque<WriteKeys>> written = new HashMap<>();
    private final Map<String, Deque<ReadKeys>> read = new HashMap<>();
    private final Map<String, byte[]> secrets = new HashMap<>();
    private final FailingCrypto crypto = new FailingCrypto(0, null, false);
    private final List<Effect> effects = new ArrayList<>();
    private final Set<Secret> held = Collections.newSetFromMap(new IdentityHashMap<>());
    private byte[] exported;

    /** Has a side tell this what it chooses and what it would log. */
    TestSettings watch(TestSettings side) {
        String name = side.client ? "client" : "server";
        side.crypto = crypto.catalogue();
        crypto.begin();
        side.trace = new Trace() {
            @Override
            public boolean isOn() {
                return true;
            }

            @Override
            public void sent(HandshakeMessage message, int length) {
                lines.add(name + " says it sent " + message.type());
            }

            @Override
            public void received(HandshakeMessage message, int length) {
                lines.add(name + " says it received " + message.type());
            }

            @Override
            public void chose(String what, String why) {
                lines.add(name + " chose " + what + ": " + why);
            }

            @Override
            public void keys(boolean sending, String what) {
                lines.add(name + " says it has keys to " + (sending ? "write: " : "read: ") + what);
            }

            @Override
            public void ended(String failure) {
                lines.add(name + " says it ended" + (failure == null ? "" : ": " + failure));
            }
        };
        side.keyLog = new KeyLog() {
            @Override
            public void secret(String label, byte[] clientRandom, byte[] secret) {
                lines.add(name + " logs " + label);
                byte[] known = secrets.putIfAbsent(label + Bytes.hex(clientRandom), secret.clone());
                if (known != null) {
                    assertArrayEquals(known, secret, label);
                }
            }
        };
        return side;
    }

    @Override
    public void ordered(boolean byClient, Effect effect) {
        effects.add(effect);
        lines.add((byClient ? "client" : "server") + " orders " + text(effect));
        if (effect instanceof InstallWrite install) {
            written.computeIfAbsent(install.what(), what -> new ArrayDeque<>()).add(install.keys());
            if (install.next() != null) {
                written.computeIfAbsent((byClient ? "client " : "server ") + NEXT, what -> new ArrayDeque<>())
                        .add(install.next().next());
            }
        } else if (effect instanceof InstallRead install) {
            String what = install.what().equals(NEXT) ? (byClient ? "server " : "client ") + NEXT : install.what();
            read.computeIfAbsent(what, same -> new ArrayDeque<>()).add(install.keys());
        } else if (effect instanceof Established established) {
            byte[] bytes = established.exporter().export("EXPERIMENTAL x", new byte[] {1}, 20);
            byte[] finished = established.exporter().firstFinished();
            lines.add((byClient ? "client" : "server") + " can export, "
                    + (finished == null ? "no Finished" : "Finished of " + finished.length + " bytes"));
            bytes = finished == null ? bytes : Bytes.concat(bytes, finished);
            if (exported != null) {
                assertArrayEquals(exported, bytes, "what is exported");
            }
            exported = bytes;
        }
    }

    @Override
    public void cameTo(boolean client, HandshakeState state) {
        held.addAll(ReachableSecrets.from(List.of(state)));
        String more = state.suspended() != null ? ""
                : ", change_cipher_spec " + state.changeCipherSpec() + (state.receivesApplicationData() ? ", data" : "")
                        + (state.receivesEarlyData() ? ", early data" : "");
        lines.add((client ? "client" : "server") + " is at " + state.waitingFor() + more);
    }

    /** A heading among the lines. */
    void heading(String text) {
        lines.add("# " + text);
    }

    /** Everything seen. */
    List<String> lines() {
        return lines;
    }

    /** Seals a record under each key that was ordered, and opens it with the one of the same name on the other side. */
    void tryKeys() throws TlsFault {
        for (Map.Entry<String, Deque<ReadKeys>> entry : read.entrySet()) {
            Deque<WriteKeys> writers = written.get(entry.getKey());
            for (ReadKeys readKeys : entry.getValue()) {
                WriteKeys writeKeys = writers.remove();
                writers.add(writeKeys);
                RecordWriter writer = new RecordWriter();
                writer.install(writeKeys);
                byte[] buffer = new byte[200];
                int length = writer.seal(ContentType.APPLICATION_DATA, buffer, 0, 1, 0);
                RecordReader reader = new RecordReader();
                reader.install(readKeys, new HandshakeReassembler().boundary());
                assertEquals(1, reader.open(buffer, 0, length, new byte[200], 0), entry.getKey());
            }
        }
    }

    /** Ends both sides and takes their keys away: nothing that was made is open, no secret of a state is left. */
    void end(Dialogue dialogue) {
        dialogue.state(true).close();
        dialogue.state(false).close();
        effects.forEach(Effect::close);
        written.values().forEach(keys -> keys.forEach(WriteKeys::close));
        assertEquals(Set.of(), crypto.open());
        assertTrue(held.size() >= 2, "secrets seen: " + held.size());
        held.addAll(crypto.secrets());
        held.forEach(secret -> assertEquals("Secret[closed]", secret.toString()));
    }

    private static String text(Effect effect) {
        if (effect instanceof HandshakeActions.Send send) {
            return "to send " + send.message().type() + extensions(send.message());
        }
        if (effect instanceof HandshakeActions.SendLater send) {
            return "to send later " + send.message().type();
        }
        if (effect instanceof InstallWrite install) {
            return "keys to write: " + install.what() + (install.next() == null ? "" : ", and the next");
        }
        if (effect instanceof InstallRead install) {
            return "keys to read: " + install.what();
        }
        if (effect instanceof HandshakeActions.Learned learned) {
            return "to publish " + text(learned.soFar());
        }
        if (effect instanceof Established established) {
            return "the end with " + text(established.session());
        }
        if (effect instanceof HandshakeActions.TakeEarlyData take) {
            return "to take early data, " + take.bytes() + " bytes";
        }
        return effect.toString();
    }

    /** The extensions of a message that has them at its end, in their order. */
    private static String extensions(HandshakeMessage message) {
        Extensions extensions = message instanceof ClientHello hello ? hello.extensions()
                : message instanceof ServerHello hello ? hello.extensions()
                : message instanceof HelloRetryRequest retry ? retry.extensions()
                : message instanceof EncryptedExtensions encrypted ? encrypted.extensions()
                : message instanceof CertificateRequest13 request ? request.extensions()
                : message instanceof NewSessionTicket13 ticket ? ticket.extensions() : Extensions.NONE;
        return extensions.isEmpty() ? ""
                : extensions.list().stream().map(extension -> extension.type().toString())
                        .collect(Collectors.joining(", ", " (", ")"));
    }

    private static String text(SessionState session) {
        Object version = session.hasVersion() ? session.version() : null;
        Object suite = session.hasSuite() ? session.suite() : null;
        return version + ", " + suite + ", " + session.group() + ", "
                + session.applicationProtocol() + ", records of " + session.localRecordLimit() + " here and "
                + session.peerRecordLimit() + " there, signatures " + session.localScheme() + ", "
                + session.peerSchemes().size() + " the peer's" + (session.resumed() ? ", resumed" : "");
    }
}
