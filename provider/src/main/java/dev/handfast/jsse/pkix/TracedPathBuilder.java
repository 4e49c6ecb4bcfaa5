package dev.handfast.jsse.pkix;

import dev.handfast.jsse.certs.PathSettings;
import dev.handfast.jsse.fetch.IssuerFetch;
import dev.handfast.pki.path.Budget;
import dev.handfast.pki.path.PathBuilder;
import dev.handfast.pki.path.PathFault;
import dev.handfast.pki.path.PathRefused;
import dev.handfast.pki.path.VerifiedPath;
import dev.handfast.tls.TraceKind;

/** Runs searches, and prints them where {@link PathSettings#traces} says so. */
public final class TracedPathBuilder {

    private TracedPathBuilder() {
    }

    public static VerifiedPath run(PathBuilder builder, PathBuilder.Request request, Budget budget,
            PathSettings settings) throws PathRefused {
        boolean trace = settings.traces(TraceKind.PATH);
        try {
            PathBuilder.Found found = build(builder, request, budget);
            if (trace) {
                System.err.println("handfast path: accepted, " + budget.spent() + "\n" + found.report().tree());
            }
            if (request.more() instanceof IssuerFetch fetch) {
                fetch.proved(found.path());
            }
            return found.path();
        } catch (PathRefused refused) {
            PathRefused e = request.more() instanceof IssuerFetch fetch ? fetch.explain(refused) : refused;
            if (trace) {
                System.err.println("handfast path: " + e.sentence() + "\n" + budget.spent() + "\n"
                        + e.report().tree());
            }
            throw e;
        }
    }

    /** What was remembered of an address was enough for other paths, and may not be for this one. */
    private static PathBuilder.Found build(PathBuilder builder, PathBuilder.Request request, Budget budget)
            throws PathRefused {
        try {
            return builder.build(request, budget);
        } catch (PathRefused refused) {
            if (refused.fault() == PathFault.NO_ISSUER && request.more() instanceof IssuerFetch fetch
                    && fetch.asksAnew()) {
                return builder.build(request, budget);
            }
            throw refused;
        }
    }
}
