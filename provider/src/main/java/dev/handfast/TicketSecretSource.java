package dev.handfast;

import java.util.List;

/**
 * Where the secrets come from that a fleet's session tickets are sealed with. Asked every few seconds by a thread that
 * handshakes; it should answer fast, from memory or a local file.
 */
@FunctionalInterface
public interface TicketSecretSource {

    /**
     * The secrets, each of at least 32 bytes that nobody can guess: the one to seal with first, then those whose tickets
     * are still accepted. The arrays stay the source's: what reads them neither keeps nor changes them. Secrets that
     * are shorter, or of which all bytes are equal, are refused as a source that fails is.
     *
     * @return one or more; the first one seals
     * @throws Exception if they cannot be had now: those that were read last stay in use, and the log says so
     */
    List<byte[]> read() throws Exception;
}
