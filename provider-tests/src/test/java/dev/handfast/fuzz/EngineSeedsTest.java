package dev.handfast.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.engine.ConnectionProfile;
import dev.handfast.engine.HostileWire;
import dev.handfast.engine.HostileWire.Attack;
import dev.handfast.engine.HostileWire.Sent;
import dev.handfast.handshake.Dialogue;
import dev.handfast.handshake.Dialogue.Said;
import dev.handfast.handshake.Dialogue.Tamper;
import dev.handfast.handshake.TestSettings;
import dev.handfast.wire.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The inputs of the targets that attack connections, without Jazzer: seeds and past findings; nothing breaks them. */
@Tag("fuzz")
class EngineSeedsTest {

    /** How often each is tried with a few bytes changed. */
    private static final int VARIATIONS = 20;

    private static final Path SEEDS = Path.of("src/test/resources/dev/handfast/fuzz");

    @Test
    void deframer() throws IOException {
        each("DeframerFuzzer", "records", new DeframerFuzzer()::records);
    }

    @Test
    void client() throws IOException {
        each("ClientFuzzer", "records", new ClientFuzzer()::records);
        each("ClientFuzzer", "messages", new ClientFuzzer()::messages);
    }

    @Test
    void server() throws IOException {
        each("ServerFuzzer", "records", new ServerFuzzer()::records);
        each("ServerFuzzer", "messages", new ServerFuzzer()::messages);
    }

    @Test
    void enginePair() throws IOException {
        each("EnginePairFuzzer", "flips", new EnginePairFuzzer()::flips);
    }

    private static void each(String fuzzer, String target, Consumer<byte[]> fuzz) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(directory(fuzzer, target))) {
            files = all.sorted().toList();
        }
        assertTrue(files.size() >= 3, () -> "seeds are missing: " + files);
        long seed = System.nanoTime();
        System.out.println(fuzzer + " " + target + ": seed " + seed);
        Random random = new Random(seed);
        for (Path file : files) {
            byte[] data = Files.readAllBytes(file);
            try {
                fuzz.accept(data);
                for (int round = 0; round < VARIATIONS; round++) {
                    fuzz.accept(varied(data, random));
                }
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(file + ", seed " + seed, e);
            }
        }
    }

    /** The same with a few bytes of others. */
    private static byte[] varied(byte[] data, Random random) {
        byte[] changed = data.clone();
        for (int change = random.nextInt(4); change >= 0 && changed.length > 0; change--) {
            changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
        }
        return changed;
    }

    private static Path directory(String fuzzer, String target) {
        return SEEDS.resolve(fuzzer + "Inputs").resolve(target);
    }

    /** Writes the seeds anew, by recording handshakes: run from {@code provider-tests}. */
    public static void main(String[] args) throws IOException {
        for (ConnectionProfile lane : List.of(ConnectionProfile.TLS13_CHACHA20_MUTUAL, ConnectionProfile.TLS13_RETRY,
                ConnectionProfile.TLS12_AES_GCM_MUTUAL)) {
            String name = "seed-" + lane.name().toLowerCase(java.util.Locale.ROOT);
            TestSettings client = lane.client();
            client.middleboxCompatible = false;
            List<Sent> sent = new HostileWire(client, lane.server(), Attack.NONE).run().sent;
            byte choice = (byte) (lane.name().startsWith("TLS13") ? 1 : 2);
            for (boolean fromClient : new boolean[] {true, false}) {
                byte[] records = Bytes.NONE;
                for (Sent each : sent) {
                    records = each.fromClient() == fromClient ? Bytes.concat(records, each.record()) : records;
                }
                write(fromClient ? "ServerFuzzer" : "ClientFuzzer", "records", name, new byte[] {choice}, records);
                write("DeframerFuzzer", "records", name + (fromClient ? "-client" : "-server"),
                        new byte[] {(byte) (choice << 1 | (fromClient ? 0 : 1)), 40}, records);
            }
            List<Said> said = new Dialogue(client, lane.server(), Tamper.NONE).run().said();
            for (boolean fromClient : new boolean[] {true, false}) {
                byte[] messages = Bytes.NONE;
                for (Said each : said) {
                    messages = each.fromClient() == fromClient ? Bytes.concat(messages, each.raw()) : messages;
                }
                write(fromClient ? "ServerFuzzer" : "ClientFuzzer", "messages", name, new byte[] {choice}, messages);
            }
        }
        Random random = new Random(20261121);
        for (ConnectionProfile lane : ConnectionProfile.values()) {
            byte[] changes = new byte[8];
            random.nextBytes(changes);
            changes[1] = (byte) (lane.ordinal() % 4);
            write("EnginePairFuzzer", "flips", "seed-" + lane.name().toLowerCase(java.util.Locale.ROOT),
                    new byte[] {(byte) lane.ordinal()}, changes);
        }
    }

    private static void write(String fuzzer, String target, String name, byte[] head, byte[] rest) throws IOException {
        Path directory = directory(fuzzer, target);
        Files.createDirectories(directory);
        Files.write(directory.resolve(name), Bytes.concat(head, rest));
    }
}
