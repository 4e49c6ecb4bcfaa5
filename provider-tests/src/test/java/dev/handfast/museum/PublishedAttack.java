package dev.handfast.museum;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.Tag;

/** The test tries a published attack on Handfast; it passes if the attack fails. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(PublishedAttacks.class)
@Tag("museum")
public @interface PublishedAttack {

    /** The number it was published under, for instance {@code CVE-2014-0224}; else the name in use. Not empty. */
    String id();

    /** What the attack does, in a few words; without a vertical bar. */
    String what();

    /** Which stack had the flaw, or "TLS" if the protocol had. */
    String victim();

    /** What the attack is aimed at. */
    AttackKind kind();
}
