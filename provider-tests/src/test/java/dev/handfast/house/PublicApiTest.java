package dev.handfast.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What other modules can call is what {@code provider/docs/public-api.txt} lists: it changes on purpose or not at all.
 * CONTRIBUTING.md says how the file is written anew.
 */
@Tag("unit")
class PublicApiTest {

    private static final Path CLASSES = Path.of("../provider/target/classes");
    private static final Path LIST = Path.of("../provider/docs/public-api.txt");

    @Test
    void exportedTypesAreAsListed() throws Exception {
        List<String> found = new ArrayList<>();
        for (String exported : exportedPackages()) {
            for (Class<?> type : types(exported)) {
                describe(type, found);
            }
        }
        assertTrue(found.size() > 10, () -> "found in " + CLASSES + ": " + found);
        if (Boolean.getBoolean("handfast.api.write")) {
            Files.write(LIST, found);
        }
        assertEquals(String.join("\n", Files.readAllLines(LIST)), String.join("\n", found));
    }

    /** The profile "api" compares the same packages with the last release. */
    @Test
    void exportedPackagesAreComparedWithTheLastRelease() throws IOException {
        String pom = Files.readString(Path.of("../provider/pom.xml"));
        assertEquals(List.of(), exportedPackages().stream()
                .filter(exported -> !pom.contains("<include>" + exported + "</include>")).toList());
    }

    /** Those that the module descriptor exports to everybody. */
    private static List<String> exportedPackages() {
        return ModuleFinder.of(CLASSES).findAll().stream().flatMap(module -> module.descriptor().exports().stream())
                .filter(exports -> !exports.isQualified()).map(ModuleDescriptor.Exports::source).sorted().toList();
    }

    /** The types of a package that are public, or nested in such and public or protected. */
    private static List<Class<?>> types(String exported) throws IOException, ClassNotFoundException {
        List<String> names;
        try (Stream<Path> files = Files.list(CLASSES.resolve(exported.replace('.', '/')))) {
            names = files.map(file -> file.getFileName().toString()).filter(file -> file.endsWith(".class"))
                    .map(file -> file.substring(0, file.length() - ".class".length()))
                    .filter(name -> !name.equals("package-info")).sorted().toList();
        }
        List<Class<?>> types = new ArrayList<>();
        for (String name : names) {
            Class<?> type = Class.forName(exported + "." + name, false, PublicApiTest.class.getClassLoader());
            if (isReachable(type)) {
                types.add(type);
            }
        }
        return types;
    }

    private static boolean isReachable(Class<?> type) {
        return isVisible(type.getModifiers()) && !type.isAnonymousClass() && !type.isLocalClass()
                && (type.getDeclaringClass() == null || isReachable(type.getDeclaringClass()));
    }

    private static void describe(Class<?> type, List<String> lines) throws IllegalAccessException {
        String parent = type.getGenericSuperclass() == null || type.getSuperclass() == Object.class ? ""
                : " extends " + type.getGenericSuperclass().getTypeName();
        String interfaces = type.getInterfaces().length == 0 ? ""
                : Arrays.stream(type.getGenericInterfaces()).map(Type::getTypeName)
                        .collect(Collectors.joining(", ", " implements ", ""));
        // Java 25 says of itself what is sealed, Java 17 does not.
        String declared = type.toGenericString().replaceFirst("\\b(non-)?sealed ", "");
        lines.add((type.isSealed() ? "sealed " : "") + declared + parent + interfaces);
        List<String> members = new ArrayList<>();
        for (Field field : type.getDeclaredFields()) {
            if (isListed(field)) {
                members.add("    " + field.toGenericString() + value(field));
            }
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (isListed(constructor)) {
                members.add("    " + constructor.toGenericString());
            }
        }
        for (Method method : type.getDeclaredMethods()) {
            if (isListed(method)) {
                members.add("    " + method.toGenericString());
            }
        }
        members.stream().sorted().forEach(lines::add);
    }

    /** Constants are compiled into callers. */
    private static String value(Field field) throws IllegalAccessException {
        boolean constant = Modifier.isStatic(field.getModifiers()) && Modifier.isFinal(field.getModifiers())
                && (field.getType().isPrimitive() || field.getType() == String.class);
        if (!constant || !Modifier.isPublic(field.getModifiers())) {
            return "";
        }
        return " = " + field.get(null);
    }

    private static boolean isListed(Member member) {
        return isVisible(member.getModifiers()) && !member.isSynthetic();
    }

    private static boolean isVisible(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }
}
