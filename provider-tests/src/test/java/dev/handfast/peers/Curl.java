package dev.handfast.peers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code curl}, built with OpenSSL; a client only. */
public final class Curl implements Peer {

    private final Workspace files = Workspace.shared();
    private final String curl = Tools.require("curl");
    private final String name;

    /** Asks the installed one for its version. */
    public Curl() throws IOException {
        name = Tools.output(List.of(curl, "--version")).replaceAll("^(curl \\S+)[\\s\\S]*", "$1");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<String> lacks(Pin pin, boolean asServer) {
        if (asServer) {
            return Optional.of("a client only");
        }
        if (pin.isHybrid()) {
            return Optional.of("no ML-KEM before OpenSSL 3.5");
        }
        if (pin.isFiniteField() && !pin.is13()) {
            return Optional.of("RFC 7919 groups in TLS 1.3 only");
        }
        return Optional.empty();
    }

    @Override
    public boolean canPinGroup(Pin pin) {
        return true;
    }

    @Override
    public PeerServer serve(Pin pin) {
        throw new UnsupportedOperationException("curl is a client only");
    }

    @Override
    public String connect(Pin pin, int port) throws IOException {
        List<String> command = new ArrayList<>(List.of(curl, "-q", "-sS", "-i", "--max-time", "20", "--noproxy", "*",
                "--http1.0", "--resolve", "localhost:" + port + ":127.0.0.1", "--cacert", files.root().toString(),
                pin.is13() ? "--tlsv1.3" : "--tlsv1.2", "--tls-max", pin.is13() ? "1.3" : "1.2"));
        if (pin.hasSuite()) {
            command.addAll(pin.is13() ? List.of("--tls13-ciphers", pin.suite())
                    : List.of("--ciphers", SuiteNames.openssl(pin.suite()) + ":@SECLEVEL=1"));
        }
        if (pin.hasGroup()) {
            command.addAll(List.of("--curves", OpenSsl.group(pin.group())));
        }
        if (pin.hasClientKey()) {
            command.addAll(List.of("--cert", files.chain(pin.client()).toString(),
                    "--key", files.key(pin.client()).toString()));
        }
        command.add("https://localhost:" + port + "/");
        try (ExternalProcess process = ExternalProcess.start(command)) {
            process.endInput();
            process.exitCode();
            return process.toString();
        }
    }
}
