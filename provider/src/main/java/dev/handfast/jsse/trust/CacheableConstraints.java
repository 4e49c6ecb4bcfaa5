package dev.handfast.jsse.trust;

import java.security.AlgorithmConstraints;

/** Algorithm constraints that compare by content, and may be known never to change their answers. */
public interface CacheableConstraints extends AlgorithmConstraints {

    /** Whether these give the same answers always, and as all that are equal to them do. */
    boolean isSteady();
}
