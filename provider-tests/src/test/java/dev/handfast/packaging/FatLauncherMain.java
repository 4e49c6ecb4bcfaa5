package dev.handfast.packaging;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;

/** Runs a main class with a class loader of its own, as launchers of jars with jars inside do. */
final class FatLauncherMain {

    private FatLauncherMain() {
    }

    /** A jar, a class in it, and its arguments. */
    public static void main(String[] arguments) throws Exception {
        URLClassLoader loader = new URLClassLoader(new URL[] {Path.of(arguments[0]).toUri().toURL()},
                ClassLoader.getPlatformClassLoader());
        loader.loadClass(arguments[1]).getMethod("main", String[].class)
                .invoke(null, (Object) Arrays.copyOfRange(arguments, 2, arguments.length));
    }
}
