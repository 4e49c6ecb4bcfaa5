package dev.handfast.tool;

import java.util.List;

/** One thing that the tool can do, by the word after the jar. */
interface Command {

    /** The word. */
    String name();

    /** What it does, in a few words. */
    String summary();

    /**
     * Does it.
     *
     * @param arguments what stands behind the word
     * @param page where to print
     * @return the JVM's exit status: 0 for success, 1 for what was found to be wrong
     * @throws UsageException if the arguments make no sense
     */
    int run(List<String> arguments, Page page) throws UsageException;

    /** Arguments that make no sense; the text says why. */
    final class UsageException extends Exception {

        private static final long serialVersionUID = 1L;

        UsageException(String message) {
            super(message);
        }
    }
}
