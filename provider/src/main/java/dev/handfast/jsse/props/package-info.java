/**
 * System and security properties: how they are read, which names are known, the rules of {@code disabledAlgorithms},
 * and warnings about wrong values, each given once. Begin with {@link dev.handfast.jsse.props.PropertyReader}.
 */
@NullMarked
package dev.handfast.jsse.props;

import org.jspecify.annotations.NullMarked;
