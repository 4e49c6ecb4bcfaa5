package dev.handfast.peers;

import java.io.IOException;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a JVM asks its name service: in a {@link TestJvm} with {@link #options}, whose name service knows only a file,
 * and whose cache of answers, "unknown" included, is read by reflection. It works on every JDK since 17.
 */
public final class Lookups {

    private Lookups() {
    }

    /** The options of a JVM that {@link #record}s; its name service knows these lines of a hosts file. */
    public static List<String> options(String... lines) throws IOException {
        Path hosts = Files.createTempFile(Workspace.shared().directory(), "hosts", "");
        Files.write(hosts, List.of(lines));
        return List.of("-Djdk.net.hosts.file=" + hosts, "--add-opens=java.base/java.net=ALL-UNNAMED");
    }

    /** To be called before anything is looked up. Fails if lookups would go unseen. */
    public static void record() throws ReflectiveOperationException {
        Security.setProperty("networkaddress.cache.ttl", "-1");
        Security.setProperty("networkaddress.cache.negative.ttl", "-1");
        try {
            throw new IllegalStateException("there is " + List.of(InetAddress.getAllByName("probe.example")));
        } catch (UnknownHostException expected) {
            if (!all().contains("probe.example")) {
                throw new IllegalStateException("lookups are not seen: " + all());
            }
        }
    }

    /** The names looked up until now, in lower case, that contain a part. */
    public static List<String> of(String part) throws ReflectiveOperationException {
        return all().stream().map(String::toLowerCase).filter(name -> name.contains(part)).toList();
    }

    /** Makes the JVM forget what it has looked up, as it does in time. */
    public static void forget() throws ReflectiveOperationException {
        cache().clear();
    }

    private static Set<String> all() throws ReflectiveOperationException {
        Set<String> names = new TreeSet<>();
        cache().keySet().forEach(name -> names.add((String) name));
        return names;
    }

    private static Map<?, ?> cache() throws ReflectiveOperationException {
        Field cache = InetAddress.class.getDeclaredField("cache");
        cache.setAccessible(true);
        return (Map<?, ?>) cache.get(null);
    }
}
