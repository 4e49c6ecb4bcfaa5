package dev.handfast.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code selfserv} and {@code tstclnt} of NSS, with one certificate database for all. */
public final class Nss implements Peer {

    private static final Set<KeyKind> KEYS = EnumSet.of(KeyKind.RSA, KeyKind.RSA_PSS, KeyKind.P256, KeyKind.P384,
            KeyKind.P521);

    private final Workspace files = Workspace.shared();
    private final String server = Tools.require("selfserv");
    private final String client = Tools.require("tstclnt");
    private final String database;
    private final String name;

    /** Makes and fills the certificate database. */
    public Nss() throws IOException {
        Path directory = Files.createDirectories(files.directory().resolve("nss"));
        database = "sql:" + directory;
        String certutil = Tools.require("certutil");
        Tools.output(List.of(certutil, "-N", "-d", database, "--empty-password"));
        Tools.output(List.of(certutil, "-A", "-d", database, "-n", "root", "-t", "CT,C,C",
                "-i", files.root().toString()));
        for (KeyKind kind : KEYS) {
            for (Identity identity : List.of(Credentials.shared().server(kind), Credentials.shared().client(kind))) {
                Tools.output(List.of(Tools.require("pk12util"), "-d", database, "-K", "", "-W", Identity.PASSWORD,
                        "-i", files.directory().resolve(identity.name() + ".p12").toString()));
            }
        }
        name = "NSS";
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<String> lacks(Pin pin, boolean asServer) {
        if (!KEYS.contains(pin.key()) || pin.hasClientKey() && !KEYS.contains(pin.clientKey())) {
            return Optional.of("no EdDSA certificates in NSS 3.87");
        }
        if ((asServer ? pin.key() : pin.clientKey()) == KeyKind.RSA_PSS) {
            return Optional.of("NSS does not sign with an imported RSASSA-PSS key");
        }
        if (pin.isHybrid()) {
            return Optional.of("no ML-KEM in NSS 3.87");
        }
        if ("x448".equals(pin.group())) {
            return Optional.of("no X448 in NSS");
        }
        if (pin.suiteHas("CCM")) {
            return Optional.of("no CCM in NSS");
        }
        return Optional.empty();
    }

    @Override
    public boolean canPinGroup(Pin pin) {
        return true;
    }

    @Override
    public PeerServer serve(Pin pin) throws IOException {
        int port = Workspace.freePort();
        List<String> command = new ArrayList<>(List.of(server, "-d", database, "-p", Integer.toString(port),
                pin.key().isRsa() ? "-n" : "-e", nickname(pin.server()), "-H", pin.isFiniteField() ? "2" : "1"));
        common(pin, command);
        if (pin.hasClientKey()) {
            command.addAll(List.of("-r", "-r"));
        }
        ExternalProcess process = ExternalProcess.start(command);
        try {
            Workspace.awaitListening(port, process);
            return new ProcessServer(port, process);
        } catch (IOException e) {
            process.close();
            throw e;
        }
    }

    @Override
    public String connect(Pin pin, int port) throws IOException {
        List<String> command = new ArrayList<>(List.of(client, "-d", database, "-h", "127.0.0.1", "-a", "localhost",
                "-p", Integer.toString(port)));
        common(pin, command);
        if (pin.hasClientKey()) {
            command.addAll(List.of("-O", "-n", nickname(pin.client())));
        }
        // a file: with a pipe that ends, tstclnt polls forever
        try (ExternalProcess process = ExternalProcess.startReading(files.request(), command)) {
            process.exitCode();
            return process.toString();
        }
    }

    private static String nickname(Identity identity) {
        return identity.name().toLowerCase();
    }

    private static void common(Pin pin, List<String> command) {
        String version = pin.is13() ? "tls1.3" : "tls1.2";
        command.addAll(List.of("-V", version + ":" + version));
        if (pin.hasSuite()) {
            command.addAll(List.of("-c", ":" + SuiteNames.code(pin.suite())));
        }
        if (pin.key() == KeyKind.RSA_PSS || pin.clientKey() == KeyKind.RSA_PSS) {
            // not offered unless asked for
            command.addAll(List.of("-J", "rsa_pss_pss_sha256,rsa_pss_rsae_sha256,rsa_pkcs1_sha256,"
                    + "ecdsa_secp256r1_sha256"));
        }
        if (pin.hasGroup()) {
            command.addAll(List.of("-I", group(pin.group())));
        }
    }

    private static String group(String group) {
        return switch (group) {
            case "secp256r1" -> "P256";
            case "secp384r1" -> "P384";
            case "secp521r1" -> "P521";
            default -> group.replace("ffdhe", "FF");
        };
    }
}
