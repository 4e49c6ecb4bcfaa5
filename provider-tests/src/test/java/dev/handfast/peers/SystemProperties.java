package dev.handfast.peers;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/** System properties that hold while something runs. */
public final class SystemProperties {

    private SystemProperties() {
    }

    /** What {@code made} answers while the properties are set. */
    public static <T> T with(Map<String, String> properties, Callable<T> made) throws Exception {
        Map<String, String> before = new HashMap<>();
        properties.forEach((name, value) -> before.put(name, System.setProperty(name, value)));
        try {
            return made.call();
        } finally {
            before.forEach((name, value) -> {
                if (value == null) {
                    System.clearProperty(name);
                } else {
                    System.setProperty(name, value);
                }
            });
        }
    }
}
