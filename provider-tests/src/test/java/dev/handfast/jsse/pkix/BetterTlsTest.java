package dev.handfast.jsse.pkix;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Netflix's BetterTLS, as x509-limbo carries it: path building, and name constraints in all combinations. */
@Tag("contract")
class BetterTlsTest {

    @Test
    void pathBuilding() throws Exception {
        LimboTest.assertAgreed("limbo-public.json.gz", "core", false, "bettertls::pathbuilding.*", 53);
    }

    @Test
    void nameConstraints() throws Exception {
        LimboTest.assertAgreed("limbo-public.json.gz", "core", false, "bettertls::nameconstraints.*", 5429);
    }

    @Test
    void commonNamesAreNeverLookedAt() throws Exception {
        LimboTest.assertAgreed("limbo-public.json.gz", "soft", false, "bettertls.*", 740);
    }
}
