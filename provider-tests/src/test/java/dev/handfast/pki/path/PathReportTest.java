package dev.handfast.pki.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.pki.TestPki;
import dev.handfast.pki.cert.Cert;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a refusal says, and the report of a search behind it, which a peer cannot make long. */
@Tag("unit")
class PathReportTest {

    private static final Cert CERT = TestPki.root("CN=target").cert();

    @Test
    void isATreeFromTheTargetUpwards() {
        PathReport report = new PathReport(CERT);
        PathReport.Node issuer = report.add(report.root(), "issuer", "A");
        report.add(issuer, "anchor", "R").refuse(PathRefused.of(PathFault.EXPIRED, 2, CERT, "It is old", "Renew it"));
        report.add(report.root(), "issuer", "B");
        assertEquals("target " + CERT + "\n  issuer A\n    anchor R\n      refused, EXPIRED: It is old ("
                + PathFault.EXPIRED.rule() + "). Renew it\n  issuer B\n", report.tree());
        assertEquals("target " + CERT + "; > issuer A; > > anchor R, refused, EXPIRED; > issuer B", report.toString());
    }

    @Test
    void endsAfterSoManyCandidates() {
        PathReport report = new PathReport(CERT);
        for (int i = 0; i < PathReport.MAX_NODES; i++) {
            report.add(report.root(), "issuer", i);
        }
        assertFalse(report.tree().contains("more candidates"));
        assertTrue(report.tree().contains("issuer 399\n"));
        report.add(report.root(), "issuer", "late");
        report.add(report.root(), "issuer", "late");
        assertFalse(report.tree().contains("late"));
        assertTrue(report.tree().endsWith("... and 2 more candidates\n"), report.tree());
        assertTrue(report.toString().endsWith("; > issuer 14; ... and 387 more"), report.toString());
    }

    @Test
    void isCutWhereAMessageIsLongEnough() {
        PathReport report = new PathReport(CERT);
        report.add(report.root(), "issuer", "x".repeat(3000));
        report.add(report.root(), "issuer", "late");
        assertTrue(report.toString().endsWith("x; ... and 1 more"), report.toString());
    }

    @Test
    void refusalsSayRuleAndCure() {
        PathRefused bare = PathRefused.of(PathFault.EXPIRED, 3, CERT, "It is old", null);
        assertEquals("It is old (" + PathFault.EXPIRED.rule() + ")", bare.sentence());
        assertEquals(3, bare.index());
        assertSame(CERT, bare.certificate());
        assertEquals(PathFault.EXPIRED, bare.fault());
        assertNull(bare.cure());
        assertNull(bare.report());
        PathRefused cured = bare.andCure("Renew it");
        assertEquals("Renew it", cured.cure());
        assertEquals("Renew it, or leave it", cured.andCure("leave it").cure());
        PathReport report = new PathReport(CERT);
        assertSame(report, bare.withReport(report).report());
        assertSame(report, cured.reporting(bare).report());
        Exception cause = new IllegalStateException("why");
        PathRefused because = PathRefused.because(PathFault.EXPIRED, 0, CERT, cause);
        assertEquals("why", because.getMessage());
        assertSame(cause, because.getCause());
        assertEquals("java.lang.IllegalStateException",
                PathRefused.because(PathFault.EXPIRED, 0, CERT, new IllegalStateException()).getMessage());
        assertSame(cause, because.andCure("x").getCause());
    }
}
