package dev.handfast.peers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code gnutls-serv} and {@code gnutls-cli}. */
public final class GnuTls implements Peer {

    private final Workspace files = Workspace.shared();
    private final String server = Tools.require("gnutls-serv");
    private final String client = Tools.require("gnutls-cli");
    private final String name;

    /** Asks the installed one for its version. */
    public GnuTls() throws IOException {
        name = Tools.output(List.of(client, "--version")).replaceAll("^gnutls-cli (\\S+)[\\s\\S]*", "GnuTLS $1");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<String> lacks(Pin pin, boolean asServer) {
        return pin.isHybrid() ? Optional.of("no ML-KEM in GnuTLS 3.7") : Optional.empty();
    }

    @Override
    public boolean canPinGroup(Pin pin) {
        return true;
    }

    @Override
    public PeerServer serve(Pin pin) throws IOException {
        int port = Workspace.freePort();
        List<String> command = new ArrayList<>(List.of(server, "--http", "--port", Integer.toString(port),
                "--x509certfile", files.chain(pin.server()).toString(),
                "--x509keyfile", files.key(pin.server()).toString(),
                "--x509cafile", files.root().toString(), "--priority", priority(pin)));
        command.addAll(pin.hasClientKey() ? List.of("--require-client-cert", "--verify-client-cert")
                : List.of("--disable-client-cert"));
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
        List<String> command = new ArrayList<>(List.of(client, "--port", Integer.toString(port),
                "--x509cafile", files.root().toString(), "--sni-hostname", "localhost",
                "--verify-hostname", "localhost", "--priority", priority(pin)));
        if (pin.hasClientKey()) {
            command.addAll(List.of("--x509certfile", files.chain(pin.client()).toString(),
                    "--x509keyfile", files.key(pin.client()).toString()));
        }
        command.add("127.0.0.1");
        try (ExternalProcess process = ExternalProcess.start(command)) {
            process.send(REQUEST);
            process.exitCode();
            return process.toString();
        }
    }

    private static String priority(Pin pin) {
        StringBuilder text = new StringBuilder("NONE:+CTYPE-X509:+COMP-NULL:+SIGN-ALL");
        text.append(pin.is13() ? ":+VERS-TLS1.3" : ":+VERS-TLS1.2");
        text.append(pin.hasGroup() ? ":+GROUP-" + pin.group().toUpperCase() : ":+GROUP-ALL");
        if (!pin.hasSuite()) {
            return text.append(":+CIPHER-ALL:+MAC-ALL:+ECDHE-ECDSA:+ECDHE-RSA:+DHE-RSA").toString();
        }
        String suite = pin.suite();
        if (!pin.is13()) {
            text.append(":+").append(suite.startsWith("TLS_RSA") ? "RSA"
                    : suite.substring(4, suite.indexOf("_WITH_")).replace('_', '-'));
        }
        String cipher = suite.substring(pin.is13() ? 4 : suite.indexOf("_WITH_") + 6);
        int mac = cipher.lastIndexOf('_');
        if (cipher.contains("CBC")) {
            String hash = cipher.substring(mac + 1);
            text.append(":+").append(cipher, 0, mac).append(":+").append(hash.equals("SHA") ? "SHA1" : hash);
        } else {
            text.append(":+").append(cipher.contains("_SHA") ? cipher.substring(0, mac) : cipher).append(":+AEAD");
        }
        return text.toString().replace('_', '-');
    }
}
