/**
 * What a person reads: the trace, key logs, and the exceptions that JSSE's users know for our faults. Begin with
 * {@link dev.handfast.jsse.trace.ExceptionMapper}.
 */
@NullMarked
package dev.handfast.jsse.trace;

import org.jspecify.annotations.NullMarked;
