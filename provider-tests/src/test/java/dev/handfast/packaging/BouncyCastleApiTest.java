package dev.handfast.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.crypto.bc.BouncyCastle;

import java.io.IOException;
import java.lang.invoke.MethodType;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each class, method and field of BouncyCastle that the provider's class files name: who names it, and since when it
 * is.
 */
@Tag("contract")
class BouncyCastleApiTest {

    private static final String ROOT = "org.bouncycastle.";
    private static final Path CLASSES = Path.of("../provider/target/classes");
    /** The classes that may name BouncyCastle's, all of which are called only after its parts were asked for. */
    private static final Set<String> USERS = Set.of("BcCertificateKeys", "BcEcdsa", "BcEdDsa", "BcMlDsa",
            "BcPublicKeys",
            "BcCms", "BcEncryptedKeys", "NistCurve", "NistCurve$Domains", "EcKeyExchange", "XdhKeyExchange");

    @Test
    void onlyThoseNameItWhoAskBefore() throws IOException {
        Set<String> users = new TreeSet<>();
        for (Path file : classFiles()) {
            if (!ConstantPool.references(file, ROOT).isEmpty()) {
                users.add(file.getFileName().toString().replace(".class", ""));
            }
        }
        assertEquals(new TreeSet<>(USERS), users);
    }

    /** Old versions have all but ML-DSA, with the same descriptors. */
    @ParameterizedTest
    @ValueSource(strings = {"bcprov-jdk15on-1.70.jar", "bcprov-jdk18on-1.78.1.jar", "bcprov-jdk18on-1.80.jar",
        "bcprov-jdk18on-1.84.jar", "bcprov-jdk18on-1.86.jar"})
    void isThere(String jar) throws IOException {
        List<String> absent = new ArrayList<>();
        List<URL> jars = new ArrayList<>();
        for (String each : List.of("bcprov", "bcpkix", "bcutil")) {
            Path file = Path.of("target/bouncycastle", jar.replace("bcprov", each));
            assertTrue(Files.exists(file), () -> "no " + file);
            jars.add(file.toUri().toURL());
        }
        try (URLClassLoader loader = new URLClassLoader(jars.toArray(new URL[0]),
                ClassLoader.getPlatformClassLoader())) {
            for (String reference : references()) {
                if (!isThere(reference, loader)) {
                    absent.add(reference);
                }
            }
        }
        boolean hasMlDsa = jar.contains("1.84") || jar.contains("1.86");
        assertEquals(List.of(), absent.stream().filter(each -> hasMlDsa || !each.contains("MLDSA")).toList());
    }

    /** What is looked for before is what is called then. */
    @Test
    void allThatIsCalledIsLookedFor() throws IOException {
        Set<String> called = new TreeSet<>();
        for (String reference : references()) {
            String[] words = reference.split(" ");
            if (words.length == 1) {
                called.add(words[0]);
            } else if (words[2].startsWith("(") && !words[1].equals("<init>")) {
                called.add(words[0] + " " + words[1]);
            }
        }
        Set<String> looked = new TreeSet<>();
        for (BouncyCastle.Part part : BouncyCastle.Part.values()) {
            for (String need : part.needs()) {
                String[] words = need.split(" ");
                looked.add(ROOT + words[0]);
                Arrays.stream(words).skip(1).forEach(method -> looked.add(ROOT + words[0] + " " + method));
            }
        }
        assertEquals(called, looked);
    }

    private static Set<String> references() throws IOException {
        Set<String> all = new TreeSet<>();
        for (Path file : classFiles()) {
            all.addAll(ConstantPool.references(file, ROOT));
        }
        assertTrue(all.size() > 30, () -> "found: " + all);
        return all;
    }

    private static List<Path> classFiles() throws IOException {
        try (Stream<Path> all = Files.walk(CLASSES)) {
            return all.filter(path -> path.toString().endsWith(".class") && !path.endsWith("module-info.class"))
                    .collect(Collectors.toList());
        }
    }

    private static boolean isThere(String reference, ClassLoader loader) {
        String[] words = reference.split(" ");
        try {
            Class<?> type = Class.forName(words[0], false, loader);
            if (words.length == 1) {
                return true;
            }
            if (!words[2].startsWith("(")) {
                return type.getField(words[1]).getType().descriptorString().equals(words[2]);
            }
            MethodType wanted = MethodType.fromMethodDescriptorString(words[2], loader);
            Stream<? extends Executable> members = words[1].equals("<init>") ? Arrays.stream(type.getConstructors())
                    : Arrays.stream(type.getMethods()).filter(each -> each.getName().equals(words[1]));
            return members.anyMatch(each -> wanted.parameterList().equals(List.of(each.getParameterTypes()))
                    && (!(each instanceof Method method) || method.getReturnType() == wanted.returnType()));
        } catch (ReflectiveOperationException | TypeNotPresentException absent) {
            return false;
        }
    }
}
