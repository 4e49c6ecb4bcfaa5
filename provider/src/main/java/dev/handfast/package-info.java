/** The provider. What applications can say and ask beyond JSSE is in {@code dev.handfast.tls}. */
@NullMarked
package dev.handfast;

import org.jspecify.annotations.NullMarked;
