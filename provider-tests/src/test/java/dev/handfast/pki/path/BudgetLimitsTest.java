package dev.handfast.pki.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.pki.TestPki;
import dev.handfast.pki.cert.Cert;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import java.util.List;
import org.junit.jupiter.api.function.Executable;

/** Each limit of a search: what it allows to the last one, and the refusal of the next. */
@Tag("unit")
class BudgetLimitsTest {

    private static final Cert CERT = TestPki.root("CN=root").cert();

    private final Budget budget = new Budget();

    @Test
    void signatures() {
        allows(Budget.SIGNATURES, "100 signatures", () -> budget.signature(CERT, CERT.key()));
        assertTrue(budget.spent().startsWith("101 signatures (cost 100), 0 steps"), budget.spent());
    }

    @Test
    void costOfSignatures() {
        Cert slow = TestPki.root("CN=slow", c -> c.keys(TestPki.keys("EC", 521))).cert();
        int each = SignatureCost.of(slow.key());
        assertTrue(each > Budget.SIGNATURE_COST / Budget.SIGNATURES, "cost " + each);
        allows(Budget.SIGNATURE_COST / each, "times the cost of a signature on P-256",
                () -> budget.signature(CERT, slow.key()));
    }

    @Test
    void steps() {
        allows(Budget.STEPS, "build steps", () -> budget.step(CERT));
    }

    @Test
    void paths() {
        allows(Budget.PATHS, "candidate paths", () -> budget.path(List.of(CERT), null));
    }

    @Test
    void revocationObjects() {
        allows(Budget.REVOCATION_OBJECTS, "revocation lists and responses", () -> budget.revocationObject(CERT));
    }

    @Test
    void policyNodes() throws PathRefused {
        budget.policyNodes(CERT, Budget.POLICY_NODES - 1);
        allows(1, "policy nodes", () -> budget.policyNodes(CERT, 1));
    }

    @Test
    void nameComparisons() throws PathRefused {
        budget.nameComparisons(CERT, 2);
        refuses("name comparisons", () -> budget.nameComparisons(CERT, Budget.NAME_COMPARISONS - 1));
        refuses("name comparisons", () -> budget.nameComparisons(CERT, Long.MAX_VALUE));
        budget.nameComparisons(CERT, Budget.NAME_COMPARISONS - 2);
        refuses("name comparisons", () -> budget.nameComparisons(CERT, 1));
    }

    @Test
    void signedBytes() throws PathRefused {
        budget.signedBytes(CERT, 1);
        budget.signedBytes(CERT, Budget.SIGNED_BYTES - 1);
        refuses("bytes of signed revocation lists", () -> budget.signedBytes(CERT, 1));
    }

    @Test
    void spentIsCountedFromZero() throws PathRefused {
        assertEquals("0 signatures (cost 0), 0 steps, 0 name comparisons, 0 paths, 0 policy nodes", budget.spent());
        budget.signature(CERT, CERT.key());
        budget.step(CERT);
        budget.step(CERT);
        budget.nameComparisons(CERT, 3);
        budget.path(List.of(CERT), null);
        budget.policyNodes(CERT, 5);
        assertEquals("1 signatures (cost 1), 2 steps, 3 name comparisons, 1 paths, 5 policy nodes", budget.spent());
    }

    private static void allows(int most, String named, Executable event) {
        for (int i = 0; i < most; i++) {
            try {
                event.execute();
            } catch (Throwable e) {
                throw new AssertionError("refused number " + i, e);
            }
        }
        refuses(named, event);
    }

    private static void refuses(String named, Executable event) {
        PathRefused refusal = assertThrows(PathRefused.class, event);
        assertEquals(PathFault.BUDGET, refusal.fault());
        assertTrue(refusal.getMessage().contains(named), refusal.getMessage());
    }
}
