package dev.handfast.museum;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.Tag;

/** Several attacks that one test tries. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Tag("museum")
public @interface PublishedAttacks {

    /** The attacks. */
    PublishedAttack[] value();
}
