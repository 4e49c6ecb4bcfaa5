package dev.handfast.tls;

import java.util.List;
import java.util.Optional;

/** What a manager made of a {@link LiveSource} holds: the key or trust manager is the thing itself. */
public interface LiveFiles {

    /**
     * The files behind a manager.
     *
     * @param manager a {@code KeyManager} or {@code TrustManager} that Handfast made of a {@link LiveSource}
     * @return the manager
     * @throws IllegalArgumentException if it is another
     */
    static LiveFiles of(Object manager) {
        if (manager instanceof LiveFiles ours) {
            return ours;
        }
        throw new IllegalArgumentException("not a manager of files that Handfast follows but of "
                + (manager == null ? null : manager.getClass().getName()));
    }

    /**
     * Which state of the files is used: 1 for what was read first, and one more for each that was taken since.
     *
     * @return from 1 on; read from memory
     */
    long generation();

    /**
     * Looks at the files now, whenever they were looked at last, unless another thread does. It reads them if they have
     * changed, and so may block.
     *
     * @return the state that is used afterwards
     */
    long refresh();

    /**
     * What is used, with its dates; read from memory.
     *
     * @return the certificates of all chains, or all authorities
     */
    List<HeldCertificate> held();

    /**
     * What is wrong with the files, so that the last good state is used; read from memory.
     *
     * @return a line as in {@link LiveEvent}; empty if what they had when they were looked at last is used
     */
    Optional<String> problem();
}
