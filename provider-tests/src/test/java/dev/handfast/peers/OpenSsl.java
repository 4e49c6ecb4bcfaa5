package dev.handfast.peers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code openssl s_server} and {@code s_client}. */
public final class OpenSsl implements Peer {

    private static final Pattern ACCEPTING = Pattern.compile("ACCEPT \\S*:(\\d+)");

    private final Workspace files = Workspace.shared();
    private final String openssl = Tools.require("openssl");
    private final String name;

    /** Asks the installed one for its version. */
    public OpenSsl() throws IOException {
        name = Tools.output(List.of(openssl, "version")).replaceAll("^(OpenSSL \\S+)[\\s\\S]*", "$1");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<String> lacks(Pin pin, boolean asServer) {
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
    public PeerServer serve(Pin pin) throws IOException {
        return serve(pin, pin.server());
    }

    /** As {@link #serve(Pin)}, with another identity than the pin's. */
    public PeerServer serve(Pin pin, Identity identity) throws IOException {
        List<String> command = new ArrayList<>(List.of(openssl, "s_server", "-accept", "127.0.0.1:0", "-www",
                "-cert", files.chain(identity).toString(), "-key", files.key(identity).toString()));
        common(pin, command);
        if (pin.hasClientKey()) {
            command.addAll(List.of("-Verify", "1", "-verify_return_error"));
        }
        ExternalProcess process = ExternalProcess.start(command);
        try {
            return new ProcessServer(Integer.parseInt(process.await(ACCEPTING).group(1)), process);
        } catch (IOException e) {
            process.close();
            throw e;
        }
    }

    @Override
    public String connect(Pin pin, int port) throws IOException {
        List<String> command = new ArrayList<>(List.of(openssl, "s_client", "-connect", "127.0.0.1:" + port,
                "-servername", "localhost", "-verify_hostname", "localhost", "-verify_return_error", "-quiet"));
        common(pin, command);
        if (pin.hasClientKey()) {
            command.addAll(List.of("-cert", files.chain(pin.client()).toString(),
                    "-key", files.key(pin.client()).toString()));
        }
        try (ExternalProcess process = ExternalProcess.start(command)) {
            process.send(REQUEST);
            process.exitCode();
            return process.toString();
        }
    }

    private void common(Pin pin, List<String> command) {
        command.addAll(List.of("-CAfile", files.root().toString(), pin.is13() ? "-tls1_3" : "-tls1_2"));
        if (pin.hasSuite()) {
            command.addAll(pin.is13() ? List.of("-ciphersuites", pin.suite())
                    : List.of("-cipher", SuiteNames.openssl(pin.suite()) + ":@SECLEVEL=1"));
        }
        if (pin.hasGroup()) {
            command.addAll(List.of("-groups", group(pin.group())));
        }
    }

    /** OpenSSL's name for a group. */
    static String group(String group) {
        return switch (group) {
            case "secp256r1" -> "P-256";
            case "secp384r1" -> "P-384";
            case "secp521r1" -> "P-521";
            case "x25519" -> "X25519";
            case "x448" -> "X448";
            default -> group;
        };
    }
}
