package dev.handfast.peers;

import java.lang.reflect.Method;

import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Fails the test that an {@link OutOfMemoryError} comes out of. JUnit ends the whole run for one and names no test; but
 * here tests throw it themselves, to see that it does not come out. JUnit finds this class by
 * {@code META-INF/services}, for all tests.
 */
public final class EscapedErrors implements InvocationInterceptor {

    @Override
    public void interceptTestMethod(Invocation<Void> test, ReflectiveInvocationContext<Method> method,
            ExtensionContext context) throws Throwable {
        run(test);
    }

    @Override
    public void interceptTestTemplateMethod(Invocation<Void> test, ReflectiveInvocationContext<Method> method,
            ExtensionContext context) throws Throwable {
        run(test);
    }

    @Override
    public void interceptDynamicTest(Invocation<Void> test, DynamicTestInvocationContext dynamic,
            ExtensionContext context) throws Throwable {
        run(test);
    }

    private static void run(Invocation<Void> test) throws Throwable {
        try {
            test.proceed();
        } catch (OutOfMemoryError e) {
            throw new AssertionError("an OutOfMemoryError came out: " + e.getMessage(), e);
        }
    }
}
