package dev.handfast.jsse.pkix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** x509-limbo (with BetterTLS, which {@link BetterTlsTest} reports apart) and BoringSSL's chains. */
@Tag("contract")
class LimboTest {

    /** Far above the slowest case; only a hang reaches it. */
    private static final Duration HANG = Duration.ofSeconds(60);

    @Test
    void coreCasesOfX509Limbo() throws Exception {
        assertAgreed("limbo-public.json.gz", "core", false, "^(?!bettertls).*", 100);
    }

    @Test
    void coreCasesOfBoringSslsChains() throws Exception {
        assertAgreed("chains-public.json.gz", "core", true, ".*", 38);
    }

    /** The advisory cases are decided one by one; a change of any decision is to be seen in the diff. */
    @Test
    void advisoryDecisionsAreThoseOnFile() throws Exception {
        assertDecided("limbo-public.json.gz", "limbo-advisory.txt", false);
    }

    @Test
    void advisoryDecisionsOnBoringSslsChainsAreThoseOnFile() throws Exception {
        assertDecided("chains-public.json.gz", "chains-advisory.txt", true);
    }

    private static void assertDecided(String suite, String file, boolean building) throws Exception {
        Map<String, AdvisoryDecisions.Decision> decisions = AdvisoryDecisions.all(file);
        Map<String, String> expected = new TreeMap<>();
        decisions.forEach((id, decision) -> expected.put(id, decision.verdict()));
        Map<String, String> decided = new TreeMap<>();
        for (Object each : Suites.list(Suites.json(suite).get("testcases"))) {
            LimboCase one = new LimboCase(each);
            if (one.tier().equals("advisory")) {
                String refusal = building ? one.byBuilder() : one.byTrustManager();
                String verdict = refusal == null ? "accepted" : "refused";
                decided.put(one.id(), verdict);
                System.out.println(verdict + " " + one.id() + " (the suite would "
                        + (one.expectsSuccess() ? "accept" : "refuse") + "): "
                        + (decisions.containsKey(one.id()) ? decisions.get(one.id()).reason() : one.reason()));
            }
        }
        assertEquals(expected, decided);
    }

    static void assertAgreed(String file, String tier, boolean building, String ids, int expected) throws Exception {
        List<String> disagreed = new ArrayList<>();
        int agreed = 0;
        for (Object each : Suites.list(Suites.json(file).get("testcases"))) {
            LimboCase one = new LimboCase(each);
            if (one.tier().equals(tier) && one.id().matches(ids)) {
                String refusal = assertTimeoutPreemptively(HANG,
                        () -> building ? one.byBuilder() : one.byTrustManager(), one.id());
                if ((refusal == null) == one.expectsSuccess()) {
                    agreed++;
                } else {
                    disagreed.add(one.id() + ": " + (refusal == null ? "accepted" : refusal));
                }
            }
        }
        System.out.println(file + " " + tier + " " + ids + ": " + agreed + " of " + (agreed + disagreed.size()));
        assertEquals(List.of(), disagreed);
        assertEquals(expected, agreed);
    }
}
