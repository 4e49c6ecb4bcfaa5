package dev.handfast.pki.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.handfast.pki.cert.AlgorithmId;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.Oids;
import dev.handfast.pki.cert.Spki;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What judgements are remembered by. */
@Tag("unit")
class ValidationParametersTest {

    private static final ValidationParameters RULES = ValidationParameters.at(1000);

    /** Rules that begin to count at 2000. */
    private record Later() implements AlgorithmRules {

        @Override
        public String refusesSignature(AlgorithmId algorithm, Cert signed, Context context) {
            return null;
        }

        @Override
        public String refusesKey(Spki key, Cert certificate, Context context) {
            return null;
        }

        @Override
        public int era(long time) {
            return time < 2000 ? 0 : 1;
        }
    }

    @Test
    void everyFieldIsAConditionAndTheTimeOnlyByTheRulesThatBeginToCount() {
        long fields = Arrays.stream(ValidationParameters.class.getDeclaredFields())
                .filter(field -> !Modifier.isStatic(field.getModifiers()) && !field.isSynthetic()).count();
        assertEquals(fields, RULES.conditions().size());
    }

    @Test
    void rulesThatDifferHaveOtherConditions() {
        List<ValidationParameters> others = List.of(RULES.withMaxIntermediates(3),
                RULES.withPolicies(Set.of(Oids.SERVER_AUTH)), RULES.withExplicitPolicy(true),
                RULES.withMappingInhibited(true), RULES.withAnyPolicyInhibited(true),
                RULES.withCriticalQualifiersRefused(true),
                RULES.withPurpose(Oids.SERVER_AUTH), RULES.withAlgorithms(new Later()),
                RULES.withStatusAlgorithms(new Later()), RULES.withCommonNamesBound(true),
                RULES.withStrictServerNames(true), RULES.withAnchorConstraints(false),
                RULES.withUnderstood(Set.of(Oids.SERVER_AUTH)));
        for (ValidationParameters other : others) {
            assertNotEquals(RULES.conditions(), other.conditions());
        }
    }

    @Test
    void rulesThatAreMadeAgainHaveTheSame() {
        AlgorithmRules both = new Later().and(AlgorithmRules.ANY);
        assertEquals(RULES.withAlgorithms(both).withPurpose(Oids.SERVER_AUTH).conditions(),
                ValidationParameters.at(1999).withPurpose(Oids.SERVER_AUTH)
                        .withAlgorithms(new Later().and(AlgorithmRules.ANY)).conditions());
    }

    @Test
    void aDateInTheRulesDividesTime() {
        AlgorithmRules both = AlgorithmRules.ANY.and(new Later());
        assertNotEquals(ValidationParameters.at(1999).withAlgorithms(both).conditions(),
                ValidationParameters.at(2000).withAlgorithms(both).conditions());
    }
}
