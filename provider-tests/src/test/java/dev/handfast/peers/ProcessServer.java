package dev.handfast.peers;

/**
 * A server that is a process of its own.
 *
 * @param port its port
 * @param process the process
 */
record ProcessServer(int port, ExternalProcess process) implements Peer.PeerServer {

    @Override
    public String log() {
        return process.toString();
    }

    @Override
    public void close() {
        process.close();
    }
}
