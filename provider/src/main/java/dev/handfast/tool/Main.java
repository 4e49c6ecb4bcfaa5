package dev.handfast.tool;

import dev.handfast.HandfastProvider;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;

/** The main class of the provider's jar. */
public final class Main {

    private static final List<Command> COMMANDS = List.of(new Check());
    private static final int WRONG_USAGE = 2;

    private Main() {
    }

    /** Runs the command that the first argument names, {@code check} without one, and ends the JVM with its status. */
    public static void main(String[] arguments) {
        System.exit(run(arguments, System.out));
    }

    static int run(String[] arguments, PrintStream out) {
        Page page = new Page(out);
        List<String> words = Arrays.asList(arguments);
        if (words.isEmpty()) {
            page.text(title());
            page.text("");
            int status = run(COMMANDS.get(0), List.of(), page);
            page.text("");
            usage(page);
            return status;
        }
        if (List.of("help", "-h", "--help").contains(words.get(0))) {
            page.text(title());
            page.text("");
            usage(page);
            return 0;
        }
        for (Command command : COMMANDS) {
            if (command.name().equals(words.get(0))) {
                return run(command, words.subList(1, words.size()), page);
            }
        }
        page.text("There is no command \"" + words.get(0) + "\".");
        page.text("");
        usage(page);
        return WRONG_USAGE;
    }

    private static int run(Command command, List<String> arguments, Page page) {
        try {
            return command.run(arguments, page);
        } catch (Command.UsageException wrong) {
            page.text(command.name() + ": " + wrong.getMessage());
            return WRONG_USAGE;
        }
    }

    private static String title() {
        String version = Main.class.getPackage().getImplementationVersion();
        return new HandfastProvider().getInfo() + (version == null ? "" : ", version " + version);
    }

    private static void usage(Page page) {
        page.text("Commands, behind -jar handfast-provider.jar or, with the options and the class path of an "
                + "application,"
                + " behind " + Main.class.getName() + ":");
        for (Command command : COMMANDS) {
            page.row("  " + command.name(), command.summary());
        }
        page.row("  help", "prints this");
    }
}
