package dev.handfast.memory;

import dev.handfast.HandfastProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.Reference;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.Provider;
import java.security.cert.CRLException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Stream;

/**
 * What the provider holds: every static field of every class of it, and all that can be reached from there and from
 * some objects more, counted in bytes by the field that it hangs on. It knows no cache by name, so none can be
 * forgotten.
 */
public final class Retained {

    private static final String OURS = "dev.handfast.";
    private static final String BOUNCY_CASTLE = "org.bouncycastle.";

    /** Bytes of an object, of a field, of an entry in a collection, about. */
    private static final int OBJECT = 16;
    private static final int FIELD = 8;
    private static final int ENTRY = 48;

    /** What JCA makes of an encoding, at the least. */
    private static final int PARSED = 4;

    private record Found(Object object, String field) {
    }

    private final Map<Object, Boolean> seen = new IdentityHashMap<>();
    private final Deque<Found> open = new ArrayDeque<>();
    private final Map<String, Long> bytes = new TreeMap<>();
    private final Set<String> growing = new TreeSet<>();

    private Retained() {
    }

    /** Bytes by field, of the classes' own and from some objects on. */
    public static Map<String, Long> of(Object... roots) {
        return walk(roots).bytes;
    }

    /** The objects of a type that the provider holds, and those that can be reached from some objects on. */
    public static <T> List<T> objects(Class<T> type, Object... roots) {
        return walk(roots).seen.keySet().stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** Bytes that can be reached from an object, beside what others hold. */
    static long alone(Object root, Collection<?> others) {
        Retained retained = new Retained();
        for (Object other : others) {
            retained.seen.put(other, true);
        }
        retained.seen.remove(root);
        retained.add(root, "");
        retained.run();
        return retained.bytes.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The fields of the provider's classes that hold something which can grow, as far as the classes' own reach. */
    static Set<String> growing() {
        return walk().growing;
    }

    private static Retained walk(Object... roots) {
        Retained retained = new Retained();
        for (Class<?> type : classes()) {
            for (Field field : type.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                    retained.add(read(field, null), type.getName() + "." + field.getName());
                }
            }
        }
        for (Object root : roots) {
            retained.add(root, "object " + root.getClass().getName());
        }
        retained.run();
        return retained;
    }

    private void run() {
        while (!open.isEmpty()) {
            Found found = open.poll();
            if (canGrow(found.object)) {
                growing.add(found.field);
            }
            bytes.merge(found.field, visit(found.object, found.field), Long::sum);
        }
    }

    private static boolean canGrow(Object object) {
        boolean fixed = object instanceof EnumSet || object instanceof EnumMap || object instanceof Provider
                || object.getClass().getName().startsWith("java.util.ImmutableCollections");
        return !fixed && (object instanceof Map || object instanceof Collection
                || object instanceof AtomicReferenceArray);
    }

    /** All classes of the provider. */
    static List<Class<?>> classes() {
        try {
            Path home = Path.of(HandfastProvider.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            if (Files.isDirectory(home)) {
                return classes(home);
            }
            try (FileSystem jar = FileSystems.newFileSystem(home, (ClassLoader) null)) {
                return classes(jar.getPath("/"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Class<?>> classes(Path home) throws IOException {
        List<Class<?>> classes = new ArrayList<>();
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted().toList()) {
                String name = home.relativize(file).toString().replace('/', '.');
                if (name.startsWith(OURS) && name.endsWith(".class") && !name.contains("-info")) {
                    try {
                        classes.add(Class.forName(name.substring(0, name.length() - ".class".length())));
                    } catch (ClassNotFoundException e) {
                        throw new IllegalStateException(e);
                    }
                }
            }
        }
        return classes;
    }

    private void add(Object object, String field) {
        if (object != null && seen.put(object, true) == null) {
            open.add(new Found(object, field));
        }
    }

    /** The object's own bytes; what it refers to is added. */
    private long visit(Object object, String field) {
        Class<?> type = object.getClass();
        if (object instanceof String text) {
            return 2 * OBJECT + text.length();
        } else if (type.isArray()) {
            return array(object, field);
        } else if (object instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                add(key, field);
                add(value, field);
            });
            return fields(object, type, field) + (long) ENTRY * map.size();
        } else if (object instanceof Collection<?> all) {
            all.forEach(each -> add(each, field));
            return fields(object, type, field) + (long) ENTRY * all.size();
        } else if (object instanceof AtomicReference<?> reference) {
            add(reference.get(), field);
        } else if (object instanceof AtomicReferenceArray<?> array) {
            for (int i = 0; i < array.length(); i++) {
                add(array.get(i), field);
            }
            return OBJECT + (long) FIELD * array.length();
        } else if (object instanceof Reference<?> || object instanceof Class<?> || object instanceof Thread) {
            return OBJECT;
        } else {
            Long parsed = parsed(object);
            if (parsed != null) {
                return parsed;
            }
        }
        return fields(object, type, field);
    }

    private static Long parsed(Object object) {
        try {
            if (object instanceof X509Certificate certificate) {
                return (long) PARSED * certificate.getEncoded().length;
            } else if (object instanceof X509CRL list) {
                return (long) PARSED * list.getEncoded().length;
            } else if (object instanceof Key key && !object.getClass().getName().startsWith(OURS)) {
                return key.getEncoded() == null ? OBJECT : (long) PARSED * key.getEncoded().length;
            }
            return null;
        } catch (CertificateEncodingException | CRLException e) {
            throw new IllegalStateException(e);
        }
    }

    private long array(Object array, String field) {
        int length = Array.getLength(array);
        if (array instanceof Object[] objects) {
            for (Object each : objects) {
                add(each, field);
            }
        }
        Class<?> of = array.getClass().getComponentType();
        int each = of == byte.class || of == boolean.class ? 1 : of == char.class || of == short.class ? 2
                : of == int.class || of == float.class ? 4 : FIELD;
        return OBJECT + (long) each * length;
    }

    /** Fields of our classes, and of BouncyCastle's; the JDK's are not open. */
    private long fields(Object object, Class<?> type, String field) {
        long own = OBJECT;
        for (Class<?> each = type; each != null && isOpen(each); each = each.getSuperclass()) {
            for (Field one : each.getDeclaredFields()) {
                if (!Modifier.isStatic(one.getModifiers())) {
                    own += FIELD;
                    if (!one.getType().isPrimitive()) {
                        boolean holds = each.getName().startsWith(OURS);
                        add(read(one, object), holds ? each.getName() + "." + one.getName() : field);
                    }
                }
            }
        }
        return own;
    }

    private static boolean isOpen(Class<?> type) {
        return type.getName().startsWith(OURS) || type.getName().startsWith(BOUNCY_CASTLE);
    }

    private static Object read(Field field, Object object) {
        try {
            field.setAccessible(true);
            return field.get(object);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
