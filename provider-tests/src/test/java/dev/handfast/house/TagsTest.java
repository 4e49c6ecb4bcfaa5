package dev.handfast.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * Each test class is in one of the groups that {@code mvn verify -Dgroups=NAME} runs; CONTRIBUTING.md says in which.
 */
@Tag("unit")
class TagsTest {

    private static final Set<String> GROUPS = Set.of("unit", "contract", "interop", "cluster", "fuzz");

    @Test
    void eachTestClassIsInOneGroup() throws URISyntaxException {
        List<String> wrong = new ArrayList<>();
        for (Class<?> tests : testClasses()) {
            List<String> groups = groups(tests);
            if (groups.size() != 1) {
                wrong.add(tests.getName() + " has " + groups + " of " + GROUPS);
            }
        }
        assertEquals(List.of(), wrong, "give the class one @Tag");
    }

    /** Surefire looks for classes of that name only. Fuzz targets are found by {@code .ci/fuzz} instead. */
    @Test
    void eachTestClassIsFound() throws URISyntaxException {
        List<String> lost = testClasses().stream().filter(tests -> !groups(tests).contains("fuzz"))
                .map(Class::getName).filter(name -> !name.endsWith("Test")).toList();
        assertEquals(List.of(), lost, "end the name in Test");
    }

    /** The groups among the tags of a class and of what it extends. */
    private static List<String> groups(Class<?> tests) {
        return AnnotationSupport.findRepeatableAnnotations(tests, Tag.class).stream().map(Tag::value)
                .filter(GROUPS::contains).toList();
    }

    /** Classes that JUnit would run; nested ones have the tags of the class around them. */
    private static List<Class<?>> testClasses() throws URISyntaxException {
        Path compiled = Path.of(TagsTest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        List<Class<?>> found = ReflectionSupport.findAllClassesInClasspathRoot(compiled.toUri(),
                TagsTest::hasTests, name -> !name.contains("$"));
        assertTrue(found.size() > 100, () -> found.size() + " test classes in " + compiled);
        return found;
    }

    private static boolean hasTests(Class<?> candidate) {
        return !Modifier.isAbstract(candidate.getModifiers())
                && !ReflectionSupport
                        .findMethods(candidate, method -> AnnotationSupport.isAnnotated(method, Testable.class),
                                HierarchyTraversalMode.TOP_DOWN)
                        .isEmpty();
    }
}
